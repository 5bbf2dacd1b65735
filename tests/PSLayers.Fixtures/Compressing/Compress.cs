using System.IO.Compression;

namespace PSLayers.Fixtures;

/// <summary>Compresses bytes in every way that archives and layers are, whole and damaged.</summary>
public static partial class Compress
{
    /// <summary>
    /// Compresses a tar. The bytes that decompressing yields come back beside it: they differ from the input where the form
    /// adds entries of its own (estargz).
    /// </summary>
    public static (byte[] Tar, byte[] Stored) Apply(Packing packing, byte[] tar) => packing switch
    {
        Packing.None => (tar, tar),
        Packing.Gzip => (tar, Gzip(tar)),
        _ => throw new ArgumentOutOfRangeException(nameof(packing)),
    };

    /// <summary>One gzip member.</summary>
    public static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return output.ToArray();
    }
}
