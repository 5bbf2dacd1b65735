using System.Text;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Commands.Bases;

/// <summary>Where files about images go: a folder gets a file for each image, anything else is the file itself.</summary>
internal sealed class FilePerImage
{
    // A file system has 255 bytes for a name; the rest is for what stands behind.
    private const int LongestStem = 120;

    private readonly string _full;
    private readonly string _extension;
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="given">The destination as the user wrote it.</param>
    /// <param name="full">Its full path.</param>
    /// <param name="extension">Ending of the files' names.</param>
    /// <exception cref="ImageException">It is to be a folder, and is none.</exception>
    public FilePerImage(string given, string full, string extension)
    {
        (_full, _extension) = (full, extension);
        IsFolder = Directory.Exists(full);
        if (!IsFolder && (given.EndsWith('/') || (OperatingSystem.IsWindows() && given.EndsWith('\\'))))
            throw new ImageException(ImageErrorId.PathNotFound, "the destination ends in a slash, but is no folder that exists");
    }

    /// <summary>Whether it is a folder that exists.</summary>
    public bool IsFolder { get; }

    /// <summary>The file for an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer, where not all are meant.</param>
    /// <exception cref="ImageException">Another image has that file, or the system allows no such name.</exception>
    public string PlaceOf(ContainerImage image, int? top)
    {
        if (!IsFolder)
            return _full;
        string stem = Stem(image.Name) + (top is null ? "" : $"-layer-{top}");
        string name = _given.Add(stem) ? stem : $"{stem}-{Digest.Shorten(image.ImageId)}";
        if (name != stem && !_given.Add(name))
            throw new ImageException(ImageErrorId.NameCollision, $"another image has the name {stem}");
        SafeName.Check(name + _extension, OperatingSystem.IsWindows());
        return System.IO.Path.Join(_full, name + _extension);
    }

    private static string Stem(string name)
    {
        var stem = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, LongestStem)))
            stem.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-');
        return stem.ToString().TrimStart('.', '-') is { Length: > 0 } visible ? visible : "image";
    }
}
