namespace PSLayers.Compression.Seeking;

/// <summary>A decoder that can say on its way where decoding could begin again.</summary>
internal interface ISeekPointSource
{
    /// <summary>Reports seek points from now on; to be called before the first read.</summary>
    /// <param name="interval">Output bytes between them, at least.</param>
    /// <param name="handler">Gets them.</param>
    void ReportSeekPoints(long interval, SeekPointHandler handler);
}
