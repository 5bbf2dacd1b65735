namespace PSLayers.Content;

/// <summary>A stream that knows where it is nothing but zeros.</summary>
internal interface IHasHoles
{
    /// <summary>What is right before a position behind the start.</summary>
    /// <returns>Whether it is a hole, and how many bytes of it, or of data, are before the position.</returns>
    (bool IsHole, long Length) Before(long position);
}
