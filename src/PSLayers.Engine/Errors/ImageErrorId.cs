namespace PSLayers.Errors;

/// <summary>What went wrong, as a stable name: the ErrorId of the error records and the code of the warnings.</summary>
public enum ImageErrorId
{
    /// <summary>The path names no file and no folder.</summary>
    PathNotFound,

    /// <summary>The file or folder may not be read by this user.</summary>
    AccessDenied,

    /// <summary>The operating system could not read the file.</summary>
    ReadFailed,

    /// <summary>The content is of no known image format.</summary>
    NotAnImage,

    /// <summary>The archive ends before its last file does.</summary>
    ArchiveTruncated,

    /// <summary>The file was replaced or changed after it had been opened.</summary>
    ArchiveChanged,

    /// <summary>A layer ends before its last entry does.</summary>
    LayerTruncated,

    /// <summary>A tar header is not one: its checksum or its numbers are wrong.</summary>
    TarHeaderCorrupt,

    /// <summary>An extended tar header is larger than any honest one.</summary>
    TarHeaderTooLarge,

    /// <summary>A tar entry is readable but strange; it is shown as well as it can be.</summary>
    TarEntryOdd,

    /// <summary>A whiteout without a name behind <c>.wh.</c>: it removes nothing.</summary>
    WhiteoutInvalid,

    /// <summary>A compressed stream is damaged.</summary>
    CompressionCorrupt,

    /// <summary>A layer is compressed or encrypted in a way that cannot be read.</summary>
    LayerUnreadable,

    /// <summary>A compressed stream expands beyond the limit: most likely a bomb.</summary>
    ExpansionLimit,

    /// <summary>More entries, names or documents than the limit allows.</summary>
    CountLimit,

    /// <summary>A JSON document, or a text to compare, is larger than the limit.</summary>
    DocumentTooLarge,

    /// <summary>A JSON document is not well-formed, too deep, or not of the expected shape.</summary>
    DocumentInvalid,

    /// <summary>The archive has image files but no manifest that ties them together.</summary>
    ManifestMissing,

    /// <summary>A manifest names a file or blob that the archive does not have.</summary>
    BlobMissing,

    /// <summary>A blob is not as long as its descriptor says.</summary>
    BlobSizeMismatch,

    /// <summary>A blob's bytes do not have the digest that names it.</summary>
    DigestMismatch,

    /// <summary>A digest is not of the form <c>algorithm:hex</c> (image-spec, descriptor.md).</summary>
    DigestInvalid,

    /// <summary>A name or link leads out of the archive.</summary>
    PathOutside,

    /// <summary>Links inside the archive, or indexes that name each other, form a circle.</summary>
    LinkCycle,

    /// <summary>The history does not fit the layers.</summary>
    HistoryMismatch,

    /// <summary>A value in the manifest or config has no meaning and was left out.</summary>
    ValueIgnored,

    /// <summary>The archive holds the same name twice; the last one counts, as for docker load.</summary>
    DuplicateName,

    /// <summary>A plain root file system, shown as an image of one layer.</summary>
    RootFileSystem,

    /// <summary>No image of the archive has the tag or platform that was asked for.</summary>
    NoMatchingImage,
}
