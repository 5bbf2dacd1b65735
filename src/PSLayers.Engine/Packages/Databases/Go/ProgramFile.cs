using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Go;

/// <summary>A program's file, as far as it takes to find something in its data: of Linux (ELF: System V ABI, "Object Files"), Windows (PE:
/// PE format
/// of Microsoft) or macOS (Mach-O: loader.h). It is read from the front to the back where that goes.</summary>
internal abstract class ProgramFile
{
    /// <summary>Segments, sections and the like that are looked at; real programs have some tens.</summary>
    protected const int MostParts = 512;

    private readonly Stream _stream;

    /// <summary>Makes a program of a file.</summary>
    protected ProgramFile(Stream stream, bool isBigEndian) => (_stream, IsBigEndian) = (stream, isBigEndian);

    /// <summary>Whether numbers have their highest byte first.</summary>
    public bool IsBigEndian { get; }

    /// <summary>Its parts in memory.</summary>
    public List<ProgramSegment> Segments { get; } = [];

    /// <summary>The file behind a stream; null where it is no program.</summary>
    public static ProgramFile? Open(Stream stream)
    {
        Span<byte> head = stackalloc byte[64];
        if (Read(stream, 0, head) < head.Length)
            return null;
        return head switch
        {
            [0x7F, (byte)'E', (byte)'L', (byte)'F', 1 or 2, 1 or 2, ..] => ElfFile.Open(stream, head),
            [(byte)'M', (byte)'Z', ..] => PeFile.Open(stream, head),
            [0xCF, 0xFA, 0xED, 0xFE, ..] => MachFile.Open(stream, head),
            _ => null,
        };
    }

    /// <summary>The part that was made for what the build tells of itself, from a table that stands at the end of the file; null for
    /// none.</summary>
    public virtual ProgramSegment? InformationSection() => null;

    /// <summary>Reads bytes of the file.</summary>
    /// <returns>How many there were.</returns>
    public int Read(long offset, Span<byte> bytes) => Read(_stream, offset, bytes);

    /// <summary>Where an address of memory is in the file; null where it is nowhere.</summary>
    public long? OffsetOf(ulong address)
    {
        foreach (ProgramSegment segment in Segments)
        {
            if (address >= segment.Address && address - segment.Address < (ulong)segment.Size)
                return segment.Offset + (long)(address - segment.Address);
        }
        return null;
    }

    /// <summary>Takes a part, as far as it is in the file.</summary>
    protected void Add(ulong address, ulong offset, ulong size, bool isData, bool isInformation = false)
    {
        if (Within(offset, size) is { } there)
            Segments.Add(new ProgramSegment(address, there.Offset, there.Size, isData, isInformation));
    }

    /// <summary>A part of the file as it is there; null where it begins behind the end.</summary>
    protected (long Offset, long Size)? Within(ulong offset, ulong size) =>
        offset < (ulong)_stream.Length && size > 0 ? ((long)offset, (long)Math.Min(size, (ulong)_stream.Length - offset)) : null;

    /// <summary>Reads bytes of a file.</summary>
    /// <returns>How many there were.</returns>
    protected static int Read(Stream stream, long offset, Span<byte> bytes)
    {
        if (offset < 0 || offset >= stream.Length)
            return 0;
        stream.Position = offset;
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }

    /// <summary>A number of two bytes.</summary>
    protected ushort Short(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    /// <summary>A number of four bytes.</summary>
    protected uint Int(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>A number of eight bytes.</summary>
    protected ulong Long(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
