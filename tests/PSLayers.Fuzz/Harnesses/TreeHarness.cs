using PSLayers.Fixtures;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>Layers of any entries, their tree, and all that is asked of it. The first byte decides whether the image is one for Windows.</summary>
internal sealed class TreeHarness : IHarness
{
    public string Name => "tree";

    public IEnumerable<(string Name, byte[] Input)> Seeds
    {
        get
        {
            for (int seed = 1; seed <= 6; seed++)
                yield return ($"noise-{seed}", HostileInput.Noise(60 * seed, seed));
        }
    }

    public void Run(byte[] input, Watch watch)
    {
        if (input.Length == 0)
            return;
        List<List<TarEntrySpec>> layers = ByteStack.Layers(input.AsSpan(1));
        ImageTour.Of(MemoryImage.Of(layers.Select(MemoryImage.Tar), TightLimits.Value, isWindows: (input[0] & 1) != 0), watch);
    }
}
