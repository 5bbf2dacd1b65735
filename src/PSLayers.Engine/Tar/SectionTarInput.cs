namespace PSLayers.Tar;

/// <summary>The data of one entry of a tar, read as a tar of its own while the outer one streams by.</summary>
internal sealed class SectionTarInput(TarInput outer, long length) : TarInput
{
    private readonly long _start = outer.Position;

    public override long Position => outer.Position - _start;

    public override ReadOnlySpan<byte> Peek(int count) => outer.Peek((int)Math.Min(count, length - Position));

    public override ReadOnlySpan<byte> Take(long most) => outer.Take(Math.Min(most, length - Position));

    public override long Skip(long count) => outer.Skip(Math.Clamp(count, 0, length - Position));

    // The outer tar belongs to who reads it.
    public override void Dispose()
    {
    }
}
