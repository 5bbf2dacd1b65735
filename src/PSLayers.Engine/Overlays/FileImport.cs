using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Overlays;

/// <summary>Copies files and folders of the disk into a writable view, as docker cp does: each file is there whole or not at all, and names of one file stay
/// names of one file. What cannot be copied is told, and the rest is copied.</summary>
/// <param name="view">The view.</param>
/// <param name="options">Owners and modes.</param>
/// <param name="replaces">Whether files that are there may go.</param>
/// <param name="meter">Told of the bytes; carries the wish to stop.</param>
[SupportedOSPlatform("linux")]
internal sealed class FileImport(WritableView view, AddingOptions options, bool replaces, ReadMeter meter)
{
    private readonly Dictionary<(ulong Device, ulong Number), string> _firstNames = [];
    private readonly List<string> _made = [];
    private readonly List<(string Path, ImageException Error)> _failed = [];

    /// <summary>Paths in the image of what was copied.</summary>
    public IReadOnlyList<string> Made => _made;

    /// <summary>What was not copied, by its path on the disk, and why.</summary>
    public IReadOnlyList<(string Path, ImageException Error)> Failed => _failed;

    /// <summary>Copies a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">The path that it gets.</param>
    public void Add(SourceFile file, string path)
    {
        meter.Cancellation.ThrowIfCancellationRequested();
        Try(file, () =>
        {
            if (file.HasOtherNames && !_firstNames.TryAdd((file.Stamp.Device, file.Stamp.Number), path))
                view.ImportLink(_firstNames[(file.Stamp.Device, file.Stamp.Number)], path, replaces);
            else
                view.Import(file, path, AttributesOf(file), replaces, meter);
            _made.Add(path);
        });
    }

    /// <summary>Copies what a folder has to a directory, which is made where it is missing. One that is there keeps owner and mode; those below it get the
    /// folder's.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">Path of the directory.</param>
    public void Add(SourceFolder folder, string path)
    {
        // A directory that cannot be there takes nothing in.
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        var folders = new List<(SourceFile Folder, string Path)>();
        foreach (SourceFile file in folder.Files)
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            bool isTop = file.Name.Length == 0;
            int slash = file.Name.LastIndexOf('/');
            if (!isTop && !places.ContainsKey(slash < 0 ? "" : file.Name[..slash]))
                continue;
            string place = isTop ? path : Join(places[slash < 0 ? "" : file.Name[..slash]], file.Name[(slash + 1)..]);
            if (file.Type != EntryType.Directory)
                Add(file, place);
            else if (Try(file, () => MakeFolder(file, place, isTop, folders)))
                places.Add(file.Name, place);
        }
        // The innermost last found first, since whatever comes into a directory changes its time.
        for (int i = folders.Count - 1; i >= 0; i--)
        {
            (SourceFile made, string place) = folders[i];
            Try(made, () => view.SetAttributes(place, _ => AttributesOf(made), meter));
        }
    }

    /// <summary>The path of a name in a directory.</summary>
    /// <param name="folder">Path of the directory in the image.</param>
    /// <param name="name">The name on the disk.</param>
    public static string Join(string folder, string name) => $"{folder.TrimEnd('/')}/{EntryName.Decode(Encoding.UTF8.GetBytes(name))}";

    private void MakeFolder(SourceFile folder, string path, bool isTop, List<(SourceFile, string)> folders)
    {
        MergedNode? there = view.Find(EntryName.Encode(path), followsLast: true);
        if (there is null)
        {
            view.MakeFolder(path, AttributesOf(folder));
            _made.Add(path);
        }
        else if (!there.IsDirectory)
            throw new ImageException(ImageErrorId.DestinationExists, "a file is there already, and no directory replaces it");
        if (there is null || !isTop)
            folders.Add((folder, there?.Path ?? path));
    }

    private bool Try(SourceFile file, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (ImageException e) when (e.ErrorId != ImageErrorId.DiskFull)
        {
            _failed.Add((file.Path, e));
            return false;
        }
    }

    private EntryAttributes AttributesOf(SourceFile file) =>
        new(options.ModeOf(file), options.OwnerOf(file), DateTimeOffset.UnixEpoch.AddTicks(file.Time), Xattrs: null);
}
