using System.Buffers.Text;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>The list of packages that images of Azure Linux without a package manager have: a line a package, with tabs between what rpm says of its
/// name, version and release, times of installation and building, vendor, epoch, size, processors, epoch again, and source.</summary>
internal static class RpmManifest
{
    private const int Fields = 10;
    private const string None = "(none)";

    /// <summary>Reads the list.</summary>
    /// <param name="file">The file; told of what is broken.</param>
    public static void Read(PackageFile file)
    {
        ReadOnlySpan<byte> rest = file.Content.Span;
        Span<Range> fields = stackalloc Range[Fields + 1];
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            rest = end < 0 ? default : rest[(end + 1)..];
            int count = 0;
            foreach (Range field in line.Split((byte)'\t'))
            {
                if (count <= Fields)
                    fields[count++] = field;
            }
            if (count >= Fields)
                Take(file, line, fields);
            else if (!line.IsEmpty)
                file.LeaveOut($"a line of {count} fields; {Fields} were expected");
        }
    }

    private static void Take(PackageFile file, ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        string? name = Text(file, line[fields[0]]), version = Text(file, line[fields[1]]), epoch = Text(file, line[fields[5]]), source = Text(file, line[fields[9]]);
        if (name is null or "gpg-pubkey" || version is null)
            return;
        file.Add(new PackageRecord
        {
            Name = name,
            Version = RpmDatabase.VersionOf(epoch, version),
            Epoch = epoch,
            Architecture = Text(file, line[fields[7]]),
            Size = Utf8Parser.TryParse(line[fields[6]], out long size, out _) && size >= 0 ? size : null,
            Source = RpmDatabase.SourceOf(source, name),
            Upstream = source,
            Stamp = Text(file, line[fields[2]]),
        });
    }

    private static string? Text(PackageFile file, ReadOnlySpan<byte> field) => file.Text(field) is { } text && text != None ? text : null;
}
