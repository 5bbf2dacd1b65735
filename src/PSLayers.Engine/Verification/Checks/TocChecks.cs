using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Tar;
using PSLayers.Verification.Tocs;

namespace PSLayers.Verification.Checks;

/// <summary>Tables of contents of eStargz and zstd:chunked beside the tar. Who loads a layer file by file sees what the table says, and everybody else
/// what the tar says: the two must not differ.</summary>
internal static class TocChecks
{
    public static void Run(ContainerImage image, VerifiedLayer layer, CheckSheet sheet, ReadMeter meter)
    {
        Blob blob = layer.Source.Blob!;
        try
        {
            if (LayerToc.Of(blob, layer.Content!, layer.Source.Descriptor, image.Limits) is not { } toc)
                return;
            if (toc.StatedDigest is { } stated)
                sheet.Compare("TocDigest", layer.Target, stated, toc.ActualDigest);
            var comparison = new TocComparison(layer.Content!, Contents(blob, image.Limits, meter), meter.Cancellation);
            comparison.Compare(toc.Json);
            sheet.Absent("TocEntries", layer.Target, comparison.Differences, $"{toc.Form}: {comparison.First}");
        }
        catch (ImageException e)
        {
            sheet.Fail("TocEntries", layer.Target, null, e);
        }
    }

    private static Dictionary<int, Digest> Contents(Blob blob, ReadLimits limits, ReadMeter meter)
    {
        var digests = new Dictionary<int, Digest>();
        using var visitor = new ContentDigestVisitor(digests);
        using var input = new ChunkTarInput(blob.OpenChunks(limits, new ReadMeter(meter.Cancellation), isWhole: true));
        LayerIndexer.Read(input, new LayerIndexBuilder(blob.Name, limits), limits, meter, new ContentEntries(visitor));
        return digests;
    }
}
