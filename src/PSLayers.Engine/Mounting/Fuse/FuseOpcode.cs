namespace PSLayers.Mounting.Fuse;

/// <summary>What the kernel asks for (Linux, include/uapi/linux/fuse.h, enum fuse_opcode), as far as a file system that is only read is asked.</summary>
internal enum FuseOpcode : uint
{
    Lookup = 1,
    Forget = 2,
    GetAttributes = 3,
    ReadLink = 5,
    Open = 14,
    Read = 15,
    FileSystemFacts = 17,
    GetXattr = 22,
    ListXattrs = 23,
    Initialize = 26,
    OpenDirectory = 27,
    ReadDirectory = 28,
    Interrupt = 36,
    Destroy = 38,
    BatchForget = 42,
    ReadDirectoryPlus = 44,
    Seek = 46,
}
