using PSLayers.Fuzzing.Oracle;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>One part of the engine that is fed with any bytes.</summary>
internal interface IHarness
{
    /// <summary>What it is called on the command line, and its folder of the corpus.</summary>
    string Name { get; }

    /// <summary>Inputs to begin with, small ones that reach much.</summary>
    IEnumerable<(string Name, byte[] Input)> Seeds { get; }

    /// <summary>Feeds the engine. It may answer with an ImageException, here or by way of the watch; anything else is a finding.</summary>
    /// <param name="input">Any bytes.</param>
    /// <param name="watch">Is told of all that the engine says.</param>
    void Run(byte[] input, Watch watch);
}

/// <summary>All harnesses.</summary>
internal static class HarnessList
{
    public static IReadOnlyList<IHarness> All { get; } =
        [new TarHarness(), new ArchiveHarness(), new JsonHarness(), new TreeHarness(), new DecoderHarness(), new CacheHarness(), new ExportHarness(), new PackageHarness()];

    public static IHarness? Find(string name) => All.FirstOrDefault(harness => harness.Name == name);
}
