using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Dive;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Packages;
using PSLayers.Text;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Policy;

/// <summary>Judges one image by policies. What several tests want to know of it is found out once.</summary>
internal sealed class PolicyRun
{
    private const int LongestInstruction = 60;

    private static readonly DiveOutcome NoFigures =
        new(null, new ImageException(ImageErrorId.LayerUnreadable, "expected dive's figures but there are none, as not all layers could be read"));

    private static readonly ImagePolicy Own = new("(all policies)", []);

    private readonly Lazy<DiveOutcome> _dive;
    private readonly Lazy<ImagePackages> _packages;
    private readonly Lazy<long> _hiddenSize;
    private readonly Dictionary<string, string> _environment = [];

    private PolicyRun(LayeredImage image, int top, DateTimeOffset now, ReadMeter meter)
    {
        (Image, View, Now, Meter) = (image, image.ViewUpTo(top), now, meter);
        _dive = new Lazy<DiveOutcome>(() => UnreadLayers().Any() ? NoFigures : DiveOutcome.Of(image.Tree, top, image.Limits, meter.Cancellation));
        _packages = new Lazy<ImagePackages>(() => ImagePackages.Of(image, View, [], meter, includesOwned: true));
        _hiddenSize = new Lazy<long>(() => HiddenContents.Of(image, top, SeenContents.Of(image, View, meter.Cancellation), skipsContent: true, meter).Bytes);
        foreach (string variable in Config.Env)
        {
            int sign = variable.IndexOf('=', StringComparison.Ordinal);
            _environment[sign < 0 ? variable : variable[..sign]] = sign < 0 ? "" : variable[(sign + 1)..];
        }
    }

    /// <summary>The image.</summary>
    public LayeredImage Image { get; }

    /// <summary>The files that a container sees.</summary>
    public TreeView View { get; }

    /// <summary>What the image says of itself; empty where it says nothing.</summary>
    public ImageConfig Config => Image.Image.Config ?? new ImageConfig();

    /// <summary>The environment of a container.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>What time it is.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Told of the bytes read; carries the wish to stop.</summary>
    public ReadMeter Meter { get; }

    /// <summary>The figures of dive.</summary>
    public DiveOutcome Dive => _dive.Value;

    /// <summary>The packages that are installed.</summary>
    public ImagePackages Packages => _packages.Value;

    /// <summary>Bytes that are stored, but that no container sees.</summary>
    public long HiddenSize => _hiddenSize.Value;

    /// <summary>The layers that are judged, base first.</summary>
    public IReadOnlyList<ImageLayer> Layers => [.. Image.Layers.Take(View.Top + 1)];

    /// <summary>Judges an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer that counts.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <returns>A result a test, policy by policy.</returns>
    public static List<ImagePolicyResult> Of(LayeredImage image, int top, IReadOnlyList<ImagePolicy> policies, DateTimeOffset now, ReadMeter meter)
    {
        var run = new PolicyRun(image, top, now, meter);
        List<(ImagePolicy Policy, PolicyTest Test, IReadOnlyList<ContentQuestion> Asked)> tests =
            [.. policies.SelectMany(policy => policy.Tests.Select(test => (policy, test, test.Ask(run))))];
        PolicyContents.Answer(image, run.View, [.. tests.SelectMany(test => test.Asked)], meter);
        var results = new List<ImagePolicyResult>();
        foreach (ImagePolicy policy in policies)
        {
            int before = results.Count;
            foreach ((_, PolicyTest test, IReadOnlyList<ContentQuestion> asked) in tests.Where(test => test.Policy == policy))
            {
                meter.Cancellation.ThrowIfCancellationRequested();
                results.Add(run.Result(policy, test.Line, test.Name, test.Kind, run.Judge(test, asked)));
            }
            if (policy.Tests.Count == 0)
                results.Add(run.Result(policy, null, "has a test", "Policy", new PolicyFinding(PolicyVerdict.Failed, "expected at least one test but the policy has none")));
        }
        results.AddRange(run.UnreadLayers());
        return results;
    }

    /// <summary>A path with the layer that made it so, for messages.</summary>
    public string Tell(string path, int? layer) => layer is null ? path : $"{path} ({Tell(layer.Value)})";

    /// <summary>A layer with what made it, for messages.</summary>
    public string Tell(int layer)
    {
        string instruction = VisibleText.Line(Image.Layers[layer].Instruction ?? "");
        string made = instruction.Length > LongestInstruction ? instruction[..LongestInstruction] + "…" : instruction;
        return made.Length == 0 ? $"layer {layer}" : $"layer {layer}: {made}";
    }

    /// <summary>Why a path is not there, with the layer that removed it if one did.</summary>
    public (string Message, int? Layer) TellMissing(string path)
    {
        if (ContentFinder.NearestView(Image, View.Top, path) is { } last && last < View.Top)
            return ($"removed by {Tell(last + 1)}", last + 1);
        return ("no layer has it", null);
    }

    private PolicyFinding Judge(PolicyTest test, IReadOnlyList<ContentQuestion> asked)
    {
        try
        {
            return test.Judge(this, asked);
        }
        catch (ImageException e)
        {
            return new PolicyFinding(PolicyVerdict.Failed, e.Message.TrimEnd('.'));
        }
    }

    // What an image is like whose layers could not be read, nobody can tell; a gate must not open for it.
    private IEnumerable<ImagePolicyResult> UnreadLayers() =>
        from layer in Layers
        where Image.Tree.Layers[layer.LayerIndex] is not { Damage: null }
        select Result(Own, null, "every layer can be read", "Layers", new PolicyFinding(PolicyVerdict.Failed, $"expected to read {Tell(layer.LayerIndex)} but it is absent, damaged or cannot be read", null, layer.LayerIndex));

    private ImagePolicyResult Result(ImagePolicy policy, int? line, string test, string kind, PolicyFinding finding) => new()
    {
        Policy = VisibleText.Line(policy.Name),
        PolicyUri = policy.Uri,
        PolicyLine = line,
        Test = VisibleText.Line(test),
        Kind = kind,
        Result = finding.Verdict,
        Message = VisibleText.Line(finding.Message),
        InnerPath = finding.InnerPath,
        LayerIndex = finding.Layer,
        CreatedBy = finding.Layer is { } layer ? Image.Layers[layer].CreatedBy : null,
        ImageName = Image.Image.Name,
        ImageId = Image.Image.ImageId,
        ImagePath = Image.Image.ImagePath,
    };
}
