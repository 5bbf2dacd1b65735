using System.Management.Automation;
using PSLayers.Archives;
using PSLayers.Blobs;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Formatting;
using PSLayers.Model;
using PSLayers.Provider;
using PSLayers.Tar;

namespace PSLayers.Common;

/// <summary>A cmdlet that works on images: from paths with wildcards, from literal paths, or from objects in the pipeline.</summary>
public abstract class ImageCommand : LayersCommand
{
    /// <summary>Parameter set for paths with wildcards.</summary>
    protected const string PathSet = "Path";

    /// <summary>Parameter set for literal paths.</summary>
    protected const string LiteralPathSet = "LiteralPath";

    /// <summary>Parameter set for objects.</summary>
    protected const string ObjectSet = "InputObject";

    /// <summary>What reading layers is called in progress bars.</summary>
    private protected const string ReadActivity = "Reading layers";

    private const int LargestWarningCount = 5;
    private const string OpenActivity = "Opening image archive";

    /// <summary>Archives or folders, as literal paths.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Names of the images wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>Platforms of the images wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string[] Platform { get; set; } = [];

    /// <summary>Ids of the images wanted. An object whose image is read anew from its archive brings the id with the path.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[]? ImageId { get; set; }

    /// <summary>The paths with wildcards that the user gave, if that is how.</summary>
    private protected abstract IReadOnlyList<string> ArchivePaths { get; }

    /// <summary>Works on one image.</summary>
    private protected abstract void ProcessImage(ContainerImage image);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == LiteralPathSet)
        {
            foreach (string path in LiteralPath)
                ProcessPaths(path, (out ProviderInfo provider) => [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)]);
        }
        else if (ParameterSetName == PathSet)
        {
            foreach (string path in ArchivePaths)
                ProcessPaths(path, (out ProviderInfo provider) => SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider));
        }
    }

    /// <summary>Runs a piece of work for one input; what fails is one error with the user's item as target, and the rest goes on.</summary>
    private protected void Guard(string target, Action work)
    {
        try
        {
            work();
        }
        catch (ImageException e)
        {
            WriteError(ErrorRecords.Of(e, target));
        }
    }

    /// <summary>Says what is odd about an input; the objects carry all of it.</summary>
    private protected void WriteWarnings(string target, IReadOnlyList<ImageWarning> warnings)
    {
        foreach (ImageWarning warning in warnings.Take(LargestWarningCount))
            WriteWarning($"{View.Text(target)}: {warning.Message}");
        if (warnings.Count > LargestWarningCount)
            WriteWarning($"{View.Text(target)}: {warnings.Count - LargestWarningCount} more, see the property Warnings");
    }

    /// <summary>Reads the layers of an image side by side and hands each on in order.</summary>
    /// <param name="image">The image.</param>
    /// <param name="wanted">Numbers of the layers wanted; null for all.</param>
    /// <param name="use">Called with the number and the content of each layer; null where it cannot be read or was not wanted.</param>
    /// <param name="withDiffIds">Whether DiffIds that no config states are wanted.</param>
    private protected void ReadLayers(ContainerImage image, IReadOnlyCollection<int>? wanted, Action<int, LayerIndex?> use, bool withDiffIds = false)
    {
        ReadMeter meter = NewMeter();
        LayerReading reading = LayerReading.Start(image, wanted, meter, withDiffIds);
        try
        {
            for (int i = 0; i < reading.Layers.Count; i++)
            {
                LayerIndex? content = null;
                Guard(image.Path, () => content = Await(reading.Layers[i], meter, ReadActivity));
                use(i, content);
                WriteWarnings(image.Path, content?.Warnings ?? []);
                if (content?.Damage is { } damage)
                    WriteError(ErrorRecords.Of(damage, image.Path));
            }
        }
        finally
        {
            EndProgress(ReadActivity);
        }
    }

    /// <summary>Describes all layers of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="wanted">Numbers of the layers to read; null for all.</param>
    /// <param name="use">Called with each layer and its content, as far as it was read.</param>
    /// <param name="withDiffIds">Whether DiffIds that no config states are wanted.</param>
    private protected void DescribeLayers(ContainerImage image, IReadOnlyCollection<int>? wanted, Action<ImageLayer, LayerIndex?> use, bool withDiffIds = false)
    {
        string? chain = null;
        ReadLayers(image, wanted, (index, content) =>
        {
            ImageLayer layer = ImageLayer.Of(image, index, content, chain);
            chain = layer.ChainId;
            use(layer, content);
        }, withDiffIds);
    }

    private delegate IReadOnlyList<string> PathResolution(out ProviderInfo provider);

    private void ProcessPaths(string path, PathResolution resolve)
    {
        IReadOnlyList<string> files;
        ProviderInfo provider;
        try
        {
            files = resolve(out provider);
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or ProviderInvocationException)
        {
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, e.Message.TrimEnd('.'), inner: e), path));
            return;
        }
        if (provider is ImageViewProviderInfo views)
        {
            // What is on a drive that shows an image stands for that image.
            foreach (ImageViewDrive drive in files.Select(file => views.Mounted.DriveOf(DrivePath.Split(file))).OfType<ImageViewDrive>().Distinct())
                Guard(path, () => ProcessImage(drive.Image.Image));
            return;
        }
        if (provider.Name != "FileSystem")
        {
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, $"the path belongs to {provider.Name}; images are read from files and folders"), path));
            return;
        }
        bool isWildcard = ParameterSetName == PathSet && WildcardPattern.ContainsWildcardCharacters(path);
        foreach (string file in files)
            Guard(isWildcard ? file : path, () => ProcessArchive(file, isWildcard ? file : path, isWildcard));
    }

    private void ProcessArchive(string file, string target, bool isWildcard)
    {
        ImageArchive archive = Open(file);
        foreach (ImageException error in archive.Errors)
            WriteError(ErrorRecords.Of(error, target));
        var choice = new ImageChoice(Tag, Platform, ImageId ?? []);
        List<ContainerImage> chosen = [.. archive.Images.Where(choice.Includes)];
        if (chosen.Count == 0 && archive.Images.Count > 0)
        {
            IEnumerable<string> there = archive.Images.Select(image => $"{image.Name} ({image.Platform})").Distinct().Take(10);
            string message = $"no image has this tag, platform and id; there are {string.Join(", ", there)}";
            // Who asks with a wildcard takes what there is, as everywhere in PowerShell.
            if (!isWildcard && !choice.HasWildcards)
                throw new ImageException(ImageErrorId.NoMatchingImage, message);
            WriteVerbose($"{target}: {message}.");
        }
        foreach (ContainerImage image in chosen)
        {
            WriteWarnings(target, image.Warnings);
            Guard(target, () => ProcessImage(image));
        }
    }

    private ImageArchive Open(string file)
    {
        ReadMeter meter = NewMeter();
        try
        {
            return Await(Task.Run(() => ArchiveCache.Shared.Open(file, meter)), meter, OpenActivity);
        }
        finally
        {
            EndProgress(OpenActivity);
        }
    }
}
