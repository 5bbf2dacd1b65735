using System.Text;

namespace PSLayers.Fixtures;

/// <summary>Inputs that are no image, or no whole one. A reader must name what is wrong, and neither hang nor fall.</summary>
public static class HostileInput
{
    /// <summary>The first bytes of a JPEG, and some that could follow.</summary>
    public static byte[] Jpeg() =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        .. Noise(2000), 0xFF, 0xD9,
    ];

    /// <summary>No bytes.</summary>
    public static byte[] EmptyFile() => [];

    /// <summary>Bytes without meaning, the same for the same seed.</summary>
    public static byte[] Noise(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The first part of a file.</summary>
    public static byte[] TruncatedAt(byte[] whole, int length) => whole[..length];

    /// <summary>Arrays in arrays, so many levels deep.</summary>
    public static byte[] DeepArray(int levels) => Encoding.ASCII.GetBytes(new string('[', levels) + new string(']', levels));

    /// <summary>Objects in objects, so many levels deep.</summary>
    public static byte[] DeepObject(int levels) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels));

    /// <summary>A small image with every part in place, to be broken by <see cref="BuiltImage.With"/>.</summary>
    public static ImageBuilder SmallImage() => new ImageBuilder()
        .Layer(new TarBuilder().Directory("etc").File("etc/hostname", "one\n"))
        .Layer(new TarBuilder().Directory("etc").File("etc/hostname", "two\n"))
        .Tag("small:1");

    /// <summary>A layer with a whiteout that names nothing.</summary>
    public static byte[] BareWhiteout() => new TarBuilder().Directory("a").File("a/.wh.", "").File("a/kept", "still here").Build();

    /// <summary>A tar whose only header declares a PAX header of so many bytes, and then ends.</summary>
    public static byte[] PaxHeaderOf(long declaredSize) => new TarBuilder().Declared('x', declaredSize).EndBlocks(0).Build();

    /// <summary>The same for GNU's long name.</summary>
    public static byte[] LongNameOf(long declaredSize) => new TarBuilder().Declared('L', declaredSize).EndBlocks(0).Build();

    /// <summary>A PAX header of so many bytes that are all there, written as a hole where the file system can, then one file.</summary>
    public static void WholePaxHeader(Stream output, long size)
    {
        output.Write(PaxHeaderOf(size));
        output.SetLength(output.Length + ((size + 511) / 512 * 512));
        output.Position = output.Length;
        output.Write(new TarBuilder().File("behind", "the giant").Build());
    }

    /// <summary>A file whose header states any size, in a tar that ends long before.</summary>
    public static byte[] FileOf(TarNumber size) =>
        new TarBuilder().File("first", "fine").Entry(new TarEntrySpec { Path = "liar", SizeField = size }).File("last", "fine").Build();

    /// <summary>A file whose PAX record states any size, a number or not.</summary>
    public static byte[] FileOfPaxSize(string size) =>
        new TarBuilder().File("first", "fine").Pax(("size", size)).File("liar").File("last", "fine").Build();
}
