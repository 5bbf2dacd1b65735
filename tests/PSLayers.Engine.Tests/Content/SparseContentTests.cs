using PSLayers.Content;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Content;

/// <summary>Sparse files: what is stored is data, and everything else is zeros.</summary>
public sealed class SparseContentTests : ContentTest
{
    private const int Size = 1 << 20;

    public static TheoryData<string, int> Forms
    {
        get
        {
            var forms = new TheoryData<string, int>();
            foreach (string form in new[] { "gnu", "0.0", "0.1", "1.0" })
            {
                foreach (int pieces in new[] { 0, 1, 4, 5, 25, 26, 100 })
                    forms.Add(form, pieces);
            }
            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_reads_as_the_file_was(string form, int pieces)
    {
        SparsePiece[] data = Pieces(pieces);
        var tar = new TarBuilder().File("before", "b");
        Add(tar, form, data);

        foreach (Packing packing in new[] { Packing.None, Packing.Gzip })
            Assert.Equal(Whole(data, Size), Read(Load(packing, tar.File("after", "a").Build()), "d/sparse"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Any_position_reads_the_same(string form, int pieces)
    {
        SparsePiece[] data = Pieces(pieces);
        var tar = new TarBuilder();
        Add(tar, form, data);
        LayeredImage image = Load(tar);
        using var reader = new ContentReader(image);
        Stream content = reader.Open(0, 0);
        byte[] whole = Whole(data, Size);

        byte[] part = new byte[3000];
        foreach (int position in new[] { 0, 511, 512, 513, 2047, 2048, 5000, Size - 3000, Size - 1 })
        {
            content.Position = position;
            int read = content.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
            Assert.Equal(whole.AsSpan(position, read), part.AsSpan(0, read));
            Assert.Equal(Math.Min(part.Length, Size - position), read);
        }
        content.Position = Size;
        Assert.Equal(0, content.Read(part));
    }

    [ToolFact("tar")]
    public void GNU_tar_writes_what_is_read_back() => AssertRealTar(
    [
        ["tar", "--sparse", "--format=gnu"], ["tar", "--sparse", "--format=oldgnu"],
        ["tar", "--sparse", "--format=pax", "--sparse-version=0.0"],
        ["tar", "--sparse", "--format=pax", "--sparse-version=0.1"],
        ["tar", "--sparse", "--format=pax", "--sparse-version=1.0"],
    ]);

    [ToolFact("bsdtar")]
    public void Bsdtar_writes_what_is_read_back() => AssertRealTar([["bsdtar", "--read-sparse", "--format=pax"], ["bsdtar", "--format=pax"]]);

    [Theory]
    [InlineData("0,512,100,512", 1024, "overlap")]
    [InlineData("1024,512,0,512", 1024, "out of order")]
    [InlineData("0,512,1000000000,512", 1024, "beyond the end")]
    [InlineData("9223372036854775807,1", 1, "beyond any end")]
    [InlineData("0,512,1024,512", 512, "more than there is")]
    [InlineData("0,9223372036854775807", 512, "more than any file has")]
    [InlineData("0,-1", 512, "negative")]
    [InlineData("0,512,7", 512, "odd")]
    [InlineData("0,512,512,0,", 512, "an empty number")]
    [InlineData("0,512", 512, "less than stated")]
    [InlineData("0,512,1024,512", 1536, "less than there is")]
    [InlineData("0,x", 512, "no number")]
    public void A_map_that_cannot_be_is_an_error(string map, int stored, string what)
    {
        Assert.NotEmpty(what);
        LayeredImage image = Load(new TarBuilder()
            .Pax(("GNU.sparse.size", "4096"), ("GNU.sparse.numblocks", "2"), ("GNU.sparse.map", map)).File("s", new string('x', stored)));
        Assert.Equal(ImageErrorId.TarHeaderCorrupt, Error(image).ErrorId);
    }

    [Theory]
    [InlineData("99\n0\n512\n", 512)]
    [InlineData("1\n0\n", 512)]
    [InlineData("1\n0\nabc\n", 1024)]
    [InlineData("0\n", 2)]
    [InlineData("111111111111111111111111111111\n", 512)]
    [InlineData("", 512)]
    public void A_map_at_the_head_of_the_data_that_cannot_be_is_an_error(string map, int stored)
    {
        LayeredImage image = Load(new TarBuilder()
            .Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "4096")).File("s", map.PadRight(stored, '\0')));
        Assert.Equal(ImageErrorId.TarHeaderCorrupt, Error(image).ErrorId);
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("0.0")]
    [InlineData("0.1")]
    [InlineData("1.0")]
    public void More_regions_than_the_limit_are_an_error(string form)
    {
        var tar = new TarBuilder();
        Add(tar, form, Pieces(30));
        using var layer = new MemoryBytes(tar.Build());
        LayerRow row = new() { Size = Size };
        row.Place(0, 512, 0);

        SparseMapReader.Read(layer, row, new ReadLimits { SparseRegions = 30 }, "layer");
        Assert.Equal(ImageErrorId.CountLimit, Assert.Throws<ImageException>(
            () => SparseMapReader.Read(layer, row, new ReadLimits { SparseRegions = 29 }, "layer")).ErrorId);
    }

    [Fact]
    public void Regions_that_would_lie_beyond_any_tar_are_an_error_and_no_holes()
    {
        byte[] tar = new TarBuilder().Pax(("size", "9223372036854775807"), ("GNU.sparse.size", "9223372036854775807"), ("GNU.sparse.numblocks", "1"),
            ("GNU.sparse.map", "0,9223372036854775807")).File("s").Build();
        using var layer = new MemoryBytes(tar);

        var error = Assert.Throws<ImageException>(() => SparseMapReader.Read(layer, new LayerRow { Size = long.MaxValue }, ReadLimits.Default, "layer"));
        Assert.Equal(ImageErrorId.TarHeaderCorrupt, error.ErrorId);
    }

    [Fact]
    public void A_file_that_is_one_hole_of_any_size_takes_no_memory()
    {
        LayeredImage image = Load(new TarBuilder()
            .Pax(("GNU.sparse.major", "0"), ("GNU.sparse.minor", "1"), ("GNU.sparse.size", "9223372036854775807"), ("GNU.sparse.numblocks", "0")).File("s"));
        using var reader = new ContentReader(image);
        Stream content = reader.Open(0, 0);
        content.Position = long.MaxValue - 10;
        Assert.Equal(new byte[10], All(content));
    }

    [Fact]
    public void A_file_of_a_sparse_form_that_is_not_known_is_read_as_it_stands()
    {
        LayeredImage image = Load(new TarBuilder().Pax(("GNU.sparse.major", "2"), ("GNU.sparse.realsize", "4096")).File("s", "12345"));
        Assert.Equal("12345", Text(image, "s"));
    }

    private void AssertRealTar(string[][] commands)
    {
        string folder = Folder.Folder("files");
        var files = new Dictionary<string, byte[]>
        {
            ["hole"] = new byte[5 << 20],
            ["ends"] = new byte[3 << 20],
            ["many"] = new byte[4 << 20],
            ["dense"] = HostileInput.Noise(70_000, 1),
            [new string('l', 120)] = new byte[2 << 20],
        };
        HostileInput.Noise(4096, 2).CopyTo(files["ends"], 0);
        HostileInput.Noise(5000, 3).CopyTo(files["ends"], (3 << 20) - 5000);
        for (int at = 0; at < 4 << 20; at += 65536)
            HostileInput.Noise(4096, at).CopyTo(files["many"], at);
        HostileInput.Noise(10, 4).CopyTo(files[new string('l', 120)], 1 << 20);
        foreach ((string name, byte[] content) in files)
            WriteWithHoles(Path.Join(folder, name), content);

        foreach (string[] command in commands)
        {
            byte[] tar = CommandLine.Run(command[0], [.. command[1..], "-cf", "-", "-C", folder, .. files.Keys]);
            LayeredImage image = Load(Packing.None, tar);
            Assert.True(tar.Length < 3 << 20 || command.Length == 2, $"{string.Join(' ', command)} stored the holes");
            foreach ((string name, byte[] content) in files)
                Assert.True(content.AsSpan().SequenceEqual(Read(image, name)), $"{name} of {string.Join(' ', command)}");
        }
    }

    private static void WriteWithHoles(string path, byte[] content)
    {
        using FileStream file = File.Create(path);
        for (int at = 0; at < content.Length; at += 4096)
        {
            ReadOnlySpan<byte> block = content.AsSpan(at, Math.Min(4096, content.Length - at));
            file.Position = at;
            if (block.ContainsAnyExcept((byte)0))
                file.Write(block);
        }
        file.SetLength(content.Length);
    }

    private static ImageException Error(LayeredImage image) => Assert.Throws<ImageException>(() => Read(image, "s"));

    private static void Add(TarBuilder tar, string form, SparsePiece[] pieces)
    {
        switch (form)
        {
            case "gnu":
                tar.GnuSparse("d/sparse", Size, pieces);
                break;
            case "0.0":
                tar.PaxSparse00("d/sparse", Size, pieces);
                break;
            case "0.1":
                tar.PaxSparse01("d/sparse", Size, pieces);
                break;
            default:
                tar.PaxSparse10("d/sparse", Size, pieces);
                break;
        }
    }

    private static SparsePiece[] Pieces(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SparsePiece(i * 2048L, HostileInput.Noise(i == count - 1 ? 8 : 512, i)))];

    private static byte[] Whole(SparsePiece[] pieces, int size)
    {
        byte[] whole = new byte[size];
        foreach (SparsePiece piece in pieces)
            piece.Data.CopyTo(whole, piece.Offset);
        return whole;
    }
}
