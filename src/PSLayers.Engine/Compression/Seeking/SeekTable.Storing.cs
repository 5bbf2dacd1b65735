using PSLayers.Bytes;
using static PSLayers.Bytes.StoreReader;

namespace PSLayers.Compression.Seeking;

/// <content>The table as bytes on disk.</content>
internal sealed partial class SeekTable
{
    /// <summary>Writes the table.</summary>
    public void Write(StoreWriter writer)
    {
        writer.Items<SeekPosition>(_positions);
        writer.Items<int>(_windowEnds);
        writer.Block(_windows);
        writer.Number(OutputLength);
    }

    /// <summary>Reads a table back.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="storedLength">Bytes of the stream; no point may be behind it.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static SeekTable Read(StoreReader reader, long storedLength)
    {
        SeekPosition[] positions = reader.Items<SeekPosition>();
        int[] ends = reader.Items<int>();
        byte[] windows = reader.Block();
        long outputLength = reader.LongNumber();
        Expect(ends.Length == positions.Length);
        SeekPosition last = default;
        int end = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            SeekPosition position = positions[i];
            Expect(position.CompressedOffset >= last.CompressedOffset && position.OutputOffset >= last.OutputOffset && position.BitOffset is >= 0 and <= 7);
            Expect(ends[i] >= end);
            (last, end) = (position, ends[i]);
        }
        Expect(last.CompressedOffset <= storedLength && last.OutputOffset <= outputLength && end == windows.Length);
        return new SeekTable(positions, ends, windows, outputLength);
    }
}
