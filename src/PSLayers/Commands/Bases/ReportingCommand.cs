using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that can write a report of what it found to a file.</summary>
public abstract class ReportingCommand : LayeredImageCommand<ImageOrLayer>
{
    private string? _report;

    /// <summary>Where a report is written.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <summary>Whether a report that exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (OutputPath is not { } path)
            return;
        OrEnd(path, () =>
        {
            _report = PlaceOnDisk(path);
            WholeFile.Check(_report, Force);
            // Long work would be lost.
            if (!Directory.Exists(System.IO.Path.GetDirectoryName(_report)))
                throw new ImageException(ImageErrorId.PathNotFound, "the folder that the report is to be in does not exist");
        });
    }

    /// <summary>Writes the report, if one is wanted.</summary>
    /// <param name="compose">Writes its content.</param>
    private protected void WriteReport(Action<Stream> compose)
    {
        if (_report is not null && ShouldProcess(OutputPath, "Write Report"))
            Guard(OutputPath!, () => WholeFile.Write(_report, Force, compose));
    }

    /// <summary>Does what nothing makes sense without: what fails ends the cmdlet.</summary>
    private protected void OrEnd(string target, Action work)
    {
        try
        {
            work();
        }
        catch (ImageException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, target));
        }
    }
}
