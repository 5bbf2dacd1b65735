namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Content during whose reading something happens.</summary>
internal sealed class Reading(Action happens, byte[] content) : MemoryStream(content)
{
    private bool _happened;

    public override int Read(Span<byte> buffer)
    {
        if (!_happened)
        {
            _happened = true;
            happens();
        }
        return base.Read(buffer);
    }
}
