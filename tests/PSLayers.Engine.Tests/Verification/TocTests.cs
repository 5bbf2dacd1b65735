using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Verification;

namespace PSLayers.Engine.Tests.Verification;

/// <summary>Tables of contents that layers bring: they have to tell of the same files as the tar.</summary>
public sealed class TocTests : ArchiveTest
{
    public static TheoryData<bool> Forms => [true, false];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_table_that_tells_of_its_tar_passes(bool isChunked)
    {
        ImageCheck[] checks = Verify(isChunked, _ => { });

        Assert.Equal([("TocDigest", CheckResult.Passed), ("TocEntries", CheckResult.Passed)], checks.Select(check => (check.Check, check.Result)));
    }

    public static TheoryData<bool, string, string> Lies
    {
        get
        {
            var lies = new TheoryData<bool, string, string>();
            foreach (bool isChunked in new[] { true, false })
            {
                lies.Add(isChunked, "digest", "has the digest");
                lies.Add(isChunked, "size", "bytes in the table");
                lies.Add(isChunked, "type", "is a");
                lies.Add(isChunked, "link", "leads to");
                lies.Add(isChunked, "more", "in the table, but not in the tar");
                lies.Add(isChunked, "less", "in the tar, but not in the table");
            }
            return lies;
        }
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_table_that_lies_is_found(bool isChunked, string lie, string message)
    {
        ImageCheck failed = Assert.Single(Verify(isChunked, entries => Lie(entries, lie)), check => check.Result == CheckResult.Failed);

        Assert.Equal(("TocEntries", "1"), (failed.Check, failed.Actual));
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json at all")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":1,"entries":[{"name":""")]
    public void What_is_no_table_fails(string text)
    {
        TarBuilder tar = Files().File("stargz.index.json", text);
        ContainerImage image = OpenOne(new ImageBuilder().Layer(tar, Packing.Gzip).OciArchive());

        Assert.Contains(ImageVerification.OfLayers(image, isFast: false, new ReadMeter()), check => check is { Check: "TocEntries", Result: CheckResult.Failed });
    }

    [Theory]
    [InlineData("9999999999:10:10:1")]
    [InlineData("-1:10:10:1")]
    [InlineData("words")]
    [InlineData("0:9223372036854775807:10:1")]
    public void A_place_outside_of_the_layer_fails(string position)
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new LayerSpec
        {
            Tar = Files().Build(), Packing = Packing.Zstd,
            Annotations = new Dictionary<string, string> { ["io.github.containers.zstd-chunked.manifest-position"] = position },
        }).OciArchive());

        Assert.Contains(ImageVerification.OfLayers(image, isFast: false, new ReadMeter()), check => check is { Check: "TocEntries", Result: CheckResult.Failed });
    }

    private static TarBuilder Files() => new TarBuilder().Directory("etc").File("etc/a", "one").File(".hidden", "two").Symlink("link", "etc/a").File(".wh.gone", "");

    private static void Lie(JsonArray entries, string lie)
    {
        JsonNode file = entries[1]!, link = entries[3]!;
        switch (lie)
        {
            case "digest": file["digest"] = Sha.Digest256("other"u8.ToArray()); break;
            case "size": file["size"] = 4; break;
            case "type": file["type"] = "fifo"; break;
            case "link": link["linkName"] = "etc/b"; break;
            case "more": entries.Add(Entry("evil", "reg", "x")); break;
            default: entries.RemoveAt(1); break;
        }
    }

    private static JsonObject Entry(string name, string type, string? content = null, string? link = null)
    {
        var entry = new JsonObject { ["name"] = name, ["type"] = type };
        if (content is not null)
            (entry["size"], entry["digest"]) = (content.Length, Sha.Digest256(Encoding.UTF8.GetBytes(content)));
        if (link is not null)
            entry["linkName"] = link;
        return entry;
    }

    private ImageCheck[] Verify(bool isChunked, Action<JsonArray> change)
    {
        var entries = new JsonArray { Entry("etc/", "dir"), Entry("etc/a", "reg", "one"), Entry(".hidden", "reg", "two"), Entry("link", "symlink", link: "etc/a"), Entry(".wh.gone", "reg", "") };
        change(entries);
        string table = new JsonObject { ["version"] = 1, ["entries"] = entries }.ToJsonString();
        LayerSpec layer = isChunked ? Chunked(table) : Stargz(table);
        ContainerImage image = OpenOne(new ImageBuilder().Layer(layer).OciArchive());
        return [.. ImageVerification.OfLayers(image, isFast: false, new ReadMeter()).Where(check => check.Check.StartsWith("Toc", StringComparison.Ordinal))];
    }

    private static LayerSpec Stargz(string table) => new()
    {
        Tar = Files().File("stargz.index.json", table).Build(), Packing = Packing.Gzip,
        Annotations = new Dictionary<string, string> { ["containerd.io/snapshot/stargz/toc.digest"] = Sha.Digest256(Encoding.UTF8.GetBytes(table)) },
    };

    // The table stands in a frame that a decompressor skips.
    private static LayerSpec Chunked(string table)
    {
        byte[] tar = Files().Build();
        byte[] stored = Compress.Apply(Packing.Zstd, tar).Stored, packed = Compress.Apply(Packing.Zstd, Encoding.UTF8.GetBytes(table)).Stored;
        byte[] frame = [0x50, 0x2A, 0x4D, 0x18, .. BitConverter.GetBytes(packed.Length), .. packed];
        return new LayerSpec
        {
            Tar = tar, Packing = Packing.Zstd, Stored = [.. stored, .. frame],
            Annotations = new Dictionary<string, string>
            {
                ["io.github.containers.zstd-chunked.manifest-position"] = string.Create(CultureInfo.InvariantCulture, $"{stored.Length + 8}:{packed.Length}:{table.Length}:1"),
                ["io.github.containers.zstd-chunked.manifest-checksum"] = Sha.Digest256(packed),
            },
        };
    }
}
