using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Provider;
using PSLayers.Sources;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that reads image archives: it finds and opens them, chooses among their images, and reads layers. What cannot be read is
/// an error, and the rest goes on.</summary>
public abstract partial class ArchiveCommand : LayersCommand
{
    /// <summary>What reading layers is called in progress bars.</summary>
    private protected const string ReadActivity = "Reading layers";

    private const int MostErrorKinds = 100;
    private const string OpenActivity = "Opening image archive";

    // What was said once of an input need not be said again.
    private readonly HashSet<(string Target, string Message)> _said = [];

    /// <summary>Whether archives are read anew, and nothing of them is kept on disk.</summary>
    private protected abstract bool ReadsAnew { get; }

    /// <summary>How many errors there were until now.</summary>
    private protected int FailureCount { get; private set; }

    /// <summary>Writes an error, and counts it.</summary>
    private protected new void WriteError(ErrorRecord error)
    {
        FailureCount++;
        base.WriteError(error);
    }

    /// <summary>Tells of an input that cannot be read: an error, if a cmdlet has no better way.</summary>
    private protected virtual void Refuse(ImageException error, string target) => WriteError(ErrorRecords.Of(error, target));

    /// <summary>Runs a piece of work for one input; what fails is one error with the user's item as target, and the rest goes on.</summary>
    private protected void Guard(string target, Action work)
    {
        try
        {
            work();
        }
        catch (ImageException e)
        {
            Refuse(e, target);
        }
        // What PowerShell throws, and what comes back from the commands that objects are handed to, is theirs.
        catch (Exception e) when (InternalFault.Is(e) && e is not (RuntimeException or FlowControlException))
        {
            WriteError(ErrorRecords.Of(InternalFault.Of(e), target));
        }
    }

    /// <summary>Says what is odd about an input; the objects carry all of it.</summary>
    private protected void WriteWarnings(string target, IReadOnlyList<ImageWarning> warnings)
    {
        ImageWarning[] news = [.. warnings.Where(warning => _said.Add((target, warning.Message)))];
        foreach (ImageWarning warning in ImageWarning.OneOfAKind(news))
            WriteWarning($"{VisibleText.Line(target)}: {warning.Message}");
    }

    /// <summary>Says what is wrong with an input but does not end the work on it; what is wrong in one way many times is said once, with a count.</summary>
    private protected void WriteErrors(string target, IEnumerable<ImageException> errors)
    {
        List<ImageException> news = [.. errors.Where(error => _said.Add((target, error.Message)))];
        foreach (ImageException error in ImageException.OneOfAKind(news, MostErrorKinds))
            WriteError(ErrorRecords.Of(error, target));
    }

    /// <summary>Reads the layers of an image side by side and hands each on in order.</summary>
    /// <param name="image">The image.</param>
    /// <param name="wanted">Numbers of the layers wanted; null for all.</param>
    /// <param name="use">Called with the number and the content of each layer; null where it cannot be read or was not wanted.</param>
    /// <param name="needs">What is wanted of each layer beside its entries; null for nothing more.</param>
    private protected void ReadLayers(
        ContainerImage image, IReadOnlyCollection<int>? wanted, Action<int, LayerIndex?> use, Func<int, LayerNeeds>? needs = null)
    {
        ReadMeter meter = NewMeter();
        LayerReading reading = LayerReading.Start(image, wanted, meter, needs);
        var warnings = new List<ImageWarning>();
        var errors = new List<ImageException>();
        try
        {
            for (int i = 0; i < reading.Layers.Count; i++)
            {
                LayerIndex? content = null;
                try
                {
                    content = Await(reading.Layers[i], meter, ReadActivity);
                }
                catch (ImageException e)
                {
                    errors.Add(e);
                }
                use(i, content);
                warnings.AddRange(content?.Warnings ?? []);
                if (content?.Damage is { } damage)
                    errors.Add(damage);
            }
        }
        finally
        {
            EndProgress(ReadActivity);
        }
        WriteWarnings(image.Archive, [.. warnings, .. image.Identity.WrongClaims]);
        WriteErrors(image.Archive, errors);
    }

    /// <summary>Describes all layers of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="wanted">Numbers of the layers to read; null for all.</param>
    /// <param name="use">Called with each layer and its content, as far as it was read.</param>
    /// <param name="needs">What is wanted of each layer beside its entries; null for nothing more.</param>
    private protected void DescribeLayers(
        ContainerImage image, IReadOnlyCollection<int>? wanted, Action<ImageLayer, LayerIndex?> use, Func<int, LayerNeeds>? needs = null)
    {
        string? chain = null;
        ReadLayers(image, wanted, (index, content) =>
        {
            ImageLayer layer = ImageLayer.Of(image, index, content, chain);
            chain = layer.ChainId;
            use(layer, content);
        }, needs);
    }

    /// <summary>Reads an image's layers and joins them to a tree.</summary>
    /// <param name="image">The image.</param>
    /// <param name="needs">What is wanted of each layer beside its entries; null for nothing more.</param>
    private protected LayeredImage Read(ContainerImage image, Func<int, LayerNeeds>? needs = null)
    {
        var findings = new ImageFindings();
        LayeredImage tree = Run(ReadActivity, meter => ImageOpening.Read(image, meter, findings, needs));
        WriteWarnings(image.Archive, findings.Warnings);
        WriteErrors(image.Archive, findings.Errors);
        return tree;
    }

