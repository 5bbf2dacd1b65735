using System.Buffers;

namespace PSLayers.Secrets.Search;

/// <summary>Searches a text of any length that comes in pieces, in a window that moves over it, so that what stands across two pieces is found,
/// and found once.</summary>
/// <param name="finder">Knows what is searched for.</param>
/// <param name="hits">Takes what is found.</param>
internal sealed class SecretScan(SecretFinder finder, SecretHits hits) : IDisposable
{
    /// <summary>Bytes behind a place that may belong to what is found there.</summary>
    public const int Reach = 16 << 10;

    /// <summary>Bytes before a place that may.</summary>
    public const int Behind = 1 << 10;

    private const int WindowSize = 256 << 10;

    private readonly byte[] _window = ArrayPool<byte>.Shared.Rent(WindowSize);
    private int _filled;
    private int _searched;

    /// <summary>Begins a text.</summary>
    public void Begin() => (_filled, _searched) = (0, 0);

    /// <summary>Takes the next piece.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            int taken = Math.Min(piece.Length, WindowSize - _filled);
            piece[..taken].CopyTo(_window.AsSpan(_filled));
            _filled += taken;
            piece = piece[taken..];
            if (_filled == WindowSize)
                MoveOn();
        }
    }

    /// <summary>Ends the text.</summary>
    public void End()
    {
        finder.Search(_window.AsSpan(0, _filled), _searched, _filled, hits);
        Begin();
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_window);

    private void MoveOn()
    {
        Span<byte> text = _window.AsSpan(0, _filled);
        int end = _filled - Reach;
        finder.Search(text, _searched, end, hits);
        int gone = end - Behind;
        hits.Slide(text, gone);
        text[gone..].CopyTo(_window);
        _filled -= gone;
        _searched = Behind;
    }
}
