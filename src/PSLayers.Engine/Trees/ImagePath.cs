namespace PSLayers.Trees;

/// <summary>Paths inside images: parts between slashes; there is no current directory, and nothing above the root.</summary>
internal static class ImagePath
{
    /// <summary>Takes the first part off a path; empty where two slashes meet and for <c>.</c>, which both mean nothing.</summary>
    public static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> path)
    {
        int slash = path.IndexOf((byte)'/');
        ReadOnlySpan<byte> part = slash < 0 ? path : path[..slash];
        path = slash < 0 ? default : path[(slash + 1)..];
        return part.SequenceEqual("."u8) ? default : part;
    }
}
