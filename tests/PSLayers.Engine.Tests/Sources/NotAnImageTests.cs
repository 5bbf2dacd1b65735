using System.Text;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Files that people give in good faith and that are something else: each is named for what it is, with what to do instead.</summary>
public sealed class NotAnImageTests : ArchiveTest
{
    public static TheoryData<string, byte[], string> Others => new()
    {
        { "redirected by Windows PowerShell", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("manifest.json")], "docker save -o" },
        { "the same with the bytes swapped", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("manifest.json")], "UTF-16" },
        { "the same without its mark", Encoding.Unicode.GetBytes("manifest.json and more"), "UTF-16" },
        { "zip", [.. "PK\u0003\u0004"u8, .. new byte[2000]], "a zip archive" },
        { "7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, .. new byte[700]], "a 7z archive" },
        { "rar", [.. "Rar!\u001A\u0007\u0001\u0000"u8, .. new byte[700]], "a RAR archive" },
        { "lz4", [0x04, 0x22, 0x4D, 0x18, .. new byte[700]], "LZ4" },
        { "iso", [.. new byte[32768], 1, .. "CD001"u8, .. new byte[2000]], "an ISO image" },
        { "squashfs", [.. "hsqs"u8, .. HostileInput.Noise(2000)], "SquashFS" },
        { "sif", [.. "#!/usr/bin/env run-singularity\n\0"u8, .. "SIF_MAGIC\0"u8, .. new byte[700]], "Apptainer" },
        { "erofs", [.. new byte[1024], 0xE2, 0xE1, 0xF5, 0xE0, .. new byte[2000]], "EROFS" },
        { "ext4", [.. new byte[1080], 0x53, 0xEF, .. new byte[2000]], "an ext file system" },
        { "qcow2", [.. "QFI"u8, 0xFB, .. HostileInput.Noise(700)], "qcow2" },
        { "sqlite", [.. "SQLite format 3\0"u8, .. HostileInput.Noise(700)], "SQLite" },
        { "deb", [.. "!<arch>\ndebian-binary   "u8, .. new byte[700]], "Debian" },
        { "jpeg", HostileInput.Jpeg(), "JPEG" },
        { "elf", [0x7F, .. "ELF"u8, .. new byte[700]], "ELF" },
        { "html", "<!DOCTYPE html><html><head><title>502 Bad Gateway"u8.ToArray(), "an HTML page" },
        { "html in small letters, behind a blank line", "\n <html lang=en>"u8.ToArray(), "an HTML page" },
        { "xml", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"u8.ToArray(), "an XML document" },
        { "git-lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 5\n"u8.ToArray(), "git lfs pull" },
        { "docker's error", "Error response from daemon: reference does not exist\n"u8.ToArray(), "'Error response from daemon: reference does not exist'" },
        { "docker's error in JSON", "{\"message\":\"No such image: x\"}"u8.ToArray(), "No such image: x" },
        { "a registry's error", "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}"u8.ToArray(), "authentication required" },
        { "JSON whose names are no text", Encoding.Latin1.GetBytes("{\"é\":1,\"\\ud800\":2}"), "a JSON document" },
        { "a Dockerfile", "FROM alpine\nRUN true\n"u8.ToArray(), "a Dockerfile" },
        { "gzip in base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(Compress.Gzip(new byte[1000]))), "base64" },
        { "a text", "hello, world\nsecond line"u8.ToArray(), "'hello, world'" },
        { "a text in Latin letters cut in a character", Encoding.UTF8.GetBytes(new string('é', 5000)), "a text that begins" },
        { "an index alone", "{\"schemaVersion\":2,\"manifests\":[]}"u8.ToArray(), "an index of images" },
        { "a manifest alone", "{\"config\":{},\"layers\":[]}"u8.ToArray(), "the manifest of an image" },
        { "a config alone", "\uFEFF{\"rootfs\":{}}"u8.ToArray(), "the config of an image" },
        { "docker's list alone", "[{\"Config\":\"x\",\"RepoTags\":null,\"Layers\":[]}]"u8.ToArray(), "docker's list of images" },
        { "docker inspect", "[{\"Id\":\"sha256:x\",\"RootFS\":{}}]"u8.ToArray(), "docker inspect" },
        { "JSON", "[1,2]"u8.ToArray(), "a JSON document" },
        { "a large JSON", Encoding.UTF8.GetBytes("[" + new string('1', 100_000)), "a JSON document" },
        { "nothing", [], "empty" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void A_file_is_named_for_what_it_is(string what, byte[] content, string expected)
    {
        ImageException error = Assert.Throws<ImageException>(() => Open(content));

        Assert.Equal((what, ImageErrorId.NotAnImage), (what, error.ErrorId));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Packing.Gzip, "gzip")]
    [InlineData(Packing.Zstd, "zstd")]
    [InlineData(Packing.Xz, "xz")]
    [InlineData(Packing.Bzip2, "bzip2")]
    public void What_is_compressed_is_named_with_what_is_in_it(Packing packing, string name)
    {
        ImageException error = Assert.Throws<ImageException>(() => Open(Compress.Apply(packing, "<html>"u8.ToArray()).Stored));

        Assert.Equal(ImageErrorId.NotAnImage, error.ErrorId);
        Assert.Contains($"the file is {name}, and its content is an HTML page", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_a_file_cannot_write_to_the_terminal()
    {
        ImageException error = Assert.Throws<ImageException>(() => Open("hello \u001b[31mred"u8.ToArray()));
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public void Line_feeds_that_became_CR_LF_are_the_cause_that_is_told()
    {
        byte[] whole = TextImage();
        var damaged = new List<byte>();
        foreach (byte one in whole)
            damaged.AddRange(one == '\n' ? [(byte)'\r', one] : [one]);

        ImageException error = Assert.Throws<ImageException>(() => Open([.. damaged]));

        Assert.Contains("CR LF", error.Message, StringComparison.Ordinal);
        Assert.Contains("docker save -o", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_were_replaced_because_they_are_no_text_are_the_cause_that_is_told()
    {
        byte[] whole = HostileInput.SmallImage().Layer(new TarBuilder().File("noise", HostileInput.Noise(5000))).KanikoArchive();
        byte[] text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole));

        ImageException error = Assert.Throws<ImageException>(() => Open(text));

        Assert.Contains("made text of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_is_cut_off_is_not_called_text()
    {
        ImageException error = Assert.Throws<ImageException>(() => Open(HostileInput.TruncatedAt(TextImage(), 1500)));
        Assert.DoesNotContain("CR LF", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_a_layout_leads_to_its_folder()
    {
        BuiltImage built = HostileInput.SmallImage().OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string config = "blobs/" + built.ConfigDigest.Replace(':', '/'), layer = "blobs/" + built.Layers[0].Digest.Replace(':', '/');

        Assert.All((string[])["index.json", "oci-layout", config, "blobs", "blobs/sha256"], name =>
        {
            ImageException error = Assert.Throws<ImageException>(() => ImageArchive.Open(Path.Join(folder, name)));
            Assert.Equal(ImageErrorId.NotAnImage, error.ErrorId);
            Assert.Contains($"the image in the folder {folder}: give that", error.Message, StringComparison.Ordinal);
        });
        Assert.Contains(folder, Assert.Single(Assert.Single(ImageArchive.Open(Path.Join(folder, layer)).Images).Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_of_archives_names_them()
    {
        byte[] outer = new TarBuilder().File("out/image.tar", TextImage()).File("out/readme", "x").Build();

        Assert.Contains("out/image.tar", Assert.Single(OpenOne(outer).Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_tells_of_the_images_and_archives_in_it()
    {
        Folder.Write("many/b.tar", []);
        Folder.Write("many/a.tar.gz", []);
        HostileInput.SmallImage().OciArchive().WriteTo(Folder.Folder("around/layout"));

        Assert.Contains("a.tar.gz, b.tar", Assert.Throws<ImageException>(() => ImageArchive.Open(Path.Join(Folder.Root, "many"))).Message, StringComparison.Ordinal);
        Assert.Contains("images are in layout", Assert.Throws<ImageException>(() => ImageArchive.Open(Path.Join(Folder.Root, "around"))).Message, StringComparison.Ordinal);
    }

    private static byte[] TextImage() => new ImageBuilder().Layer(new TarBuilder().File("a", "one\ntwo\nthree\n").File("b", "four\n")).Tag("a:1").KanikoArchive();
}
