using System.Text;

namespace PSLayers.Fixtures;

/// <summary>
/// Cuts an ordinary tar of the builder into one slice an entry, helper headers with the entry they belong to.
/// It knows no trap: it is here to make chunked layers from well-formed ones.
/// </summary>
internal static class TarSlices
{
    public static (List<TarSlice> Entries, byte[] End) Cut(byte[] tar)
    {
        var slices = new List<TarSlice>();
        var start = 0;
        var at = 0;
        while (at + TarHeader.BlockSize <= tar.Length && tar[at] != 0)
        {
            var size = Convert.ToInt64(Text(tar, at + 124, 12).Trim(' '), 8);
            var typeFlag = (char)tar[at + 156];
            var data = at + TarHeader.BlockSize;
            var next = data + (int)((size + TarHeader.BlockSize - 1) / TarHeader.BlockSize * TarHeader.BlockSize);
            if (typeFlag is not ('x' or 'g' or 'L' or 'K'))
            {
                slices.Add(new TarSlice(Text(tar, at, TarHeader.NameSize), typeFlag, start, next, data, size));
                start = next;
            }

            at = next;
        }

        return (slices, tar[start..]);
    }

    private static string Text(byte[] tar, int at, int length)
    {
        var field = tar.AsSpan(at, length);
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}

/// <summary>One entry of a tar, by position.</summary>
internal sealed record TarSlice(string Name, char TypeFlag, int Start, int End, int DataOffset, long Size)
{
    public string TocType => TypeFlag switch { '1' => "hardlink", '2' => "symlink", '3' => "char", '4' => "block", '5' => "dir", '6' => "fifo", _ => "reg" };
}
