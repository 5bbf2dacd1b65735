using PSLayers.Bytes;

namespace PSLayers.Engine.Tests.Content;

/// <summary>A layer's bytes in memory.</summary>
internal sealed class MemoryBytes(byte[] bytes) : ByteReader
{
    public override int Read(Span<byte> buffer, long offset)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan((int)Math.Min(offset, bytes.Length));
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        return rest.Length;
    }

    public override void Dispose()
    {
    }
}
