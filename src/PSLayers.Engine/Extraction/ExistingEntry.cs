namespace PSLayers.Extraction;

/// <summary>What stands at a name in the destination. No link is followed to find out.</summary>
internal readonly record struct ExistingEntry(ExistingKind Kind, FileIdentity Identity);

/// <summary>As much as the writer needs to know of something that is in its way.</summary>
internal enum ExistingKind
{
    /// <summary>A regular file, or something special such as a pipe.</summary>
    File,

    /// <summary>A directory.</summary>
    Folder,

    /// <summary>A symbolic link; on Windows any reparse point.</summary>
    Link,
}

/// <summary>What makes two names one file: device and number where the system tells them, else the path without regard to case.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Number, string? Path = null);
