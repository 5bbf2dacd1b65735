using System.IO.Compression;
using System.Text;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Texts that are written or packed otherwise.</summary>
public sealed class MemberTests : SecretTest
{
    private static readonly string Content = $"first line\nsecond {Planted.Token("github-token")}\n";

    public static TheoryData<string> Encodings => ["utf-16le", "utf-16be"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Utf16_is_text_with_a_mark_and_without(string name)
    {
        Encoding encoding = name == "utf-16le" ? new UnicodeEncoding(bigEndian: false, byteOrderMark: true) : new UnicodeEncoding(bigEndian: true, byteOrderMark: true);

        Assert.Equal(["github-token /a:2 0"], Found(Load(new TarBuilder().File("a", [.. encoding.GetPreamble(), .. encoding.GetBytes(Content)]))));
        Assert.Equal(["github-token /a:2 0"], Found(Load(new TarBuilder().File("a", encoding.GetBytes(Content)))));
    }

    [Fact]
    public void Utf16_comes_in_pieces_too()
    {
        string text = new string('\n', 400_000) + Planted.Token("github-token");

        Assert.Equal(["github-token /a:400001 0"], Found(Load(new TarBuilder().File("a", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]))));
    }

    [Fact]
    public void A_place_in_utf16_is_read() =>
        Assert.Equal(["environment-file /.env:1 0"], Found(Load(new TarBuilder().File(".env", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("DB_PASSWORD=" + Planted.Fill("{base62:20}"))]))));

    [Fact]
    public void Gzip_files_are_looked_into() =>
        Assert.Equal(["github-token /var/log/a.gz > a:2 0"], Found(Load(new TarBuilder().File("var/log/a.gz", Gzip(Encoding.ASCII.GetBytes(Content))))));

    [Fact]
    public void Several_gzip_members_are_one_text() =>
        Assert.Equal(["github-token /a.gz > a:3 0"], Found(Load(new TarBuilder().File("a.gz", [.. Gzip("\n"u8.ToArray()), .. Gzip(Encoding.ASCII.GetBytes(Content))]))));

    [Fact]
    public void Zip_files_are_looked_into_entry_by_entry() =>
        Assert.Equal(["github-token /app.jar > conf/b.txt:2 0"], Found(Load(new TarBuilder().File("app.jar", Zip(("a", "x"), ("conf/b.txt", Content))))));

    [Fact]
    public void What_expands_to_nothing_counts_as_it_is_stored()
    {
        TarBuilder layer = new TarBuilder().File("a.zip", HollowZip.Of(blocks: 100_000, ["1", "2", "3"], "b.txt", Encoding.ASCII.GetBytes(Content)));

        Assert.Empty(Secrets(Load(layer)).Warnings);
        LayeredImage image = LoadWith(new ReadLimits { SecretExpansion = 1 << 20 }, layer);
        Assert.Contains("SecretExpansion", Assert.Single(Secrets(image).Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_in_a_file_keeps_what_was_before_it_and_is_no_error()
    {
        byte[] gzip = Gzip([.. Encoding.ASCII.GetBytes(Content), .. new byte[300_000]]);
        Array.Clear(gzip, gzip.Length - 40, 30);
        byte[] zip = Zip(("a", Content));
        zip[^5] ^= 0xFF;
        LayeredImage image = Load(new TarBuilder().File("a.gz", gzip).File("b.zip", zip).File("c.gz", "\x1F\x8B\x08 is how it begins"));

        Assert.Contains("github-token /a.gz > a:2 0", Found(image));
        Assert.Empty(Secrets(image).Errors);
    }

    [Fact]
    public void A_bomb_is_read_up_to_a_limit_and_told()
    {
        byte[] bomb = Gzip([.. new byte[3 << 20], .. Encoding.ASCII.GetBytes(Content)]);
        LayeredImage image = LoadWith(new ReadLimits { SecretExpansion = 1 << 20 }, new TarBuilder().File("a.gz", bomb).File("b.gz", bomb));

        Assert.Empty(Found(image));
        ImageWarning warning = Assert.Single(Secrets(image).Warnings);
        Assert.Contains("SecretExpansion", warning.Message, StringComparison.Ordinal);
        Assert.Contains("1 more", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_file_that_is_too_large_is_told()
    {
        byte[] gzip = Gzip(Encoding.ASCII.GetBytes(Content));
        LayeredImage image = LoadWith(new ReadLimits { SecretMember = gzip.Length - 1 }, new TarBuilder().File("a.gz", gzip));

        Assert.Empty(Found(image));
        Assert.Contains("limit SecretMember", Assert.Single(Secrets(image).Warnings).Message, StringComparison.Ordinal);
        Assert.NotEmpty(Found(LoadWith(new ReadLimits { SecretMember = gzip.Length }, new TarBuilder().File("a.gz", gzip))));
    }

    [Fact]
    public void A_place_that_is_too_large_is_read_as_far_as_the_limit()
    {
        string first = "A_PASSWORD=" + Planted.Fill("{base62:20}", seed: 1) + "\n", second = "B_PASSWORD=" + Planted.Fill("{base62:20}", seed: 2) + "\n";
        LayeredImage image = LoadWith(new ReadLimits { SecretDocument = first.Length }, new TarBuilder().File(".env", first + second));

        Assert.Equal(["environment-file /.env:1 0"], Found(image));
        Assert.Contains("limit SecretDocument", Assert.Single(Secrets(image).Warnings).Message, StringComparison.Ordinal);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach ((string name, string content) in entries)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.ASCII.GetBytes(content));
            }
        }
        return packed.ToArray();
    }
}
