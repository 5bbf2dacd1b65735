using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Trees;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>Layers of any entries, written to a folder. Whatever they say, nothing beside the folder changes. The first byte decides how it is
/// written, and what is in the folder before: links that lead out, or nothing.</summary>
internal sealed class ExportHarness : IHarness
{
    public string Name => "export";

    public IEnumerable<(string Name, byte[] Input)> Seeds
    {
        get
        {
            for (int seed = 1; seed <= 6; seed++)
                yield return ($"noise-{seed}", HostileInput.Noise(50 * seed, 100 + seed));
        }
    }

    public void Run(byte[] input, Watch watch)
    {
        if (input.Length == 0)
            return;
        int how = input[0];
        var folder = new GuardedFolder("export");
        if ((how & 1) != 0)
            folder.Prepare();
        LayeredImage image = MemoryImage.Of(ByteStack.Layers(input.AsSpan(1), folder.Outside).Select(MemoryImage.Tar), TightLimits.Value);
        var options = new ExtractionOptions { Force = (how & 2) != 0, PreserveOwnership = (how & 4) != 0, IncludeSpecial = (how & 8) != 0, Depth = (how & 16) != 0 ? 5 : 256 };
        watch.Try(() => folder.Write(image, options, watch));
        folder.Check(watch);
    }
}
