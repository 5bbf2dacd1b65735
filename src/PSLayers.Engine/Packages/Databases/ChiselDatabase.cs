using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Packages.Versions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Ubuntu of which chisel put parts into an image: zstd, and in it a JSON object a line. Format: chisel's documentation,
/// "Chisel manifest".</summary>
internal sealed class ChiselDatabase : IPackageDatabase
{
    private delegate void LineTaker(ReadOnlySpan<byte> line);

    public string Type => "deb";

    public bool IsOfSystem => true;

    public string DefaultSystem => "ubuntu";

    public IComparer<string> Versions => DebianVersions.Order;

    public ILicenseFiles Licenses => DebianCopyright.Instance;

    public bool Keeps(PackagePath path) => path.Name.SequenceEqual("manifest.wall"u8) && path.Is("var/lib/chisel/manifest.wall"u8);

    public void Read(PackageFile file) => Lines(file, line =>
    {
        // Most lines are about files.
        if (line.IndexOf("\"package\""u8) < 0)
            return;
        using JsonDocument document = Parse(file, line);
        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && file.Text(root, "kind") == "package" && file.Text(root, "name") is { } name && file.Text(root, "version") is { } version)
            file.Add(new PackageRecord { Name = name, Version = version, Architecture = file.Text(root, "arch") });
    });

    public OwnershipList Lists(PackagePath path) => Keeps(path) ? OwnershipList.Files : OwnershipList.None;

    public int ListOf(LayeredTree tree, int node, PackageRecord record) => node;

    public void ReadFiles(PackageFile file, OwnedFiles owned)
    {
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        Lines(file, line =>
        {
            if (line.IndexOf("\"path\""u8) < 0)
                return;
            using JsonDocument document = Parse(file, line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || file.Text(root, "kind") != "path" || OwnerOf(root) is not { } package || PathOf(root) is not { } path)
                return;
            // Scripts that run while an image is made may change a file.
            bool hasDigest = (file.Text(root, "final_sha256") ?? file.Text(root, "sha256")) is { } digits && Convert.FromHexString(digits, digest, out _, out int size) == OperationStatus.Done && size == digest.Length;
            owned.Add(package, path, hasDigest ? HashAlgorithmName.SHA256 : default, hasDigest ? digest : default);
        });
    }

    // A slice is called by its package and what it is of that, with a low line between.
    private static string? OwnerOf(JsonElement path)
    {
        if (!path.TryGetProperty("slices", out JsonElement slices) || slices.ValueKind != JsonValueKind.Array || slices.GetArrayLength() == 0)
            return null;
        string? slice = slices[0].ValueKind == JsonValueKind.String ? JsonText(slices[0]) : null;
        return slice?.IndexOf('_', StringComparison.Ordinal) is > 0 and var end ? VisibleText.Line(slice[..end]) : null;
    }

    private static byte[]? PathOf(JsonElement line) =>
        line.TryGetProperty("path", out JsonElement path) && path.ValueKind == JsonValueKind.String && JsonText(path) is { } text ? Encoding.UTF8.GetBytes(text) : null;

    private static string? JsonText(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of surrogates is no text.
            return null;
        }
    }

    private static void Lines(PackageFile file, LineTaker take)
    {
        byte[] stored = file.Content.ToArray();
        using ChunkReader chunks = Blob.Of(new MemorySource(stored), 0, stored.Length, file.Path).OpenChunks(file.Limits);
        var line = new PieceBuffer();
        long total = 0;
        while (chunks.Next().Span is { IsEmpty: false } piece)
        {
            total += piece.Length;
            if (total > file.Limits.PackageFile)
                throw file.Broken($"a list of packages that expands to more than {file.Limits.PackageFile} bytes (limit PackageFile); the rest is not read");
            for (int end; (end = piece.IndexOf((byte)'\n')) >= 0; piece = piece[(end + 1)..])
            {
                line.Add(piece[..end]);
                take(line.Bytes);
                line.Clear();
            }
            line.Add(piece);
        }
        take(line.Bytes);
    }

    private static JsonDocument Parse(PackageFile file, ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw file.Broken($"a line is no JSON object ({VisibleText.Line(e.Message)})");
        }
    }
}
