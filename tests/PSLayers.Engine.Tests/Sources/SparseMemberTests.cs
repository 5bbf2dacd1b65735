using System.Security.Cryptography;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Layers that the archive's own tar has as sparse entries: engines unpack the archive, and read them with their holes.</summary>
public sealed class SparseMemberTests : ArchiveTest
{
    private static readonly byte[] Inner = new TarBuilder().File("a", new byte[4096]).File("b", "data").Build();

    private static readonly SparsePiece[] Pieces = [new(0, Inner[..512]), new(4608, Inner[4608..])];

    private static readonly Action<TarBuilder>[] Forms =
    [
        tar => tar.GnuSparse("layer.tar", Inner.Length, Pieces), tar => tar.PaxSparse00("layer.tar", Inner.Length, Pieces),
        tar => tar.PaxSparse01("layer.tar", Inner.Length, Pieces), tar => tar.PaxSparse10("layer.tar", Inner.Length, Pieces),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_sparse_layer_is_read_through_its_map(int form)
    {
        byte[] archive = Archive(Forms[form]);
        foreach (byte[] file in (byte[][])[archive, Compress.Gzip(archive)])
        {
            ContainerImage image = Assert.Single(Open(file, $"image-{file.Length}.tar").Images);
            ImageLayer layer = Assert.Single(Layers(image));
            Assert.Equal(["/a", "/b"], Paths(Contents(image)[0]));
            Assert.Null(Contents(image)[0]!.Damage);
            Assert.Equal((Inner.Length, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Inner))), (layer.TarSize, layer.DiffId));
        }
    }

    [Fact]
    public void A_sparse_layer_over_the_limit_is_left_out_and_said()
    {
        string path = Folder.Write("image.tar", Archive(tar => tar.PaxSparse01("layer.tar", long.MaxValue, Pieces)));
        ContainerImage image = Assert.Single(ImageArchive.Open(path, null, limits: new ReadLimits()).Images);
        // Said once, and nobody says that the layer is not there.
        ImageWarning warning = Assert.Single(image.Warnings, warning => warning.ErrorId == ImageErrorId.ContentTooLarge);
        Assert.Contains("SparseBytes", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(image.Warnings, other => other.Message.Contains("Layer 0", StringComparison.Ordinal));
        Assert.False(Layers(image)[0].Present);
        Assert.Contains("SparseBytes", image.Layers[0].WhyUnread, StringComparison.Ordinal);
    }

    private static byte[] Archive(Action<TarBuilder> layer)
    {
        var tar = new TarBuilder();
        layer(tar);
        return tar.File("manifest.json", """[{"RepoTags":["x:1"],"Layers":["layer.tar"]}]""").Build();
    }
}
