using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that can write a report of what it found to a file.</summary>
public abstract class ReportingCommand : LayeredImageCommand<ImageOrLayer>
{
    private ReportFile? _report;

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
            _report = new ReportFile(FullPath(path), Force);
            _report.Check();
        });
    }

    /// <summary>Writes the report, if one is wanted.</summary>
    /// <param name="compose">Writes its content.</param>
    private protected void WriteReport(Action<Stream> compose)
    {
        if (_report is not null && ShouldProcess(OutputPath, "Write Report"))
            Guard(OutputPath!, () => _report.Write(compose));
    }

    /// <summary>Full path of a file of the disk.</summary>
    /// <exception cref="ImageException">It is not on the disk.</exception>
    private protected string FullPath(string path)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full : throw new ImageException(ImageErrorId.PathNotFound, $"the path belongs to {provider.Name}; a file is needed");
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            throw new ImageException(ImageErrorId.PathNotFound, e.Message.TrimEnd('.'), inner: e);
        }
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
