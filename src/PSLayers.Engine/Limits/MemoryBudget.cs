using PSLayers.Errors;

namespace PSLayers.Limits;

/// <summary>Memory that tables made of hostile input may take: asked before it is taken, by all that share it, from any thread. Arrays that grow by
/// doubling are counted as large as they are; the smaller one that is copied from is not counted.</summary>
internal sealed class MemoryBudget
{
    private readonly MemoryBudget? _whole;
    private readonly string? _member;
    private readonly long _limit;
    private long _taken;

    /// <summary>Makes a budget.</summary>
    /// <param name="limit">Bytes that may be taken.</param>
    public MemoryBudget(long limit) => _limit = limit;

    private MemoryBudget(MemoryBudget whole, string member) => (_whole, _limit, _member) = (whole, whole._limit, member);

    /// <summary>Bytes that are taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>A part of the budget that keeps count of its own, for one thread.</summary>
    /// <param name="member">Whose it is, for messages.</param>
    public MemoryBudget Share(string member) => new(this, member);

    /// <summary>Takes bytes; zero and less is nothing.</summary>
    /// <exception cref="ImageException">There are not so many left: <see cref="ImageErrorId.ImageLimit"/>.</exception>
    public void Take(long bytes)
    {
        if (bytes <= 0)
            return;
        MemoryBudget whole = _whole ?? this;
        if (bytes > _limit || Interlocked.Add(ref whole._taken, bytes) > _limit)
        {
            if (bytes <= _limit)
                Interlocked.Add(ref whole._taken, -bytes);
            throw new ImageException(ImageErrorId.ImageLimit, $"all layers of the image together need more than {_limit} bytes of memory for their entries (limit TableMemory)", _member);
        }
        if (_whole is not null)
            _taken += bytes;
    }

    /// <summary>Gives back what was taken, once it is no longer needed.</summary>
    public void Give(long bytes) => Interlocked.Add(ref (_whole ?? this)._taken, -bytes);

    /// <summary>Says what a share needs in the end, and gives back the rest.</summary>
    public void Settle(long bytes)
    {
        Interlocked.Add(ref (_whole ?? this)._taken, bytes - _taken);
        if (_whole is not null)
            _taken = bytes;
    }
}
