using PSLayers.Layers;

namespace PSLayers.Tar;

/// <summary>Looks at the data of regular files while a tar streams by, for tars that cannot be read a second time cheaply.</summary>
internal interface IEntryVisitor
{
    /// <summary>Called for each regular file; the input stands at its data and may be read up to its size.</summary>
    /// <param name="entries">The entries so far.</param>
    /// <param name="row">Number of the entry.</param>
    /// <param name="data">The file's data.</param>
    /// <param name="size">Size of the data in bytes.</param>
    void Visit(LayerIndexBuilder entries, int row, TarInput data, long size);
}
