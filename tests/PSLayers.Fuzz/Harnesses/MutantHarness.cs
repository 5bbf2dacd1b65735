using PSLayers.Extraction;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>The short run that the tests make: whole archives, all that is asked of them, and their files written to a folder.</summary>
internal sealed class MutantHarness : IHarness
{
    public string Name => "mutant";

    public IEnumerable<(string Name, byte[] Input)> Seeds => [];

    public void Run(byte[] input, Watch watch)
    {
        string path = OwnFolder.At("mutant.tar");
        File.WriteAllBytes(path, input);
        ImageArchive archive = ImageArchive.Open(path, watch.Meter, TightLimits.Value);
        try
        {
            watch.See(archive.Errors);
            foreach (ContainerImage image in archive.Images)
            {
                if (ImageTour.Of(image, watch) is { } layered)
                    Export(layered, watch);
            }
        }
        finally
        {
            archive.Release();
        }
    }

    private static void Export(LayeredImage image, Watch watch)
    {
        var folder = new GuardedFolder("mutant");
        folder.Prepare();
        watch.Try(() => folder.Write(image, new ExtractionOptions { Force = true }, watch));
        folder.Check(watch);
    }
}
