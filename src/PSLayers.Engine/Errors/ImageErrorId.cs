namespace PSLayers.Errors;

/// <summary>What went wrong, as a stable name: the ErrorId of the error records and the code of the warnings.</summary>
public enum ImageErrorId
{
    /// <summary>The path names no file and no folder.</summary>
    PathNotFound,

    /// <summary>The file or folder may not be read, or written, by this user.</summary>
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

    /// <summary>The image has no package of this name.</summary>
    PackageNotFound,

    /// <summary>A layer removes the database of the system's packages, and they are shown as they were before.</summary>
    PackageDatabaseRemoved,

    /// <summary>A file of rules for secrets is none, or one of its rules cannot be used.</summary>
    SecretRulesInvalid,

    /// <summary>A file of findings that are known is none.</summary>
    AllowListInvalid,

    /// <summary>A tar entry is readable but strange; it is shown as well as it can be.</summary>
    TarEntryOdd,

    /// <summary>A whiteout without a name behind <c>.wh.</c>: it removes nothing.</summary>
    WhiteoutInvalid,

    /// <summary>A layer has a file and the whiteout of the same path: the file stays.</summary>
    WhiteoutBesideFile,

    /// <summary>A compressed stream is damaged.</summary>
    CompressionCorrupt,

    /// <summary>A layer is no tar, or it is compressed or encrypted in a way that cannot be read.</summary>
    LayerUnreadable,

    /// <summary>A compressed stream expands beyond the limit: most likely a bomb.</summary>
    ExpansionLimit,

    /// <summary>More entries, names or documents than the limit allows.</summary>
    CountLimit,

    /// <summary>The layers of one image have more entries together, or need more memory, than the limit allows; what could not be kept is left out.</summary>
    ImageLimit,

    /// <summary>A fault of PSLayers itself. It says nothing about the image.</summary>
    InternalError,

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

    /// <summary>The index says that the image is for another platform than its config says; the config counts.</summary>
    PlatformMismatch,

    /// <summary>The image does not stand on the layers of this base.</summary>
    BaseMismatch,

    /// <summary>A value in the manifest or config has no meaning and was left out.</summary>
    ValueIgnored,

    /// <summary>An archive or a layer holds the same name twice; the last one counts. Docker engines refuse such a layer.</summary>
    DuplicateName,

    /// <summary>A hard link leads to something that its own layer does not have before it; Docker engines refuse such a layer.</summary>
    HardLinkOutside,

    /// <summary>The image is not at the archive's root but in a folder of it.</summary>
    ImageInFolder,

    /// <summary>A plain root file system, shown as an image of one layer.</summary>
    RootFileSystem,

    /// <summary>The image has no such file.</summary>
    FileNotFound,

    /// <summary>The path is there, but is nothing that has content: a directory, a device, a link that leads nowhere.</summary>
    NotAFile,

    /// <summary>The path is there, but is no directory, and something is to be put into it.</summary>
    NotADirectory,

    /// <summary>A file, or one line of it, is too large to be one object, or to be compared.</summary>
    ContentTooLarge,

    /// <summary>A policy cannot be read, or says something that has no meaning.</summary>
    PolicyInvalid,

    /// <summary>The image has no layer of this number.</summary>
    NoSuchLayer,

    /// <summary>Layers that are to be merged do not stand one on the other.</summary>
    LayersNotContiguous,

    /// <summary>What was removed from an image is still there by other names of the same file.</summary>
    FileHasOtherNames,

    /// <summary>What was removed from an image is still stored in the layers below.</summary>
    FileStillStored,

    /// <summary>No image of the archive has the tag or platform that was asked for.</summary>
    NoMatchingImage,

    /// <summary>The destination already has something where a file is to be written, and it may not be replaced.</summary>
    DestinationExists,

    /// <summary>A symbolic link in the destination stands where a directory is needed; nothing is written through it.</summary>
    DestinationLink,

    /// <summary>A directory of the destination was replaced while files were written into it.</summary>
    DestinationChanged,

    /// <summary>A name is refused: it leads elsewhere, as <c>..</c> does, or the operating system gives it another meaning.</summary>
    UnsafeName,

    /// <summary>Two names of the image are one name on the destination's disk; the first was written.</summary>
    NameCollision,

    /// <summary>A device node, a named pipe or an entry of unknown type was not written.</summary>
    SpecialFileSkipped,

    /// <summary>An owner, a mode, a time or an extended attribute could not be kept.</summary>
    AttributeSkipped,

    /// <summary>The operating system could not write the file.</summary>
    WriteFailed,

    /// <summary>The destination's disk is full, or the user's share of it.</summary>
    DiskFull,

    /// <summary>A drive shows one image, and the archive has several that are meant.</summary>
    SeveralImages,

    /// <summary>The session has a drive of this name already.</summary>
    DriveExists,

    /// <summary>The current location is on the drive.</summary>
    DriveInUse,

    /// <summary>No mounted image has this name.</summary>
    DriveNotFound,

    /// <summary>A drive that shows an image cannot be written to.</summary>
    ViewReadOnly,

    /// <summary>The operating system did not mount the view.</summary>
    MountFailed,
}
