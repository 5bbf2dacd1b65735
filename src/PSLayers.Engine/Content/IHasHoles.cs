namespace PSLayers.Content;

/// <summary>A stream that knows where it is nothing but zeros.</summary>
internal interface IHasHoles
{
    /// <summary>Bytes of the longest hole that is read as zeros; a longer one is no part of a text. It is without limit at first.</summary>
    long LongestHole { get; set; }

    /// <summary>What is at a position before the end.</summary>
    /// <returns>Whether it is a hole, and for how many bytes it, or data, goes on.</returns>
    (bool IsHole, long Length) At(long position);

    /// <summary>What is right before a position behind the start.</summary>
    /// <returns>Whether it is a hole, and how many bytes of it, or of data, are before the position.</returns>
    (bool IsHole, long Length) Before(long position);
}
