using System.Text;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Policy;
using PSLayers.Policy.DiveRules;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Policy;

/// <summary>The rules of dive give dive's verdicts.</summary>
public sealed class DiveRuleTests : PolicyTestBase
{
    // Efficiency 0.9, 200 wasted bytes, 1.81… of the 110 bytes above the base: dive counts every copy.
    private static readonly ImageBuilder Wasteful = new ImageBuilder()
        .Layer(new TarBuilder().File("a", new string('a', 100)).File("b", new string('b', 790)))
        .Layer(new TarBuilder().File("a", new string('A', 100)).File("c", new string('c', 10)));

    [Theory]
    [InlineData("rules:\n  lowestEfficiency: 0.99\n  highestWastedBytes: 1B\n  highestUserWastedPercent: 0.01", "Failed Failed Failed")]
    [InlineData("rules:\n  lowestEfficiency: 0.89\n  highestWastedBytes: 50kB\n  highestUserWastedPercent: 1", "Failed Passed Passed")]
    [InlineData("rules:\n  lowestEfficiency: disabled\n  highestWastedBytes: disabled\n  highestUserWastedPercent: disabled", "Skipped Skipped Skipped")]
    [InlineData("rules:\n  lowestEfficiency: 0.9\n  highestWastedBytes: 199\n  highestUserWastedPercent: off", "Skipped Failed Passed")]
    [InlineData("rules:\n  lowestEfficiency: 0.9\n  highestWastedBytes: 200\n  highestUserWastedPercent: false", "Skipped Passed Passed")]
    [InlineData("rules:\n  lowest-efficiency: 0.95\n  highest-wasted-bytes: 1B\n  highest-user-wasted-percent: ''", "Skipped Failed Failed")]
    [InlineData("rules:\n  lowestEfficiency: 0.95\n  lowest-efficiency: 0.5", "Failed Skipped Failed")]
    [InlineData("rules: {}", "Failed Skipped Passed")]
    [InlineData("rules:\n  lowestEfficiency:\n  highestWastedBytes: ~", "Failed Skipped Passed")]
    [InlineData("", "Failed Skipped Passed")]
    [InlineData("plugins:\n  - plugin1\nrules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 20Mb\n  highestUserWastedPercent: 0.5\n  plugin1/rule1: error", "Failed Passed Failed")]
    public void Verdicts_are_those_of_dive_in_the_order_of_its_report(string text, string verdicts) =>
        Assert.Equal(verdicts.Split(' '), Run(Dive(text), Image(Wasteful)).Select(result => $"{result.Result}"));

    [FixtureFact]
    public void Verdicts_on_a_real_image_are_those_that_dive_tests_for()
    {
        LayeredImage image = ImageOpening.Read(RealFixtureTests.One("test-docker-image.tar"), new ReadMeter());

        Assert.Equal(["Failed", "Failed", "Failed"], Verdicts("0.99", "1B", "0.01"));
        Assert.Equal(["Passed", "Passed", "Passed"], Verdicts("0.9", "50kB", "0.5"));
        Assert.Equal(["Skipped", "Skipped", "Skipped"], Verdicts("disabled", "disabled", "disabled"));
        Assert.Equal(["Passed", "Failed", "Passed"], Verdicts("0.9", "1B", "0.5"));

        IEnumerable<string> Verdicts(string efficiency, string wasted, string part) =>
            Run(Dive($"rules:\n  lowestEfficiency: {efficiency}\n  highestWastedBytes: {wasted}\n  highestUserWastedPercent: {part}"), image).Select(result => $"{result.Result}");
    }

    [Fact]
    public void A_message_tells_the_figure_and_the_limit()
    {
        List<ImagePolicyResult> results = Run(Dive("rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 1 KiB\n"), Image(Wasteful));

        Assert.Equal("expected an efficiency of at least 0.95 but it was 0.9", results[2].Message);
        Assert.Equal(2, results[2].PolicyLine);
        Assert.Equal("lowestEfficiency", results[2].Test);
    }

    [Fact]
    public void A_single_layer_wastes_nothing() =>
        Assert.Equal(["Passed", "Skipped", "Passed"], Run(Dive(""), Image(new ImageBuilder().Layer(new TarBuilder().File("a", "x")))).Select(result => $"{result.Result}"));

    [Theory]
    [InlineData("lowestEfficiency: 1.1")]
    [InlineData("lowestEfficiency: -0.1")]
    [InlineData("lowestEfficiency: not_a_number")]
    [InlineData("highestWastedBytes: not_a_size")]
    [InlineData("highestUserWastedPercent: 1.1")]
    [InlineData("highestUserWastedPercent: -0.1")]
    [InlineData("highestUserWastedPercent: 10%")]
    public void A_limit_that_is_none_is_an_error(string rule)
    {
        ImageException error = Assert.Throws<ImageException>(() => Dive($"rules:\n  {rule}"));

        Assert.Equal(ImageErrorId.PolicyInvalid, error.ErrorId);
        Assert.StartsWith(".dive-ci, line 2:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20MB", 20_000_000)]
    [InlineData("20Mb", 20_000_000)]
    [InlineData("20M", 20_000_000)]
    [InlineData("1.5 kB", 1_500)]
    [InlineData("1 KiB", 1_024)]
    [InlineData("2Gi", 2_147_483_648)]
    [InlineData("1,000", 1_000)]
    [InlineData("1b", 1)]
    public void Amounts_are_those_of_people(string text, double bytes) => Assert.Equal(bytes, DiveThreshold.Bytes(text));

    [Fact]
    public void The_configuration_of_dive_has_the_same_rules() =>
        Assert.Equal("Dive", ImagePolicy.Read("dive.yaml", "rules:\n  lowest-efficiency: 0.5"u8.ToArray(), ReadLimits.Default).Tests[0].Kind);

    [Fact]
    public void An_image_with_a_layer_that_cannot_be_read_has_no_figures()
    {
        LayeredImage image = Image(Builder().Layer([.. new TarBuilder().File("a", new string('x', 2000)).Build().Take(1000)]));

        Assert.Contains("as not all layers could be read", Run(Dive(""), image)[0].Message, StringComparison.Ordinal);
    }

    private static ImagePolicy Dive(string text) => ImagePolicy.Read(".dive-ci", Encoding.UTF8.GetBytes(text), ReadLimits.Default);
}
