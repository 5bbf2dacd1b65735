namespace PSLayers.Packages.Databases.Go;

/// <summary>A program of macOS.</summary>
internal sealed class MachFile : ProgramFile
{
    private const int HeaderSize = 32;
    private const int SegmentSize = 72;
    private const int SectionSize = 80;
    private const int LargestTable = 1 << 20;
    private const uint Segment = 0x19;
    private const uint ReadAndWrite = 3;

    private MachFile(Stream stream)
        : base(stream, isBigEndian: false)
    {
    }

    /// <summary>The file behind a stream.</summary>
    public static MachFile Open(Stream stream, ReadOnlySpan<byte> head)
    {
        var file = new MachFile(stream);
        byte[] table = new byte[Math.Min(LargestTable, file.Int(head[20..]))];
        ReadOnlySpan<byte> rest = table.AsSpan(0, file.Read(HeaderSize, table));
        while (rest.Length >= 8 && file.Int(rest[4..]) is >= 8 and var size && size <= rest.Length)
        {
            if (file.Int(rest) == Segment && size >= SegmentSize)
                file.AddSegment(rest[..(int)size]);
            rest = rest[(int)size..];
        }
        return file;
    }

    private void AddSegment(ReadOnlySpan<byte> command)
    {
        for (int at = SegmentSize; at + SectionSize <= command.Length && Segments.Count < MostParts; at += SectionSize)
        {
            ReadOnlySpan<byte> section = command.Slice(at, SectionSize);
            if (section.StartsWith("__go_buildinfo\0"u8))
                Add(Long(section[32..]), Int(section[48..]), Long(section[40..]), isData: true, isInformation: true);
        }
        Add(Long(command[24..]), Long(command[40..]), Long(command[48..]), Int(command[60..]) == ReadAndWrite);
    }
}
