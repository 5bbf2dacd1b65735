using System.Buffers.Binary;
using System.IO.Hashing;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate;

/// <content>The frame around the compressed data: members, their headers and trailers, and what follows the last.</content>
internal sealed partial class GzipReader
{
    private const byte Magic0 = 0x1F;
    private const byte Magic1 = 0x8B;
    private const int TrailerSize = 8;

    private readonly Crc32 _checksum = new();
    private Phase _phase = Phase.FirstMember;
    private bool _isWholeMember = true;
    private long _memberStart;
    private SeekPointHandler? _seekPointHandler;
    private long _seekPointInterval;

    private enum Phase
    {
        FirstMember,
        BetweenMembers,
        InMember,
        AtEnd,
    }

    [Flags]
    private enum HeaderFlags
    {
        HeaderChecksum = 2,
        Extra = 4,
        Name = 8,
        Comment = 16,
        Reserved = 0xE0,
    }

    /// <summary>Members that were read to their end and found whole.</summary>
    public int MemberCount { get; private set; }

    /// <summary>Bytes after the last member that belong to none; known at the end.</summary>
    public long TrailingBytes { get; private set; }

    /// <summary>Whether all <see cref="TrailingBytes"/> are zero, which is padding, not garbage.</summary>
    public bool TrailingIsZero { get; private set; } = true;

    /// <summary>Goes on from a seek point of an earlier pass.</summary>
    /// <param name="stored">The compressed bytes, standing at <see cref="SeekPosition.CompressedOffset"/>.</param>
    /// <param name="position">The place.</param>
    /// <param name="window">The output before it, as <see cref="SeekPointHandler"/> gave it.</param>
    /// <param name="leaveOpen">Whether <paramref name="stored"/> stays open afterwards.</param>
    /// <remarks>The member that is entered in its middle cannot be checked against its trailer; those after it are.</remarks>
    public static GzipReader Resume(Stream stored, in SeekPosition position, ReadOnlySpan<byte> window, bool leaveOpen = false)
    {
        var reader = new GzipReader(stored, leaveOpen)
        {
            _inputBase = position.CompressedOffset,
            _position = position.OutputOffset,
            _isWholeMember = false,
            _phase = Phase.InMember,
        };
        reader._inflater.Restart(position, window);
        return reader;
    }

