using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Fixtures;

namespace PSLayers.Fuzzing.Inputs;

/// <summary>Images of all forms with things wrong in them, the same for the same seed: in what their layers say, in their documents, in the bytes of
/// their archive, and in how it is compressed.</summary>
internal static class Mutants
{
    private static readonly string[] Texts =
        ["", "..", "/etc/passwd", "../../x", "sha256:" + new string('0', 64), "sha256:x", "\u001b[2J", "\u202E", "layer.tar", "manifest.json", "null", new string('n', 5000)];

    private static readonly Packing[] Packings = Enum.GetValues<Packing>();

    // Those that take bytes of any kind.
    private static readonly Packing[] OuterPackings = [.. Packings.Where(packing => packing is not (Packing.Estargz or Packing.ZstdChunked))];

    /// <summary>The archive of a seed.</summary>
    public static byte[] Archive(int seed)
    {
        var random = new Random(seed);
        BuiltImage image = Built(random);
        if (random.Next(2) == 0)
            ChangeDocument(image.Archive, random);
        byte[] tar = image.With(_ => { }).Bytes;
        for (int changes = random.Next(4) - 1; changes > 0; changes--)
            tar = Changed(tar, random);
        // Seldom, so that most changes meet the scanner and not a checksum.
        if (random.Next(4) == 0)
            tar = Compress.Apply(OuterPackings[random.Next(OuterPackings.Length)], tar).Stored;
        return random.Next(12) == 0 ? Changed(tar, random) : tar;
    }

    private static BuiltImage Built(Random random)
    {
        var image = new ImageBuilder().Tag(random.Next(8) == 0 ? Texts[random.Next(Texts.Length)] : "a:1");
        byte[] decisions = new byte[random.Next(4, 200)];
        random.NextBytes(decisions);
        Packing packing = random.Next(3) == 0 ? Packings[random.Next(Packings.Length)] : Packing.None;
        foreach (List<TarEntrySpec> layer in ByteStack.Layers(decisions))
            image.Layer(MemoryImage.Tar(layer), packing, createdBy: Texts[random.Next(Texts.Length)]);
        return random.Next(9) switch
        {
            0 => image.DockerArchive(),
            1 => image.OciArchive(),
            2 => image.LegacyDockerArchive(),
            3 => image.Docker25Archive(),
            4 => image.ContainerdArchive(),
            5 => image.PodmanArchive(),
            6 => image.KanikoArchive(),
            7 => image.JibArchive(),
            _ => image.NixArchive(),
        };
    }

    private static void ChangeDocument(Archive archive, Random random)
    {
        ArchiveFile[] documents = [.. archive.Files.Where(file => file.Content.Length > 1 && file.Content[0] is (byte)'{' or (byte)'[' && file.TypeFlag == '0')];
        if (documents.Length == 0)
            return;
        ArchiveFile chosen = documents[random.Next(documents.Length)];
        archive[chosen.Path] = random.Next(4) == 0 ? Changed(chosen.Content, random) : Json(chosen.Content, random);
    }

    private static byte[] Json(byte[] document, Random random)
    {
        JsonNode root = JsonNode.Parse(document)!;
        JsonNode at = root;
        // Down to some value, which becomes another.
        while (true)
        {
            JsonNode? next = at switch
            {
                JsonObject { Count: > 0 } map => map.ElementAt(random.Next(map.Count)).Value,
                JsonArray { Count: > 0 } list => list[random.Next(list.Count)],
                _ => null,
            };
            if (next is null || random.Next(4) == 0)
                break;
            at = next;
        }
        JsonNode? value = random.Next(7) switch
        {
            0 => null,
            1 => new JsonObject(),
            2 => new JsonArray(1, "x", null),
            3 => random.NextInt64(),
            4 => -1,
            5 => root.DeepClone(),
            _ => Texts[random.Next(Texts.Length)],
        };
        if (at is JsonObject { Count: > 0 } changed)
            changed[changed.ElementAt(random.Next(changed.Count)).Key] = value;
        else if (at is JsonArray { Count: > 0 } items)
            items[random.Next(items.Count)] = value;
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static byte[] Changed(byte[] bytes, Random random)
    {
        if (bytes.Length < 2)
            return bytes;
        int at = random.Next(bytes.Length), block = at / 512 * 512;
        byte[] own = [.. bytes];
        switch (random.Next(7))
        {
            case 0:
                return own[..at];
            case 1:
                own[at] ^= (byte)(1 << random.Next(8));
                return Checksums.Mended(own);
            case 2:
                own.AsSpan(at, Math.Min(random.Next(1, 20), own.Length - at)).Fill((byte)random.Next(256));
                return Checksums.Mended(own);
            case 3:
                return [.. own[..block], .. own[Math.Min(own.Length, block + 512)..]];
            case 4:
                return [.. own[..block], .. own[(block / 2 / 512 * 512)..]];
            case 5:
                // A field of a header: a size, a time, a type, a name.
                (int field, int width) = random.Next(5) switch { 0 => (124, 12), 1 => (136, 12), 2 => (156, 1), 3 => (108, 16), _ => (0, 100) };
                if (block + field + width <= own.Length)
                    random.NextBytes(own.AsSpan(block + field, Math.Min(width, random.Next(1, 6))));
                return Checksums.Mended(own);
            default:
                own[at] = (byte)random.Next(256);
                return own;
        }
    }
}
