using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Policy;
using PSLayers.Policy.Reports;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Judges images by policies: tests for container-structure-test, rules of dive, and a form of this module's own.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ImagePolicy", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(ImagePolicyResult), typeof(bool))]
public sealed class TestImagePolicyCommand : LayeredImageCommand<ImageOrLayer>
{
    private const string Activity = "Testing policies";

    private readonly List<ImagePolicy> _policies = [];
    private readonly List<ImagePolicyResult> _results = [];
    private ReportFile? _report;

    /// <summary>Files of policies.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public string[] Policy { get; set; } = [];

    /// <summary>The uppermost layer that counts.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TopLayer", "LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    /// <summary>Whether only one answer for all is wanted.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Form of the report.</summary>
    [Parameter]
    public PolicyReportFormat OutputFormat { get; set; } = PolicyReportFormat.JUnitXml;

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
        if (OutputPath is null && MyInvocation.BoundParameters.ContainsKey(nameof(OutputFormat)))
        {
            var error = new PSArgumentException("-OutputFormat is the form of a report, and -OutputPath says where it is written.", nameof(OutputPath));
            ThrowTerminatingError(new ErrorRecord(error, "OutputPathMissing", ErrorCategory.InvalidArgument, null));
        }
        // A gate that cannot judge must not look as if it had nothing to say.
        foreach (string path in Policy)
            OrEnd(path, () => _policies.Add(PolicyFiles.Read(path, FullPath(path), SessionState.Path.CurrentFileSystemLocation.Path)));
        if (OutputPath is { } report)
        {
            OrEnd(report, () =>
            {
                _report = new ReportFile(FullPath(report), Force);
                _report.Check();
            });
        }
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        int top = image.ViewUpTo(UpTo ?? layer).Top;
        List<ImagePolicyResult> results = Run(Activity, meter => PolicyRun.Of(image, top, _policies, DateTimeOffset.UtcNow, meter));
        _results.AddRange(results);
        if (!Quiet)
            WriteObject(results, enumerateCollection: true);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_report is not null && ShouldProcess(OutputPath, "Write Report"))
            Guard(OutputPath!, () => _report.Write(output => PolicyReport.Write(OutputFormat, _results, DateTimeOffset.UtcNow, output)));
        if (Quiet)
            WriteObject(FailureCount == 0 && _results.Count > 0 && _results.TrueForAll(result => result.Result != PolicyVerdict.Failed));
    }

    private string FullPath(string path)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full : throw new ImageException(ImageErrorId.PathNotFound, $"the path belongs to {provider.Name}; policies and reports are files");
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            throw new ImageException(ImageErrorId.PathNotFound, e.Message.TrimEnd('.'), inner: e);
        }
    }

    private void OrEnd(string target, Action work)
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
