namespace PSLayers.Extraction;

/// <summary>A new file of the destination that is being filled.</summary>
internal abstract class DestinationFile : IDisposable
{
    /// <summary>Which file this is.</summary>
    public abstract FileIdentity Identity { get; }

    /// <summary>Adds bytes.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Adds zeros that take no room where the disk can do without.</summary>
    public abstract void Skip(long count);

    /// <summary>Ends the file and gives it its final owner, mode, attributes and time.</summary>
    /// <param name="attributes">What it is to be like.</param>
    /// <param name="problems">Gets a phrase for each thing that could not be kept.</param>
    public abstract void Complete(EntryAttributes attributes, List<string> problems);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);
}
