using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Completion;
using PSLayers.Images;
using PSLayers.Policy;
using PSLayers.Policy.Reports;
using PSLayers.Provider;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Judges images by policies: tests for container-structure-test, rules of dive, and a form of this module's own.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ImagePolicy", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(ImagePolicyResult), typeof(bool))]
public sealed class TestImagePolicyCommand : ReportingCommand
{
    private const string Activity = "Testing policies";

    private readonly List<ImagePolicy> _policies = [];
    private readonly List<ImagePolicyResult> _results = [];

    /// <summary>Archives or folders.</summary>
    /// <remarks>As with paths in images: the first word is always this one's; where the image comes another way, it is a policy.</remarks>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [Parameter(Position = 0, ParameterSetName = LiteralPathSet, DontShow = true)]
    [Parameter(Position = 0, ParameterSetName = ObjectSet, DontShow = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public override string[] Path { get; set; } = [];

    /// <summary>Files of policies.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] Policy { get; set; } = [];

    /// <summary>The uppermost layer that counts.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TopLayer", "LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    private protected override int? LayerOf(ImageView view, ContainerImage image) => TopOf(view);

    /// <summary>Whether only one answer for all is wanted.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Form of the report.</summary>
    [Parameter]
    public PolicyReportFormat OutputFormat { get; set; } = PolicyReportFormat.JUnitXml;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (OutputPath is null && MyInvocation.BoundParameters.ContainsKey(nameof(OutputFormat)))
        {
            var error = new PSArgumentException("-OutputFormat is the form of a report, and -OutputPath says where it is written.", nameof(OutputPath));
            ThrowTerminatingError(new ErrorRecord(error, "OutputPathMissing", ErrorCategory.InvalidArgument, null));
        }
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_policies.Count == 0)
            ReadPolicies();
        base.ProcessRecord();
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
        WriteReport(output => PolicyReport.Write(OutputFormat, _results, DateTimeOffset.UtcNow, output));
        if (Quiet)
            WriteObject(FailureCount == 0 && _results.Count > 0 && _results.TrueForAll(result => result.Result != PolicyVerdict.Failed));
    }

    // A gate that cannot judge must not look as if it had nothing to say.
    private void ReadPolicies()
    {
        string[] paths = ParameterSetName == PathSet ? Policy : [.. Path, .. Policy];
        if (paths.Length == 0)
        {
            var error = new PSArgumentException("A policy is needed: -Policy names its file.", nameof(Policy));
            ThrowTerminatingError(new ErrorRecord(error, "PolicyMissing", ErrorCategory.InvalidArgument, null));
        }
        foreach (string path in paths)
            OrEnd(path, () => _policies.Add(PolicyFiles.Read(path, PlaceOnDisk(path), SessionState.Path.CurrentFileSystemLocation.Path)));
    }
}
