using System.Globalization;

namespace PSLayers.Fixtures;

/// <summary>
/// Streams a tree of any size to a tar, the same for the same seed, and holds nothing of it in memory: for benchmarks and for
/// tests of limits. One entry in sixteen is a directory, one a symbolic link, one a hard link; the others are files.
/// </summary>
public static class LargeTar
{
    private const int GroupSize = 16;
    private const int FanOut = 8;
    private static readonly string[] Extensions = [".so", ".py", ".txt", ".json", ".h", "", ".gz", ".conf"];

    /// <summary>Writes the whole tar with its end blocks.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="seed">Chooses sizes, owners and data.</param>
    /// <param name="entries">How many entries.</param>
    /// <param name="meanFileSize">Mean size of a file in bytes; sizes spread from 0 to four times as much.</param>
    /// <param name="dialect">Header layout.</param>
    public static void Write(Stream output, int seed, long entries, int meanFileSize = 0, TarDialect dialect = TarDialect.Ustar)
    {
        var random = new Random(seed);
        var data = Text(random, Math.Max(1, meanFileSize * 8));
        var tar = new TarBuilder(output, dialect);
        for (var i = 0L; i < entries; i++)
            tar.Entry(Entry(i, random, data, meanFileSize) with { Dialect = dialect });
        tar.Finish();
    }

    /// <summary>The path of an entry by number, without a trailing slash.</summary>
    public static string PathOf(long index)
    {
        var folder = FolderPath(index / GroupSize);
        return index % GroupSize == 0
            ? folder
            : folder + "/" + Invariant($"file{index % GroupSize}-{index}{Extensions[index % Extensions.Length]}");
    }

    private static TarEntrySpec Entry(long index, Random random, byte[] data, int meanFileSize)
    {
        var owner = random.Next(8) == 0 ? 1000 : 0;
        var common = new TarEntrySpec { Path = PathOf(index), Uid = owner, Gid = owner, Time = TarEntrySpec.DefaultTime - random.Next(100_000_000) };
        return (index % GroupSize) switch
        {
            0 => common with { Path = PathOf(index) + "/", TypeFlag = (byte)'5', Mode = 0b111_101_101 },
            14 => common with { TypeFlag = (byte)'2', Target = Path.GetFileName(PathOf(index - 1)), Mode = 0b111_111_111 },
            15 => common with { TypeFlag = (byte)'1', Target = PathOf(index - 2) },
            _ => common with { Content = Slice(random, data, meanFileSize) },
        };
    }

    private static byte[] Slice(Random random, byte[] data, int meanFileSize)
    {
        if (meanFileSize == 0)
            return [];

        // The product of two even spreads has a quarter of their greatest values as its mean: many small files, few great ones.
        var size = (int)(4L * meanFileSize * random.Next(1000) / 1000 * random.Next(1000) / 1000);
        var start = random.Next(data.Length - size);
        return data.AsSpan(start, size).ToArray();
    }

    private static string FolderPath(long number)
    {
        var name = Invariant($"dir{number % FanOut}-{number}");
        return number < FanOut ? name : FolderPath((number / FanOut) - 1) + "/" + name;
    }

    // Words, so that it compresses about as source code does.
    private static byte[] Text(Random random, int length)
    {
        var words = new string[512];
        for (var i = 0; i < words.Length; i++)
            words[i] = Convert.ToString(random.Next(), 16)[..random.Next(1, 7)] + (random.Next(9) == 0 ? "\n" : " ");
        var text = new byte[length];
        for (var at = 0; at < length;)
        {
            foreach (var letter in words[random.Next(words.Length)])
            {
                if (at < length)
                    text[at++] = (byte)letter;
            }
        }

        return text;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
