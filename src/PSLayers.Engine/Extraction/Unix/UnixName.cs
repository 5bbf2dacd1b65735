using PSLayers.Layers;

namespace PSLayers.Extraction.Unix;

/// <summary>Names as the system calls want them.</summary>
internal static class UnixName
{
    /// <summary>The bytes of a name, as the image had them, and a NUL behind.</summary>
    public static byte[] Of(string name)
    {
        byte[] bytes = EntryName.Encode(name);
        Array.Resize(ref bytes, bytes.Length + 1);
        return bytes;
    }
}
