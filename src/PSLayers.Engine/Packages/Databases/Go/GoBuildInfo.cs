using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Go;

/// <summary>What a Go program tells of its build (Go's package debug/buildinfo): the version of Go, and a text with a line for each
/// module. Programs
/// of Go 1.18 and later have both in one place; older ones say where they are.</summary>
internal static class GoBuildInfo
{
    private const int Window = 64 << 10;
    private const int Alignment = 16;
    private const int HeaderSize = 32;
    private const int MarkSize = 16;

    private static ReadOnlySpan<byte> Magic => " Go buildinf:"u8;

    /// <summary>Reads what a program tells; null where it is no Go program, or tells nothing.</summary>
    /// <param name="program">The program.</param>
    /// <param name="file">Its file in the image, which is told what is wrong.</param>
    public static (byte[] GoVersion, byte[] Modules)? Read(ProgramFile program, PackageFile file)
    {
        byte[] window = new byte[Window];
        ProgramSegment? named = Named(program);
        return Find(program, named ?? FirstData(program), window, file) ?? (named is null ? Find(program, program.InformationSection(), window, file) : null);
    }

    private static ProgramSegment? Named(ProgramFile program)
    {
        foreach (ProgramSegment segment in program.Segments)
        {
            if (segment.IsInformation)
                return segment;
        }
        return null;
    }

    private static ProgramSegment? FirstData(ProgramFile program)
    {
        foreach (ProgramSegment segment in program.Segments)
        {
            if (segment.IsData)
                return segment;
        }
        return null;
    }

    private static (byte[], byte[])? Find(ProgramFile program, ProgramSegment? place, byte[] window, PackageFile file)
    {
        if (place is not { } segment)
            return null;
        ReadOnlySpan<byte> data = window.AsSpan(0, program.Read(segment.Offset, window.AsSpan(0, (int)Math.Min(Window, segment.Size))));
        for (int at = 0; at + HeaderSize <= data.Length; at += Alignment)
        {
            int next = data[at..].IndexOf(Magic);
            if (next <= 0)
                return null;
            // The first byte of the mark is no text.
            at += next - 1;
            if (at % Alignment == 0 && data[at] == 0xFF && at + HeaderSize <= data.Length)
                return Read(program, segment.Offset + at, data.Slice(at, HeaderSize), file);
            at -= at % Alignment;
        }
        return null;
    }

    private static (byte[], byte[])? Read(ProgramFile program, long offset, ReadOnlySpan<byte> header, PackageFile file)
    {
        int pointerSize = header[14];
        byte flags = header[15];
        byte[]? version, modules;
        if ((flags & 2) != 0)
        {
            offset += HeaderSize;
            version = Inline(program, ref offset, file);
            modules = version is null ? null : Inline(program, ref offset, file);
        }
        else if (pointerSize is 4 or 8)
        {
            bool isBigEndian = (flags & 1) != 0;
            version = Pointed(program, Number(header[16..], pointerSize, isBigEndian), pointerSize, isBigEndian, file);
            modules = Pointed(program, Number(header[(16 + pointerSize)..], pointerSize, isBigEndian), pointerSize, isBigEndian, file);
        }
        else
        {
            return null;
        }
        if (version is not { Length: > 0 })
            return null;
        // Between two marks of 16 bytes, so that it can be found in memory too.
        bool hasMarks = modules is { Length: > 2 * MarkSize } && modules[^(MarkSize + 1)] == '\n';
        return (version, hasMarks ? modules![MarkSize..^MarkSize] : []);
    }

    // Its length in groups of seven bits, and the text.
    private static byte[]? Inline(ProgramFile program, ref long offset, PackageFile file)
    {
        Span<byte> digits = stackalloc byte[10];
        int known = program.Read(offset, digits);
        ulong length = 0;
        for (int i = 0; i < known; i++)
        {
            length |= (ulong)(digits[i] & 0x7F) << (7 * i);
            if (digits[i] >= 0x80)
                continue;
            offset += i + 1;
            byte[]? text = Text(program, offset, length, file);
            offset += text?.Length ?? 0;
            return text;
        }
        return null;
    }

    // A pointer leads to a pointer and a length.
    private static byte[]? Pointed(ProgramFile program, ulong address, int pointerSize, bool isBigEndian, PackageFile file)
    {
        Span<byte> header = stackalloc byte[2 * pointerSize];
        if (program.OffsetOf(address) is not { } offset || program.Read(offset, header) < header.Length)
            return null;
        ulong length = Number(header[pointerSize..], pointerSize, isBigEndian);
        return length == 0 ? [] : program.OffsetOf(Number(header, pointerSize, isBigEndian)) is { } text ? Text(program, text, length, file) : null;
    }

    private static byte[]? Text(ProgramFile program, long offset, ulong length, PackageFile file)
    {
        if (length > (ulong)file.Limits.BuildInformation)
        {
            file.LeaveOut($"a Go program tells its modules in {length} bytes; at most {file.Limits.BuildInformation} are read (limit BuildInformation)");
            return null;
        }
        if (!file.TakeBytes((long)length))
        {
            file.LeaveOut($"the lists of packages of all layers have more than {file.Limits.PackageTotal} bytes (limit PackageTotal); the rest is not read");
            return null;
        }
        byte[] text = new byte[length];
        return program.Read(offset, text) == text.Length ? text : null;
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, int size, bool isBigEndian) => size == 4
        ? isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        : isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
