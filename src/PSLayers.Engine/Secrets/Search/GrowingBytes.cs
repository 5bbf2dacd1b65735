using System.Buffers;

namespace PSLayers.Secrets.Search;

/// <summary>The first bytes of a file, which are looked at together, in memory that is used again.</summary>
internal sealed class GrowingBytes : IDisposable
{
    private const int FirstSize = 64 << 10;

    private byte[] _bytes = [];
    private int _limit;

    /// <summary>The bytes; more of the array than <see cref="Length"/> has no meaning.</summary>
    public byte[] Array => _bytes;

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>Whether there were more than are kept.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Begins a file.</summary>
    /// <param name="limit">How many bytes are kept.</param>
    public void Begin(int limit) => (_limit, Length, IsCut) = (limit, 0, false);

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> more)
    {
        int taken = Math.Min(more.Length, _limit - Length);
        IsCut |= taken < more.Length;
        if (Length + taken > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(FirstSize, Length + taken), Math.Min(_limit, Length * 2)));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            Dispose();
            _bytes = larger;
        }
        more[..taken].CopyTo(_bytes.AsSpan(Length));
        Length += taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
