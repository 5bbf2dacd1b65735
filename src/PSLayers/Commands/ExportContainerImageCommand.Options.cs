using System.Management.Automation;
using PSLayers.Editing;
using PSLayers.Model;
using PSLayers.Text;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Commands;

public sealed partial class ExportContainerImageCommand
{
    private static readonly string[] PackedEndings = [".gz", ".tgz", ".zst", ".tzst", ".xz", ".bz2"];

    /// <summary>How layers are packed.</summary>
    [Parameter]
    public LayerCompression Compression { get; set; }

    /// <summary>How hard to pack.</summary>
    [Parameter]
    public int? CompressionLevel { get; set; }

    /// <summary>The names that the images get in place of their own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] NewTag { get; set; } = [];

    /// <summary>When the images were made, as they are to say.</summary>
    [Parameter]
    public DateTimeOffset? Timestamp { get; set; }

    private void CheckOptions()
    {
        if (Format == ImageFormat.RootFileSystem)
            Exclude(nameof(Format), nameof(NewTag), nameof(Timestamp));
        else if (UpTo is not null)
            End("-UpTo is of a root file system; images have all of their layers.", "ParametersExclude", UpTo);
        if (NewTag.FirstOrDefault(tag => !ImageReference.IsValid(tag)) is { } wrong)
            End($"'{VisibleText.Line(wrong)}' is no name that an image can have, such as registry.example/app:1.0.", "ReferenceInvalid", wrong);
        int most = LayerPacking.MostOf(Compression);
        if (CompressionLevel is { } level && (level < 1 || level > most))
        {
            string levels = most == 0 ? $"The compression {Compression} has no levels." : $"The levels of {Compression} are 1 to {most}.";
            End(levels, "CompressionLevelInvalid", level);
        }
        if (EditTimes.Stated() is null && Environment.GetEnvironmentVariable(EditTimes.Variable) is { Length: > 0 })
            WriteWarning($"The environment variable {EditTimes.Variable} is no number of seconds since 1970, and is not used.");
    }

    private ExportOptions OptionsFor(ImageFormat format, string path)
    {
        if (format != ImageFormat.OciLayout && PackedEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            WriteWarning($"{VisibleText.Line(Destination)}: whatever its name says, the archive is a plain tar; -Compression packs the layers in it.");
        return new ExportOptions
        {
            Format = format,
            Packing = new LayerPacking(Compression, CompressionLevel),
            NewTags = NewTag,
            Timestamp = Timestamp,
            BuildTime = EditTimes.Stated(),
            Replaces = Force,
        };
    }

    private void End(string message, string errorId, object target) => ThrowTerminatingError(
        new ErrorRecord(new PSArgumentException(message), errorId, ErrorCategory.InvalidArgument, target));
}
