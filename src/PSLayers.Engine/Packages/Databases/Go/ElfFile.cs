namespace PSLayers.Packages.Databases.Go;

/// <summary>A program of Linux.</summary>
internal sealed class ElfFile : ProgramFile
{
    private const int LargestNames = 64 << 10;
    private const uint Load = 1;
    private const uint Writable = 2;

    private readonly bool _isLong;
    private readonly ulong _sections;
    private readonly int _sectionSize;
    private readonly int _sectionCount;
    private readonly int _names;

    private ElfFile(Stream stream, ReadOnlySpan<byte> head)
        : base(stream, isBigEndian: head[5] == 2)
    {
        _isLong = head[4] == 2;
        _sections = _isLong ? Long(head[40..]) : Int(head[32..]);
        ReadOnlySpan<byte> sizes = head[(_isLong ? 54 : 42)..];
        _sectionSize = Short(sizes[4..]);
        _sectionCount = Math.Min((int)Short(sizes[6..]), MostParts);
        _names = Short(sizes[8..]);
        int size = Short(sizes);
        int count = Math.Min((int)Short(sizes[2..]), MostParts);
        if (size < (_isLong ? 56 : 32) || size > 256)
            return;
        byte[] table = new byte[size * count];
        int length = Read((long)(_isLong ? Long(head[32..]) : Int(head[28..])), table);
        for (int at = 0; at + size <= length; at += size)
        {
            ReadOnlySpan<byte> segment = table.AsSpan(at, size);
            if (Int(segment) != Load)
                continue;
            if (_isLong)
                Add(Long(segment[16..]), Long(segment[8..]), Long(segment[32..]), (Int(segment[4..]) & Writable) != 0);
            else
                Add(Int(segment[8..]), Int(segment[4..]), Int(segment[16..]), (Int(segment[24..]) & Writable) != 0);
        }
    }

    /// <summary>The file behind a stream.</summary>
    public static ElfFile Open(Stream stream, ReadOnlySpan<byte> head) => new(stream, head);

    public override ProgramSegment? InformationSection()
    {
        if (_sectionSize < (_isLong ? 64 : 40) || _sectionSize > 256 || _names >= _sectionCount)
            return null;
        byte[] table = new byte[_sectionSize * _sectionCount];
        int count = Read((long)_sections, table) / _sectionSize;
        if (_names >= count || PlaceOf(table.AsSpan(_names * _sectionSize)) is not { } place)
            return null;
        byte[] names = new byte[Math.Min(LargestNames, place.Size)];
        ReadOnlySpan<byte> known = names.AsSpan(0, Read(place.Offset, names));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = table.AsSpan(i * _sectionSize, _sectionSize);
            uint name = Int(section);
            if (name < known.Length && known[(int)name..].StartsWith(".go.buildinfo\0"u8) && PlaceOf(section) is { } there)
                return new ProgramSegment(_isLong ? Long(section[16..]) : Int(section[12..]), there.Offset, there.Size, IsData: true, IsInformation: true);
        }
        return null;
    }

    private (long Offset, long Size)? PlaceOf(ReadOnlySpan<byte> section) =>
        _isLong ? Within(Long(section[24..]), Long(section[32..])) : Within(Int(section[16..]), Int(section[20..]));
}