    /// <summary>Reports seek points from now on; call it before the first read.</summary>
    /// <param name="interval">Output bytes between them, at least; they lie at the block boundaries that come next.</param>
    /// <param name="handler">Gets them.</param>
    public void ReportSeekPoints(long interval, SeekPointHandler handler)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interval);
        ArgumentNullException.ThrowIfNull(handler);
        _seekPointInterval = interval;
        _seekPointHandler = handler;
        _inflater.PauseAt = _inflater.OutputOffset + interval;
    }

    /// <summary>Decodes until there is output, or nothing more.</summary>
    private void FillChunk()
    {
        if (_fault is not null)
            throw _fault;
        try
        {
            while (_chunk.IsEmpty && _phase != Phase.AtEnd)
            {
                if (_phase != Phase.InMember)
                    BeginMember();
                else
                    DecodeChunk();
            }
        }
        catch (DeflateException fault)
        {
            _fault = fault;
            TakeChunk();
            if (_chunk.IsEmpty)
                throw;
        }
    }

    private void DecodeChunk()
    {
        if (_pieceOutput?.Piece is not null)
        {
            TakePart();
            return;
        }
        while (true)
        {
            if (_ahead is not null)
                _inflater.PauseAtBit = _ahead.Tend(_inflater.Position.Bit);
            var status = _inflater.Inflate(_input.AsSpan(_inputAt.._inputEnd), out var consumed);
            _inputAt += consumed;
            switch (status)
            {
                case InflateStatus.NeedsInput:
                    if (!FillInput())
                        throw new DeflateException("The compressed data ends within a block; more was expected", CompressedPosition, endsEarly: true);
                    break;
                case InflateStatus.BlockBoundary:
                    if (_inflater.OutputOffset >= _inflater.PauseAt)
                        ReportSeekPoint(_inflater.Position, _inflater.Window);
                    if (!TryJoin())
                        break;
                    TakeChunk();
                    return;
                case InflateStatus.Finished:
                    TakeChunk();
                    EndMember();
                    return;
                default:
                    TakeChunk();
                    return;
            }
        }
    }

    private void ReportSeekPoint(in SeekPosition position, ReadOnlySpan<byte> window)
    {
        _seekPointHandler?.Invoke(position, window);
        _inflater.PauseAt = position.OutputOffset + _seekPointInterval;
    }

    private void TakeChunk()
    {
        var output = _inflater.TakeOutput();
        if (output.IsEmpty)
            return;
        if (_isWholeMember)
            _checksum.Append(output.Span);
        _chunk = output;
    }

    private void BeginMember()
    {
        var padding = _phase == Phase.BetweenMembers ? SkipZeros() : 0;
        if (!TryPeekMagic())
        {
            if (_phase == Phase.FirstMember)
                throw new DeflateException("This is no gzip data: it does not begin with 1F 8B", CompressedPosition);
            TrailingBytes = padding;
            DrainTrailing();
            _phase = Phase.AtEnd;
            return;
        }
        ReadHeader();
        _memberStart = _inflater.OutputOffset;
        _inflater.Restart(new SeekPosition(CompressedPosition, 0, _memberStart), default);
        _checksum.Reset();
        _isWholeMember = true;
        _phase = Phase.InMember;
    }

    private void EndMember()
    {
        var offset = CompressedPosition;
        Span<byte> trailer = stackalloc byte[TrailerSize];
        for (var index = 0; index < trailer.Length; index++)
            trailer[index] = TakeByte("the checksum and size after the compressed data");
        _phase = Phase.BetweenMembers;
        if (!_isWholeMember)
            return;

        var expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        var actual = _checksum.GetCurrentHashAsUInt32();
        if (expected != actual)
            throw new DeflateException($"The checksum of the data is {actual:X8}, expected {expected:X8}", offset);
        var expectedSize = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        var actualSize = (uint)(_inflater.OutputOffset - _memberStart);
        if (expectedSize != actualSize)
            throw new DeflateException($"The size of the data modulo 2^32 is {actualSize}, expected {expectedSize}", offset + 4);
        MemberCount++;
    }

    private void ReadHeader()
    {
        var checksum = new Crc32();
        var offset = CompressedPosition;
        Span<byte> fixedPart = stackalloc byte[10];
        for (var index = 0; index < fixedPart.Length; index++)
            fixedPart[index] = TakeHeaderByte(checksum);
        if (fixedPart[2] != 8)
            throw new DeflateException($"The compression method is {fixedPart[2]}, expected 8 (deflate)", offset + 2);
        var flags = (HeaderFlags)fixedPart[3];
        if ((flags & HeaderFlags.Reserved) != 0)
            throw new DeflateException("The gzip header has flags that are not defined", offset + 3);

        if ((flags & HeaderFlags.Extra) != 0)
        {
            var length = TakeHeaderByte(checksum) | TakeHeaderByte(checksum) << 8;
            while (length-- > 0)
                TakeHeaderByte(checksum);
        }
        if ((flags & HeaderFlags.Name) != 0)
            SkipText(checksum);
        if ((flags & HeaderFlags.Comment) != 0)
            SkipText(checksum);
        if ((flags & HeaderFlags.HeaderChecksum) != 0)
        {
            offset = CompressedPosition;
            var actual = checksum.GetCurrentHashAsUInt32() & 0xFFFF;
            var expected = TakeHeaderByte(checksum) | (uint)TakeHeaderByte(checksum) << 8;
            if (expected != actual)
                throw new DeflateException($"The checksum of the gzip header is {actual:X4}, expected {expected:X4}", offset);
        }
    }

    private void SkipText(Crc32 checksum)
    {
        while (TakeHeaderByte(checksum) != 0)
        {
        }
    }

    private byte TakeHeaderByte(Crc32 checksum)
    {
        var value = TakeByte("a gzip header");
        checksum.Append([value]);
        return value;
    }

    private byte TakeByte(string expected)
    {
        if (_inputAt == _inputEnd && !FillInput())
            throw new DeflateException($"The compressed data ends within {expected}", CompressedPosition, endsEarly: true);
        return _input[_inputAt++];
    }

    /// <summary>Whether a member begins here. Two bytes of magic decide: what comes after them must be a member without fault.</summary>
    private bool TryPeekMagic()
    {
        if (_inputEnd - _inputAt < 2)
            FillInput();
        if (_inputAt == _inputEnd && _phase == Phase.FirstMember)
            throw new DeflateException("There is no data; a gzip header was expected", CompressedPosition, endsEarly: true);
        return _inputEnd - _inputAt >= 2 && _input[_inputAt] == Magic0 && _input[_inputAt + 1] == Magic1;
    }

    /// <summary>Skips padding behind a member: with more members behind it, some writers align them.</summary>
    private long SkipZeros()
    {
        long skipped = 0;
        do
        {
            var rest = _input.AsSpan(_inputAt.._inputEnd);
            var zeros = rest.IndexOfAnyExcept((byte)0);
            if (zeros < 0)
                zeros = rest.Length;
            _inputAt += zeros;
            skipped += zeros;
        }
        while (_inputAt == _inputEnd && FillInput());
        return skipped;
    }

    private void DrainTrailing()
    {
        do
        {
            var rest = _input.AsSpan(_inputAt.._inputEnd);
            TrailingBytes += rest.Length;
            TrailingIsZero &= !rest.ContainsAnyExcept((byte)0);
            _inputAt = _inputEnd;
        }
        while (FillInput());
    }

    /// <summary>Adds input behind what is left, at least two bytes if there are any; false when there is none.</summary>
    private bool FillInput()
    {
        var left = _inputEnd - _inputAt;
        _input.AsSpan(_inputAt, left).CopyTo(_input);
        _inputBase += _inputAt;
        _inputAt = 0;
        _inputEnd = left;
        do
        {
            var count = _stored.Read(_input, _inputEnd, _input.Length - _inputEnd);
            if (count == 0)
                break;
            _inputEnd += count;
        }
        while (_inputEnd < 2);
        return _inputEnd > left;
    }
}
