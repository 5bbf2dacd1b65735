using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>The tar scanner. The first byte decides whether checksums are set right. A tar that is jumped through and one that comes in pieces must
/// be the same layer.</summary>
internal sealed class TarHarness : IHarness
{
    private static ReadLimits Limits => TightLimits.Value;

    public string Name => "tar";

    public IEnumerable<(string Name, byte[] Input)> Seeds
    {
        get
        {
            yield return ("plain", Seed(new TarBuilder().Directory("etc").File("etc/a", "one").Symlink("l", "etc/a").HardLink("h", "etc/a").Whiteout("etc/b").Opaque("etc").Fifo("p").CharDevice("c", 1, 3)));
            yield return ("pax", Seed(new TarBuilder(TarDialect.Pax).Pax(("path", "etc/é"), ("mtime", "1.5"), ("uid", "9999999")).File("x", "1")
                .Pax(("SCHILY.xattr.user.a", "v"), ("linkpath", "t")).Symlink("y", "z").GlobalPax(("uname", "root")).File("z")));
            yield return ("gnu", Seed(new TarBuilder(TarDialect.Gnu).File(new string('n', 200), "1").Symlink("s", new string('t', 150))));
            yield return ("sparse-gnu", Seed(new TarBuilder().GnuSparse("s", 5000, [new SparsePiece(0, [1, 2]), new SparsePiece(1000, [3]), new SparsePiece(2000, [4]), new SparsePiece(3000, [5]), new SparsePiece(4000, [6])])));
            yield return ("sparse-00", Seed(new TarBuilder().PaxSparse00("s", 5000, new SparsePiece(100, [1]), new SparsePiece(900, [2]))));
            yield return ("sparse-01", Seed(new TarBuilder().PaxSparse01("s", 5000, new SparsePiece(100, [1]))));
            yield return ("sparse-10", Seed(new TarBuilder().PaxSparse10("s", 5000, new SparsePiece(100, [1]), new SparsePiece(900, [2]))));
            yield return ("v7", Seed(new TarBuilder(TarDialect.V7).Directory("d").File("d/f", "1")));
        }
    }

    public void Run(byte[] input, Watch watch)
    {
        if (input.Length == 0)
            return;
        byte[] tar = (input[0] & 1) == 0 ? input[1..] : Checksums.Mended(input.AsSpan(1));
        Blob blob = Blob.Of(new MemorySource(tar), 0, tar.Length, "layer");
        LayerIndex index = LayerIndexer.Read(blob, LayerNeeds.Entries, Limits, watch.Meter);
        watch.See(index.Damage);
        watch.See(index.Warnings);
        if (blob.Compression == CompressionFormat.None)
            SameInPieces(tar, index, watch);
        var image = new ContainerImage { Layers = [new LayerSource { Blob = blob }], Os = "linux", Limits = Limits };
        ImageTour.Of(LayeredImage.Of(image, [index], watch.Meter.Cancellation), watch);
    }

    private static void SameInPieces(byte[] tar, LayerIndex index, Watch watch)
    {
        using var input = new ChunkTarInput(new Pieces(tar, 700));
        Same(index, LayerIndexer.Read(input, new LayerIndexBuilder("layer", Limits), Limits, watch.Meter, visitor: null), watch);
    }

    /// <summary>Fails if two ways to read a tar found different things.</summary>
    internal static void Same(LayerIndex index, LayerIndex other, Watch watch)
    {
        watch.Expect(index.Count == other.Count && index.Damage?.ErrorId == other.Damage?.ErrorId && index.Damage?.Offset == other.Damage?.Offset,
            $"{index.Count} entries, {index.Damage?.Message} in one way; {other.Count}, {other.Damage?.Message} in another");
        for (int row = 0; row < index.Count; row++)
        {
            LayerRow one = index.Row(row), two = other.Row(row);
            watch.Expect((one.Type, one.Size, one.HeaderOffset, one.DataOffset, one.Flags, one.Mode) == (two.Type, two.Size, two.HeaderOffset, two.DataOffset, two.Flags, two.Mode)
                && index.Path(row) == other.Path(row) && index.LinkTarget(row).SequenceEqual(other.LinkTarget(row)), "an entry that is another one in pieces");
        }
    }

    private static byte[] Seed(TarBuilder tar) => [1, .. tar.Build()];

    private sealed class Pieces(byte[] bytes, int size) : ChunkReader
    {
        private int _at;

        public override ReadOnlyMemory<byte> Next()
        {
            int length = Math.Min(size, bytes.Length - _at);
            _at += length;
            return bytes.AsMemory(_at - length, length);
        }

        public override void Dispose()
        {
        }
    }
}
