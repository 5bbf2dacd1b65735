using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PSLayers.Tar;

/// <summary>The fields of one 512-byte tar header block (POSIX ustar, GNU, v7): a view, nothing is copied.</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    /// <summary>Size of a header and of the unit that data is padded to.</summary>
    public const int BlockSize = 512;

    private const int ChecksumOffset = 148;
    private const int PrefixOffset = 345;

    private readonly ReadOnlySpan<byte> _block = block[..BlockSize];

    public byte TypeFlag => _block[156];

    public ReadOnlySpan<byte> Name => Text(0, 100);

    public ReadOnlySpan<byte> ModeField => _block.Slice(100, 8);

    public ReadOnlySpan<byte> UidField => _block.Slice(108, 8);

    public ReadOnlySpan<byte> GidField => _block.Slice(116, 8);

    public ReadOnlySpan<byte> SizeField => _block.Slice(124, 12);

    public ReadOnlySpan<byte> TimeField => _block.Slice(136, 12);

    public ReadOnlySpan<byte> LinkName => Text(157, 100);

    public ReadOnlySpan<byte> User => IsV7 ? default : Text(265, 32);

    public ReadOnlySpan<byte> Group => IsV7 ? default : Text(297, 32);

    /// <summary>Both numbers of the owner as they stand.</summary>
    public ReadOnlySpan<byte> OwnerNumbers => _block.Slice(108, 16);

    /// <summary>Both names of the owner and both device numbers as they stand; v7 headers have something else there, or nothing.</summary>
    public ReadOnlySpan<byte> OwnerNamesAndDevice => _block.Slice(265, 80);

    public ReadOnlySpan<byte> DeviceMajorField => _block.Slice(329, 8);

    public ReadOnlySpan<byte> DeviceMinorField => _block.Slice(337, 8);

    /// <summary>What stands in front of the name, without the slash between; ustar has it, and what old Go programs wrote as GNU.</summary>
    public ReadOnlySpan<byte> Prefix => IsUstar ? Text(PrefixOffset, _block[508..].StartsWith("tar\0"u8) ? 131 : 155) : HasGnuPrefix ? Text(PrefixOffset, 155) : default;

    /// <summary>Whether an old GNU sparse header is continued in the next block.</summary>
    public bool SparseContinues => _block[482] != 0;

    /// <summary>The size of an old GNU sparse file with its holes.</summary>
    public ReadOnlySpan<byte> SparseSizeField => _block.Slice(483, 12);

    /// <summary>v7 headers have no magic, and nothing behind the link name.</summary>
    public bool IsV7 => !IsUstar && !IsGnu;

    private bool IsUstar => _block[257..].StartsWith("ustar\0"u8);

    private bool IsGnu => _block[257..].StartsWith("ustar  \0"u8);

    // GNU has two times there, mostly empty. Where they are no numbers and all is ASCII, Go's archive/tar takes it for a prefix.
    private bool HasGnuPrefix => (_block[PrefixOffset] | _block[PrefixOffset + 12]) != 0 && IsGnu
        && !(IsTime(PrefixOffset) && IsTime(PrefixOffset + 12)) && !Text(PrefixOffset, 155).ContainsAnyExceptInRange((byte)1, (byte)0x7F);

    private bool IsTime(int offset) => _block[offset] == 0 || TarNumber.TryParse(_block.Slice(offset, 12), out _);

    /// <summary>Whether the block is all zeros: half of an end mark.</summary>
    public bool IsZero => !_block.ContainsAnyExcept((byte)0);

    /// <summary>Whether the checksum is right, counted in unsigned bytes, or in signed ones as some old writers did.</summary>
    public bool ChecksumIsRight()
    {
        if (_block[ChecksumOffset] >= 0x80 || !TarNumber.TryParse(_block.Slice(ChecksumOffset, 8), out long stated))
            return false;
        ReadOnlySpan<byte> field = _block.Slice(ChecksumOffset, 8);
        long sum = SumOf(_block) + 8 * ' ';
        foreach (byte digit in field)
            sum -= digit;
        return sum == stated || SignedSum() == stated;
    }

    private static long SumOf(ReadOnlySpan<byte> block)
    {
        ref byte start = ref MemoryMarshal.GetReference(block[..BlockSize]);
        // 512 bytes in 8 sums: each stays below 16 bits. Wider vectors would keep the method from being compiled ahead of time.
        Vector128<ushort> sums = Vector128<ushort>.Zero;
        for (nuint i = 0; i < BlockSize; i += (nuint)Vector128<byte>.Count)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref start, i);
            sums += Vector128.WidenLower(bytes) + Vector128.WidenUpper(bytes);
        }
        return Vector128.Sum(Vector128.WidenLower(sums) + Vector128.WidenUpper(sums));
    }

    private long SignedSum()
    {
        long sum = 0;
        for (int i = 0; i < BlockSize; i++)
            sum += i is >= ChecksumOffset and < ChecksumOffset + 8 ? ' ' : (sbyte)_block[i];
        return sum;
    }

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.Slice(offset, length);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
