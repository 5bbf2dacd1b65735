namespace PSLayers.Compression.Deflate;

/// <summary>Why <see cref="Inflater{TSymbol}.Inflate"/> came back.</summary>
internal enum InflateStatus
{
    /// <summary>All input was taken; more is needed.</summary>
    NeedsInput,

    /// <summary>The output buffer is full; take the output, then go on.</summary>
    OutputFull,

    /// <summary>A block begins at the current bit, and <see cref="Inflater{TSymbol}.PauseAt"/> or <see cref="Inflater{TSymbol}.PauseAtBit"/> was reached.</summary>
    BlockBoundary,

    /// <summary>The last block is done. Input after it was not taken.</summary>
    Finished,
}
