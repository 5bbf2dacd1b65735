using System.Text;
using PSLayers.Fixtures;

namespace PSLayers.Fuzzing.Inputs;

/// <summary>Layers that a few bytes decide: each byte chooses an entry, a name, a link. So a fuzzer that flips bits changes what layers say, and not
/// whether their headers have the right checksum.</summary>
internal ref struct ByteStack
{
    private const int MostEntries = 120;
    private const int MostLayers = 6;

    private static readonly string[] Names =
    [
        "a", "b", "c", "d", "etc", "lib", "..", ".", "", "outside", "secret", ".wh.a", ".wh.b", ".wh..wh..opq", ".wh.", ".wh...", "a\u001b[31m", "\u202Eb", "a\\b", "C:",
        "con", "A", "\u00E9", "e\u0301", "%2e", "\n", "x.txt", "*", "~", "destination",
    ];

    private static readonly byte[] Types = [.. "0000055512222347"u8, 6, (byte)'6', (byte)'S', (byte)'L', (byte)'x', (byte)'g'];

    private readonly string _outside;
    private ReadOnlySpan<byte> _bytes;

    private ByteStack(ReadOnlySpan<byte> bytes, string outside)
    {
        _bytes = bytes;
        _outside = outside;
    }

    /// <summary>The entries of each layer, base first.</summary>
    /// <param name="bytes">What decides.</param>
    /// <param name="outside">A full path that absolute names and links lead to.</param>
    public static List<List<TarEntrySpec>> Layers(ReadOnlySpan<byte> bytes, string outside = "/outside")
    {
        var stack = new ByteStack(bytes, outside);
        List<List<TarEntrySpec>> layers = [[]];
        for (int count = 0; count < MostEntries && !stack._bytes.IsEmpty; count++)
        {
            byte kind = stack.Next();
            if (kind % 23 == 22 && layers.Count < MostLayers)
                layers.Add([]);
            else
                layers[^1].Add(stack.Entry(kind));
        }
        return layers;
    }

    private byte Next()
    {
        if (_bytes.IsEmpty)
            return 0;
        byte next = _bytes[0];
        _bytes = _bytes[1..];
        return next;
    }

    private TarEntrySpec Entry(byte kind)
    {
        byte type = Types[kind % 23 % Types.Length];
        byte facts = Next();
        string path = Path();
        bool isLink = type is (byte)'1' or (byte)'2';
        bool isFile = type is (byte)'0' or (byte)'7';
        return new TarEntrySpec
        {
            Path = type == (byte)'5' ? path + "/" : path,
            TypeFlag = type,
            Mode = (facts & 3) switch { 0 => 0b110_100_100, 1 => 0b111_101_101, 2 => 0, _ => 0b100_111_111_111_111 & 0xFFF },
            Uid = (facts & 4) == 0 ? 0 : 1000,
            Time = TarEntrySpec.DefaultTime + ((facts >> 3) & 1),
            Dialect = (facts & 16) == 0 ? TarDialect.Pax : TarDialect.Gnu,
            Target = isLink ? Path() : "",
            Content = isFile ? Encoding.ASCII.GetBytes(new string((char)('a' + (facts >> 5)), Next() * 3 % 700)) : [],
            Xattrs = (facts & 0xE0) == 0xE0 ? new Dictionary<string, byte[]> { ["user." + (facts & 7)] = [facts] } : null,
        };
    }

    // One byte: how deep, and where it begins; then one for each name.
    private string Path()
    {
        byte shape = Next();
        string start = (shape >> 2 & 7) switch { 0 => "/", 1 => "./", 2 => "../", 3 => _outside + "/", 4 => "//", _ => "" };
        var path = new StringBuilder(start);
        for (int part = 0; part <= (shape & 3); part++)
        {
            byte name = Next();
            path.Append(part == 0 ? "" : "/").Append(name < 240 ? Names[name % Names.Length] : new string((char)('A' + (name & 7)), 20 << (name & 7)));
        }
        return path.ToString();
    }
}