    /// <summary>The drive of an image that a path is on; null where it is on no such drive.</summary>
    private protected ImageViewDrive? DriveOf(string path)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider is ImageViewProviderInfo views ? views.Mounted.DriveOf(DrivePath.Split(full)) : null;
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            // What is wrong with the path is said by whoever looks for files.
            return null;
        }
    }

    /// <summary>Full path of a destination.</summary>
    /// <exception cref="ImageException">It is not on the disk.</exception>
    private protected string PlaceOnDisk(string destination)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(destination, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full
                : throw new ImageException(ImageErrorId.PathNotFound, $"the destination belongs to {provider.Name}; files are written to the disk");
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            throw new ImageException(ImageErrorId.PathNotFound, e.Message.TrimEnd('.'), inner: e);
        }
    }

    /// <summary>The files that a path means, each with what to call it in messages; what is wrong with the path is an error.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isLiteral">Whether no character of it is a wildcard.</param>
    /// <param name="isImage">Whether an image is meant, and not any file.</param>
    private protected IEnumerable<(string File, string Target, bool IsWildcard)> Resolve(string path, bool isLiteral, bool isImage = true)
    {
        IReadOnlyList<string> files = [];
        try
        {
            ProviderInfo provider;
            files = isLiteral
                ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)]
                : SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider);
            if (provider.Name != "FileSystem")
                throw new ImageException(ImageErrorId.PathNotFound, $"the path belongs to {provider.Name}; {(isImage ? "images are" : "what is added is")} read from files and folders");
        }
        catch (ImageException e)
        {
            files = [];
            WriteError(ErrorRecords.Of(e, path));
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or ProviderInvocationException)
        {
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, e.Message.TrimEnd('.') + (isImage ? PathAdvice.For(path) : ""), inner: e), path));
        }
        bool isWildcard = !isLiteral && WildcardPattern.ContainsWildcardCharacters(path);
        return files.Select(file => (file, isWildcard ? file : path, isWildcard));
    }

    /// <summary>The images of an archive that are wanted.</summary>
    /// <param name="file">Full path of the archive.</param>
    /// <param name="target">What to call it in messages.</param>
    /// <param name="isWildcard">Whether it was found by a wildcard.</param>
    /// <param name="choice">Which images are wanted.</param>
    /// <exception cref="ImageException">It is no archive, or has none of the images that were asked for by name.</exception>
    private protected IReadOnlyList<ContainerImage> Choose(string file, string target, bool isWildcard, ImageChoice choice)
    {
        ImageArchive archive = Open(file);
        foreach (ImageException error in archive.Errors)
            Refuse(error, target);
        List<ContainerImage> chosen = [.. archive.Images.Where(choice.Includes)];
        if (chosen.Count == 0 && archive.Images.Count > 0)
        {
            string message = $"no image has this tag, platform and id; there are {ImageOpening.NamesOf(archive)}";
            // Who asks with a wildcard takes what there is, as everywhere in PowerShell.
            if (!isWildcard && !choice.HasWildcards)
                throw new ImageException(ImageErrorId.NoMatchingImage, message);
            WriteVerbose($"{target}: {message}.");
        }
        return chosen;
    }

    /// <summary>The images that a parameter's value stands for: a path, also of a drive, a file of the disk, an image, or what is left of one that was stored and read
    /// again, its path and its id.</summary>
    /// <param name="input">The value.</param>
    /// <param name="tags">Names of the images wanted in an archive.</param>
    /// <param name="platforms">Platforms of the images wanted in an archive.</param>
    private protected List<ContainerImage> ImagesOf(object input, string[] tags, string[] platforms)
    {
        object known = input is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : input;
        if (known is ContainerImage image)
            return image.Kind == ImageKind.Image ? [image] : [];
        if (known is ImageView view)
        {
            List<ContainerImage> shown = [];
            Guard(TargetOf(view), () => shown.Add(ShownImage(view)));
            return shown;
        }
        if (known is Array several)
            return [.. several.Cast<object>().SelectMany(one => ImagesOf(one, tags, platforms))];
        PSObject other = PSObject.AsPSObject(input);
        string? path = known as string ?? (other.Properties["PSPath"] ?? other.Properties["ImagePath"])?.Value?.ToString() ?? (known as FileSystemInfo)?.FullName;
        string? id = known is string ? null : other.Properties["ImageId"]?.Value?.ToString();
        if (path is null)
        {
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.NotAnImage, "an image is a path, or an object from Get-ContainerImage"), TargetOf(input)));
            return [];
        }
        var images = new List<ContainerImage>();
        if (DriveOf(path) is { } drive)
        {
            Guard(path, () => images.Add(drive.ShownImage.Image));
            return images;
        }
        foreach ((string file, string target, bool isWildcard) in Resolve(path, isLiteral: known is not string))
        {
            Guard(target, () =>
            {
                foreach (ContainerImage chosen in Choose(file, target, isWildcard, new ImageChoice(tags, platforms, id is null ? [] : [id])))
                {
                    if (chosen.Kind != ImageKind.Image)
                        continue;
                    WriteWarnings(chosen.Archive, chosen.Warnings);
                    images.Add(chosen);
                }
            });
        }
        return images;
    }

    /// <summary>What messages call a value that stands for images.</summary>
    private protected static string TargetOf(object input) => input switch
    {
        Array several => TargetOf(several.Cast<object>().FirstOrDefault() ?? ""),
        PSObject { BaseObject: ImageOrPart part } => TargetOf(part),
        ImageView { ImagePath.Length: 0 } view => view.Name,
        ImageOrPart part => part.Archive,
        _ => input.ToString() ?? "",
    };

    /// <summary>Opens an archive.</summary>
    private protected ImageArchive Open(string file) => Run(OpenActivity, meter => ImageOpening.Open(file, meter, ReadsAnew));
}
