namespace PSLayers.Layers;

/// <summary>Looks at the data of files as a pass over layers goes by. One belongs to one thread and to one layer, or a piece of it; what it found
/// counts once it is disposed. Whatever needs the bytes of many files is such a visitor.</summary>
internal interface IContentVisitor : IDisposable
{
    /// <summary>A regular file begins.</summary>
    /// <param name="row">Its row in the layer's table.</param>
    /// <param name="size">Its size in bytes, holes included.</param>
    /// <returns>Whether its data is wanted.</returns>
    bool Begin(int row, long size);

    /// <summary>Reads itself what it wants of the file.</summary>
    /// <param name="content">The file, at any position; of a compressed layer the way back is the longer one.</param>
    /// <returns>Whether it has done so; else it is given the file from the first byte to the last.</returns>
    bool Look(Stream content) => false;

    /// <summary>The next bytes of the file; they are gone after the call.</summary>
    void Add(ReadOnlySpan<byte> data);

    /// <summary>The file was given to its last byte. One that breaks off gets no such call; then the next begins.</summary>
    void End();
}
