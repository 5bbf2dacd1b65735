namespace PSLayers.Mounting.Fuse;

/// <summary>Answers that are no success (errno(3)).</summary>
internal static class FuseError
{
    public const int NoEntry = 2;
    public const int InputOutput = 5;
    public const int NoSuchPlace = 6;
    public const int Invalid = 22;
    public const int ReadOnly = 30;
    public const int Range = 34;
    public const int NotImplemented = 38;
    public const int NoData = 61;
}
