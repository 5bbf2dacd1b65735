using System.Management.Automation;
using System.Runtime.Versioning;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Overlays;
using PSLayers.Provider;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Copies files and folders of the disk onto a writable drive of an image, as docker cp does.</summary>
[Cmdlet(VerbsData.Import, "ImageFile", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(ImageFile))]
public sealed partial class ImportImageFileCommand : ArchiveCommand
{
    private const string Activity = "Importing files";

    private readonly List<ImportSource> _sources = [];
    private IgnoreRules? _ignored;

    private protected override bool ReadsAnew => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Exclude(nameof(Owner), nameof(PreserveOwnership));
        Guard(string.Join(", ", Ignore), () => _ignored = new IgnoreRules(IgnoreFiles.Patterns(Ignore, PlaceOnDisk)));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // What was not to come would come.
        if (_ignored is null)
            return;
        bool isLiteral = ParameterSetName == LiteralPathSet;
        foreach (string path in isLiteral ? LiteralPath : Path)
        {
            foreach ((string file, string target, bool isWildcard) in Resolve(path, isLiteral, isImage: false))
                _sources.Add(new ImportSource(file, target, ImportSource.MeansContent(path), isWildcard));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_sources.Count > 0)
            Guard(Destination, Import);
    }

    private void Import()
    {
        if (DriveOf(Destination) is not { } drive)
            throw new ImageException(ImageErrorId.PathNotFound, "the destination is on no drive of an image; Mount-ImageView makes one with -Writable");
        string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Destination);
        if (drive.Changes is not { } changes || !OperatingSystem.IsLinux())
            throw new ImageException(ImageErrorId.ViewReadOnly, "the drive shows an image to be read; one that is mounted with -Writable can be changed");
        Import(changes, new ImportDestination(changes.View, Destination, DrivePath.Split(full)));
    }

    [SupportedOSPlatform("linux")]
    private void Import(DriveChanges changes, ImportDestination destination)
    {
        if (!destination.IsFolder && _sources is not [{ IsMatch: false }])
            throw new ImageException(ImageErrorId.PathNotFound, "the destination is no directory that exists, and several files cannot be copied to one place");
        var options = new AddingOptions(Owner is null ? null : OwnerNames.Numbers(Owner, changes.Now(CancellationToken.None)), PreserveOwnership, Mode is null ? null : ModeChange.Parse(Mode));
        var made = new List<string>();
        foreach (ImportSource source in _sources)
            Guard(source.Target, () => Import(changes.View, source, destination, options, made));
        if (!PassThru)
            return;
        LayeredImage image = changes.Now(CancellationToken.None);
        foreach (string path in made)
        {
            if (LinkResolver.Find(image.Tree.TopView, EntryName.Encode(path), followLast: false, image.Limits, out _) is { } node)
                WriteObject(image.File(node, top: image.Tree.TopView.Top));
        }
    }

    [SupportedOSPlatform("linux")]
    private void Import(WritableView view, ImportSource source, ImportDestination destination, AddingOptions options, List<string> made)
    {
        string place = destination.PlaceOf(source);
        if (!ShouldProcess($"Item: {VisibleText.Line(source.File)} Destination: {place}", source.IsFolder ? "Import Directory" : "Import File"))
            return;
        List<string> skipped = [];
        FileImport import = Run(Activity, meter =>
        {
            var files = new FileImport(view, options, Force, meter);
            if (source.IsFolder)
            {
                SourceFolder folder = SourceFolder.Read(source.File, _ignored!, view.Image.Limits, meter.Cancellation);
                meter.Expect(folder.Files.Sum(file => file.Stamp.Length));
                skipped = folder.Skipped;
                files.Add(folder, place);
            }
            else
                files.Add(SourceFolder.ReadFile(source.File), place);
            return files;
        });
        made.AddRange(import.Made);
        foreach ((string file, ImageException error) in import.Failed)
            WriteError(ErrorRecords.Of(error, file));
        if (skipped.Count > 0)
            WriteWarnings(source.Target, [new ImageException(ImageErrorId.SpecialFileSkipped, $"{skipped.Count} named pipes, sockets or devices are left out: {skipped[0]}").ToWarning()]);
    }
}
