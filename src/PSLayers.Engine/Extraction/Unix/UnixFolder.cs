using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;
using PSLayers.Layers;

namespace PSLayers.Extraction.Unix;

/// <summary>An open directory of Linux or macOS. As every call starts at the open directory and names one entry of it, whoever moves
/// directories about meanwhile, or puts links in their place, leads nobody astray.</summary>
internal sealed class UnixFolder : DestinationFolder
{
    private const uint OwnerOnlyFolder = 0x1C0, OwnerOnlyFile = 0x180;

    private readonly SafeFileHandle _handle;

    private UnixFolder(int descriptor)
    {
        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Identity = UnixStat.Of(_handle);
    }

    public override FileIdentity Identity { get; }

    /// <summary>Opens the folder that the user named.</summary>
    public static new UnixFolder OpenRoot(string path)
    {
        int descriptor = Libc.Open(UnixName.OfHost(path), UnixConstants.OpenRootFolder);
        return descriptor >= 0 ? new UnixFolder(descriptor) : throw UnixError.Of("the folder cannot be opened");
    }

    public override DestinationFolder OpenAgain() => OpenFolder(".");

    public override ExistingEntry? Find(string name) => UnixStat.Find(_handle, UnixName.Of(name));

    public override DestinationFolder OpenFolder(string name)
    {
        int descriptor = Libc.OpenAt(_handle, UnixName.Of(name), UnixConstants.OpenFolder);
        if (descriptor >= 0)
            return new UnixFolder(descriptor);
        ImageException error = UnixError.Of($"the folder {name} cannot be opened");
        bool isNoFolder = UnixError.Last == UnixConstants.NotFolder || UnixError.Last == UnixConstants.Loop;
        // Asked only to say it well: whatever stands there was not opened.
        throw !isNoFolder ? error
            : Find(name) is { Kind: ExistingKind.Link } ? new ImageException(ImageErrorId.DestinationLink, $"{name} is a symbolic link in the destination; nothing is written through it")
            : new ImageException(ImageErrorId.DestinationExists, $"a file has the name of the folder {name}");
    }

    public override bool TryCreateFolder(string name) => IsNew(Libc.MakeFolderAt(_handle, UnixName.Of(name), OwnerOnlyFolder), "the folder cannot be made");

    public override DestinationFile? TryCreateFile(string name, long length)
    {
        int descriptor = Libc.CreateAt(_handle, UnixName.Of(name), UnixConstants.OpenNewFile, OwnerOnlyFile);
        return IsNew(descriptor, "the file cannot be made") ? new UnixFile(new SafeFileHandle(descriptor, ownsHandle: true)) : null;
    }

    public override bool TryCreateLink(string name, string target) =>
        IsNew(Libc.SymbolicLinkAt(UnixName.Of(target), _handle, UnixName.Of(name)), "the link cannot be made");

    public override HardLinkOutcome TryCreateHardLink(string name, DestinationFolder folder, string existing)
    {
        if (Libc.LinkAt(((UnixFolder)folder)._handle, UnixName.Of(existing), _handle, UnixName.Of(name), 0) == 0)
            return HardLinkOutcome.Linked;
        return UnixError.Last == UnixConstants.Exists ? HardLinkOutcome.Exists : HardLinkOutcome.Impossible;
    }

    public override bool TryCreateSpecial(string name, ExtractionItem item)
    {
        (int type, ulong device) = item.Type switch
        {
            EntryType.CharacterDevice => (UnixConstants.TypeCharacterDevice, DeviceNumber(item.DeviceMajor, item.DeviceMinor)),
            EntryType.BlockDevice => (UnixConstants.TypeBlockDevice, DeviceNumber(item.DeviceMajor, item.DeviceMinor)),
            _ => (UnixConstants.TypeFifo, 0UL),
        };
        try
        {
            return IsNew(Libc.MakeNodeAt(_handle, UnixName.Of(name), (uint)type | OwnerOnlyFile, device), "the special file cannot be made");
        }
        catch (EntryPointNotFoundException e)
        {
            // macOS has the call since version 13.
            throw new ImageException(ImageErrorId.WriteFailed, "this system cannot make special files", inner: e);
        }
    }

    public override void Remove(string name)
    {
        if (Libc.UnlinkAt(_handle, UnixName.Of(name), 0) < 0 && UnixError.Last != UnixConstants.NoEntry)
            throw UnixError.Of("what has its name cannot be removed");
    }

    public override void Rename(string name, string newName)
    {
        if (Libc.RenameAt(_handle, UnixName.Of(name), _handle, UnixName.Of(newName)) < 0)
            throw UnixError.Of("what has its name cannot be replaced");
    }

    public override void SetAttributes(EntryAttributes attributes, List<string> problems) => UnixAttributes.Set(_handle, attributes, problems);

    public override void SetEntryAttributes(string name, bool withMode, EntryAttributes attributes, List<string> problems) =>
        UnixAttributes.SetAt(_handle, UnixName.Of(name), withMode, attributes, problems);

    protected override void Dispose(bool disposing)
    {
        _handle.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsNew(int result, string what) =>
        result >= 0 || (UnixError.Last == UnixConstants.Exists ? false : throw UnixError.Of(what));

    /// <summary>A device's number as the system has it: dev_t of Linux has 12 bits of major and 8 of minor number below, and the rest of each above;
    /// that of macOS is major &lt;&lt; 24 | minor.</summary>
    /// <exception cref="ImageException">The system has no such number.</exception>
    public static ulong DeviceNumber(long major, long minor)
    {
        bool apple = OperatingSystem.IsMacOS();
        long majorEnd = apple ? 0x100 : 0x1_0000_0000, minorEnd = apple ? 0x100_0000 : 0x1_0000_0000;
        if (major < 0 || major >= majorEnd || minor < 0 || minor >= minorEnd)
            throw new ImageException(ImageErrorId.WriteFailed, $"the system has no device {major}:{minor}");
        (ulong high, ulong low) = ((ulong)major, (ulong)minor);
        return apple ? (high << 24) | low : ((high & ~0xFFFUL) << 32) | ((high & 0xFFF) << 8) | ((low & ~0xFFUL) << 12) | (low & 0xFF);
    }
}
