using System.Text;
using System.Text.Unicode;

namespace PSLayers.Sources;

/// <summary>What a file is that is no image, told by its first bytes, and what its owner may have wanted.</summary>
/// <param name="Name">With its article: "a zip archive".</param>
/// <param name="Advice">What to do; null where there is nothing to say.</param>
internal sealed record FileKind(string Name, string? Advice = null)
{
    /// <summary>Bytes that are enough to tell; an ISO image has its mark behind 32 KiB.</summary>
    public const int Sample = 36 << 10;

    private const string Unpack = "unpack it first; what is read is the tar in it";
    private const string Decompress = "decompress it first";
    private const string FailedDownload = "a download that failed, or that asks for a sign-in, often ends so";
    private const string Redirected =
        "the > of Windows PowerShell makes text of what a program writes; 'docker save -o FILE IMAGE' writes the file itself, so save the image again that way";

    // A line a kind: where the mark stands, the mark, what the file is, what to do.
    private static readonly (int Offset, byte[] Mark, FileKind Kind)[] Magic =
    [
        (0, [0xFF, 0xFE], new("text in UTF-16", Redirected)),
        (0, [0xFE, 0xFF], new("text in UTF-16", Redirected)),
        (0, [.. "PK\u0003\u0004"u8], new("a zip archive", Unpack)),
        (0, [.. "PK\u0005\u0006"u8], new("an empty zip archive")),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], new("a 7z archive", Unpack)),
        (0, [.. "Rar!\u001A"u8], new("a RAR archive", Unpack)),
        (0, [.. "MSCF"u8], new("a cabinet file")),
        (0, [0x04, 0x22, 0x4D, 0x18], new("compressed with LZ4", Decompress)),
        (0, [.. "LZIP"u8], new("compressed with lzip", Decompress)),
        (0, [0x89, .. "LZO"u8], new("compressed with lzop", Decompress)),
        (0, [0x5D, 0x00, 0x00], new("compressed with LZMA", Decompress)),
        (0, [0x1F, 0x9D], new("compressed with compress", Decompress)),
        (0, [.. "hsqs"u8], new("a SquashFS image")),
        (0, [.. "sqsh"u8], new("a SquashFS image")),
        (32, [.. "SIF_MAGIC"u8], new("an image of Singularity or Apptainer (SIF)")),
        (1024, [0xE2, 0xE1, 0xF5, 0xE0], new("an EROFS image")),
        (1080, [0x53, 0xEF], new("an ext file system")),
        (32769, [.. "CD001"u8], new("an ISO image")),
        (0, [.. "QFI"u8, 0xFB], new("a QEMU disk image (qcow2)")),
        (0, [.. "vhdxfile"u8], new("a virtual disk (VHDX)")),
        (0, [.. "conectix"u8], new("a virtual disk (VHD)")),
        (0, [.. "KDMV"u8], new("a virtual disk (VMDK)")),
        (0, [.. "MSWIM\0\0\0"u8], new("a Windows image (WIM)")),
        (0, [.. "xar!"u8], new("an xar archive")),
        (0, [.. "SQLite format 3\0"u8], new("an SQLite database")),
        (0, [.. "!<arch>\n"u8], new("an ar archive, such as a Debian package")),
        (0, [0xED, 0xAB, 0xEE, 0xDB], new("an RPM package")),
        (0, [.. "070701"u8], new("a cpio archive")),
        (0, [.. "070707"u8], new("a cpio archive")),
        (0, [0x7F, .. "ELF"u8], new("a program (ELF)")),
        (0, [.. "MZ"u8], new("a program for Windows")),
        (0, [0xCF, 0xFA, 0xED, 0xFE], new("a program for macOS")),
        (0, [.. "%PDF-"u8], new("a PDF document")),
        (0, [0x89, .. "PNG"u8], new("a picture (PNG)")),
        (0, [0xFF, 0xD8, 0xFF], new("a picture (JPEG)")),
        (0, [.. "GIF8"u8], new("a picture (GIF)")),
        (0, [.. "Salted__"u8], new("encrypted with openssl", "decrypt it first")),
        (0, [.. "age-encryption.org/"u8], new("encrypted with age", "decrypt it first")),
        (0, [.. "# v2 git bundle"u8], new("a git bundle")),
        (0, [.. "version https://git-lfs.github.com/spec/"u8], new("a git-lfs pointer", "'git lfs pull' fetches the file that it stands for")),
        (0, [.. "FROM "u8], new("a Dockerfile", "an image is what a builder makes of it and saves")),
        (0, [.. "H4sI"u8], new("gzip written as text (base64)", "decode it first")),
        (0, [.. "<?xml"u8], new("an XML document", FailedDownload)),
    ];

    private static readonly string[] ErrorWords = ["error", "denied", "not found", "no such", "cannot", "could not", "failed", "unauthorized", "forbidden"];

    /// <summary>What a file is; null where nothing is known of it.</summary>
    /// <param name="start">Its first <see cref="Sample"/> bytes, decompressed.</param>
    /// <param name="isWhole">Whether these are all of it.</param>
    public static FileKind? Of(ReadOnlySpan<byte> start, bool isWhole)
    {
        foreach ((int offset, byte[] mark, FileKind kind) in Magic)
        {
            if (start.Length > offset && start[offset..].StartsWith(mark))
                return kind;
        }
        if (IsUtf16(start))
            return new FileKind("text in UTF-16", Redirected);
        return start.IsEmpty ? null : JsonFile.Of(start, isWhole) ?? OfText(start, isWhole);
    }

    /// <summary>The first line of a text, for messages.</summary>
    internal static string FirstLine(string text)
    {
        string line = text.AsSpan().Trim().ToString();
        int end = line.AsSpan().IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        return line.Length > 100 ? line[..100] + "…" : line;
    }

    // Without a mark in front: of a tar's first name every second byte is zero.
    private static bool IsUtf16(ReadOnlySpan<byte> start)
    {
        if (start.Length < 16)
            return false;
        for (int i = 0; i < 16; i += 2)
        {
            if (start[i] is < 0x20 or > 0x7E || start[i + 1] != 0)
                return false;
        }
        return true;
    }

    private static FileKind? OfText(ReadOnlySpan<byte> start, bool isWhole)
    {
        ReadOnlySpan<byte> sample = start[..Math.Min(start.Length, 4096)];
        // A piece may end within a character.
        for (int cut = 0; (!isWhole || sample.Length < start.Length) && cut < 3 && !Utf8.IsValid(sample); cut++)
            sample = sample[..^1];
        if (!Utf8.IsValid(sample) || sample.ContainsAnyInRange<byte>(0x00, 0x08) || sample.ContainsAnyInRange<byte>(0x0E, 0x1A))
            return null;
        string text = Encoding.UTF8.GetString(sample).Trim('\uFEFF').Trim();
        string line = FirstLine(text);
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return new FileKind("an HTML page", FailedDownload);
        if (text.StartsWith('<'))
            return new FileKind($"an XML document that begins '{line}'", FailedDownload);
        if (ErrorWords.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return new FileKind($"the text of an error: '{line}'", "what was to write the image failed");
        return text.Length == 0 ? new FileKind("white space and nothing else") : new FileKind($"a text that begins '{line}'");
    }
}
