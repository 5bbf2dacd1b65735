namespace PSLayers.Packages.Databases.Go;

/// <summary>A program of Windows.</summary>
internal sealed class PeFile : ProgramFile
{
    private const int HeaderSize = 24;
    private const int SectionSize = 40;
    private const ushort Long64 = 0x20B;

    // Initialized data that can be read and written, whatever its alignment.
    private const uint Data = 0xC000_0040;
    private const uint Alignment = 0x0060_0000;

    private PeFile(Stream stream)
        : base(stream, isBigEndian: false)
    {
    }

    /// <summary>The file behind a stream; null where it is no such program.</summary>
    public static PeFile? Open(Stream stream, ReadOnlySpan<byte> head)
    {
        var file = new PeFile(stream);
        uint start = file.Int(head[60..]);
        byte[] header = new byte[HeaderSize + 32];
        if (file.Read(start, header) < header.Length || !header.AsSpan().StartsWith("PE\0\0"u8))
            return null;
        int count = Math.Min((int)file.Short(header.AsSpan(6)), MostParts);
        ReadOnlySpan<byte> optional = header.AsSpan(HeaderSize);
        ulong imageBase = file.Short(optional) == Long64 ? file.Long(optional[24..]) : file.Int(optional[28..]);
        byte[] table = new byte[SectionSize * count];
        int length = file.Read(start + HeaderSize + file.Short(header.AsSpan(20)), table);
        for (int at = 0; at + SectionSize <= length; at += SectionSize)
        {
            ReadOnlySpan<byte> section = table.AsSpan(at, SectionSize);
            file.Add(imageBase + file.Int(section[12..]), file.Int(section[20..]), file.Int(section[16..]), (file.Int(section[36..]) & ~Alignment) == Data);
        }
        return file;
    }
}
