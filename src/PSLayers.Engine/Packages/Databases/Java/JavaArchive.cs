using System.Text;

namespace PSLayers.Packages.Databases.Java;

/// <summary>Takes the packages of a Java archive, and of those that are in it: where these are stored as they are, in place, else in
/// memory.</summary>
/// <param name="file">The file of the image.</param>
internal sealed class JavaArchive(PackageFile file)
{
    private const int LargestText = 64 << 10;

    /// <summary>Takes what one archive says.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="place">Where it is: the file's path, with an exclamation mark before each name in an archive.</param>
    /// <param name="depth">How many archives it is in, itself too.</param>
    /// <param name="memory">Bytes of memory that what is in it may take.</param>
    public void Read(Stream stream, string place, int depth, long memory)
    {
        var zip = new ZipFile(stream, file);
        bool isNamed = false;
        JavaManifest? manifest = null;
        bool isZip = zip.Read((name, entry) =>
        {
            if (name.SequenceEqual("META-INF/MANIFEST.MF"u8))
                manifest = Text(zip, entry) is { } text ? JavaManifest.Read(file, text) : null;
            else if (name.EndsWith("/pom.properties"u8) && name.StartsWith("META-INF/maven/"u8))
                isNamed |= Text(zip, entry) is { } text && AddMaven(text, place);
            else if (JavaArchives.IsArchive(name) && file.Text(name) is { } nested)
                ReadNested(zip, entry, $"{place}!/{nested}", depth, memory);
        });
        if (!isZip)
            file.LeaveOut($"{Inside(place)}no zip, as Java archives are");
        else if (!isNamed && (manifest ?? new JavaManifest()).Package(place) is { } package)
            file.Add(package);
    }

    private void ReadNested(ZipFile zip, ZipEntry entry, string place, int depth, long memory)
    {
        if (depth >= file.Limits.ArchiveDepth)
        {
            file.LeaveOut($"archives are nested deeper than {file.Limits.ArchiveDepth} (limit ArchiveDepth)");
            return;
        }
        using Stream? content = zip.Open(entry);
        if (content is StreamWindow)
        {
            Read(content, place, depth + 1, memory);
            return;
        }
        if (content is null)
        {
            file.LeaveOut($"{Inside(place)}an archive that cannot be read");
            return;
        }
        var unpacked = new PieceBuffer();
        if (Unpack(content, unpacked, memory, place))
        {
            using var nested = new MemoryStream(unpacked.Detach(), 0, unpacked.Length, writable: false);
            Read(nested, place, depth + 1, memory - unpacked.Length);
        }
    }

    private bool Unpack(Stream content, PieceBuffer unpacked, long memory, string place)
    {
        byte[] piece = new byte[LargestText];
        try
        {
            for (int read; (read = content.Read(piece)) > 0;)
            {
                if (unpacked.Length + read > memory)
                {
                    file.LeaveOut($"{Inside(place)}more than {memory} bytes unpacked; all that is unpacked of a file at once has at most {file.Limits.PackageFile} (limit PackageFile)");
                    return false;
                }
                if (!file.TakeBytes(read))
                {
                    file.LeaveOut($"the lists of packages of all layers have more than {file.Limits.PackageTotal} bytes (limit PackageTotal); the rest is not read");
                    return false;
                }
                unpacked.Add(piece.AsSpan(0, read));
            }
            return true;
        }
        catch (InvalidDataException)
        {
            file.LeaveOut($"{Inside(place)}damaged");
            return false;
        }
    }

    private string Inside(string place) => place.Length > file.Path.Length ? $"{place[(file.Path.Length + 2)..]}: " : "";

    private byte[]? Text(ZipFile zip, ZipEntry entry)
    {
        using Stream? content = zip.Open(entry);
        if (content is null || !file.TakeBytes(Math.Min(LargestText, entry.StoredSize)))
            return null;
        byte[] text = new byte[LargestText];
        try
        {
            return text[..content.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // A line a property, name=value.
    private bool AddMaven(ReadOnlySpan<byte> rest, string place)
    {
        string? group = null, name = null, version = null;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = FieldLines.Line(ref rest);
            int equals = line.IndexOf((byte)'=');
            if (equals <= 0)
                continue;
            ReadOnlySpan<byte> value = line[(equals + 1)..].Trim((byte)' ');
            switch (Encoding.ASCII.GetString(line[..equals].Trim((byte)' ')))
            {
                case "groupId":
                    group = file.Text(value);
                    break;
                case "artifactId":
                    name = file.Text(value);
                    break;
                case "version":
                    version = file.Text(value);
                    break;
                default:
                    break;
            }
        }
        if (group is null || name is null || version is null)
            return false;
        file.Add(new PackageRecord { Namespace = group, Name = name, Version = version, Place = place });
        return true;
    }
}
