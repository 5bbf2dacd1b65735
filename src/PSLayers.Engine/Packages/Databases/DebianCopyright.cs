using System.Text;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Licences of Debian's packages: each has a file that tells them, many in a form for machines ("Machine-readable debian/copyright file",
/// 1.0). Of the others it is known which of the system's common licences they name (Debian Policy, 12.5).</summary>
internal sealed class DebianCopyright : ILicenseFiles
{
    private const string Documents = "usr/share/doc";
    private const string FileName = "copyright";

    private DebianCopyright()
    {
    }

    /// <summary>The one there is.</summary>
    public static DebianCopyright Instance { get; } = new();

    private static ReadOnlySpan<byte> Common => "/usr/share/common-licenses/"u8;

    public List<int> Find(LayeredTree tree, CancellationToken cancellation)
    {
        var found = new List<int>();
        int documents = LinkResolver.Literal(tree, Encoding.ASCII.GetBytes(Documents));
        for (int child = documents < 0 ? -1 : tree.FirstChild(documents); child >= 0; child = tree.NextSibling(child))
        {
            cancellation.ThrowIfCancellationRequested();
            if (tree.Child(child, "copyright"u8) is >= 0 and var file)
                found.Add(file);
        }
        return found;
    }

    public string PathOf(PackageRecord record) => $"{Documents}/{record.Name}/{FileName}";

    public string? Read(PackageFile file)
    {
        var names = new Names(file.Limits.PackageField);
        if (IsForMachines(file.Content.Span))
            ReadFields(file, names);
        else
            ReadReferences(file.Content.Span, names);
        return names.Text;
    }

    private static bool IsForMachines(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        return line.StartsWith("Format"u8) && (line.IndexOf("copyright-format"u8) >= 0 || line.IndexOf("dep5"u8) >= 0 || line.IndexOf("DEP5"u8) >= 0);
    }

    // The first line of a License field is its short name; the full text may follow.
    private static void ReadFields(PackageFile file, Names names)
    {
        var fields = new FieldLines(file);
        while (fields.Next())
        {
            if (fields.Is("License"u8) && !fields.Value.IsEmpty)
                names.Add(fields.Value);
        }
    }

    private static void ReadReferences(ReadOnlySpan<byte> text, Names names)
    {
        while (text.IndexOf(Common) is >= 0 and var at)
        {
            text = text[(at + Common.Length)..];
            int end = 0;
            while (end < text.Length && (char.IsAsciiLetterOrDigit((char)text[end]) || text[end] is (byte)'.' or (byte)'-' or (byte)'+'))
                end++;
            ReadOnlySpan<byte> name = text[..end].TrimEnd(".-"u8);
            if (!name.IsEmpty)
                names.Add(name);
        }
    }

    // Each once, in the order of the file, as long as they have room.
    private sealed class Names(int room)
    {
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);
        private readonly StringBuilder _text = new();

        public string? Text => _text.Length == 0 ? null : VisibleText.Line(_text.ToString());

        public void Add(ReadOnlySpan<byte> name)
        {
            if (_text.Length + name.Length + 2 > room || !_known.Add(Encoding.UTF8.GetString(name)))
                return;
            _text.Append(_text.Length == 0 ? "" : ", ").Append(Encoding.UTF8.GetString(name));
        }
    }
}
