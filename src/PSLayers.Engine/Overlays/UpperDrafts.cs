using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Overlays;

/// <summary>What is to become part of an upper folder is made beside it, and put in place in one step when it is whole.</summary>
/// <param name="upper">The upper folder.</param>
[SupportedOSPlatform("linux")]
internal sealed class UpperDrafts(UpperFolder upper)
{
    private const uint OwnerOnlyFolder = 0x1C0, OwnerOnlyFile = 0x180, WhiteoutMode = UnixConstants.TypeCharacterDevice;
    private const int OwnerUses = 0x180, OwnerEnters = 0x1C0, Permissions = 0x1FF;
    private const string Capability = "security.capability";

    // Whoever is root in the image and nobody here cannot give files away: what they are to be stands in an attribute.
    private readonly bool _states = !Environment.IsPrivilegedProcess;

    /// <summary>A new file to write to.</summary>
    /// <returns>Its name among the drafts, and the file.</returns>
    public (byte[] Name, SafeFileHandle File) File()
    {
        byte[] name = NewName();
        int descriptor = Libc.CreateAt(upper.Work, name, UnixConstants.OpenNewFile, OwnerOnlyFile);
        return descriptor >= 0 ? (name, new SafeFileHandle(descriptor, ownsHandle: true)) : throw UnixError.Of("the file cannot be made");
    }

    /// <summary>A new directory.</summary>
    /// <param name="isOpaque">Whether it hides what the image has in its place.</param>
    /// <returns>Its name among the drafts.</returns>
    public byte[] Folder(bool isOpaque)
    {
        byte[] name = NewName();
        Made(Libc.MakeFolderAt(upper.Work, name, OwnerOnlyFolder), "the folder cannot be made");
        if (isOpaque)
            MakeOpaque(upper.Work, name);
        return name;
    }

    /// <summary>A symbolic link.</summary>
    public byte[] Link(byte[] target, SafeFileHandle? folder = null, byte[]? name = null)
    {
        name ??= NewName();
        Made(target.Length == 0 || target.Contains((byte)0) ? throw new ImageException(ImageErrorId.UnsafeName, "the target of a link is empty or has a NUL in it")
            : Libc.SymbolicLinkAt([.. target, 0], folder ?? upper.Work, name), "the link cannot be made");
        return name;
    }

    /// <summary>A device or a named pipe.</summary>
    public byte[] Special(EntryType type, long major, long minor, SafeFileHandle? folder = null, byte[]? name = null)
    {
        name ??= NewName();
        (int kind, ulong device) = type switch
        {
            EntryType.CharacterDevice => (UnixConstants.TypeCharacterDevice, UnixFolder.DeviceNumber(major, minor)),
            EntryType.BlockDevice => (UnixConstants.TypeBlockDevice, UnixFolder.DeviceNumber(major, minor)),
            EntryType.Fifo => (UnixConstants.TypeFifo, 0UL),
            _ => throw new ImageException(ImageErrorId.WriteFailed, "it is of no kind that Linux has"),
        };
        if (kind == UnixConstants.TypeCharacterDevice && device == 0)
            throw new ImageException(ImageErrorId.WriteFailed, "a character device with the number 0:0 means that something was removed, and cannot be made");
        Made(Libc.MakeNodeAt(folder ?? upper.Work, name, (uint)kind | OwnerOnlyFile, device), "the special file cannot be made");
        return name;
    }

    /// <summary>A whiteout.</summary>
    public byte[] Whiteout()
    {
        byte[] name = NewName();
        Made(Libc.MakeNodeAt(upper.Work, name, WhiteoutMode, 0), "a whiteout (a character device without a number) cannot be made here");
        return name;
    }

    /// <summary>A further name of a file.</summary>
    public byte[] HardLink(SafeFileHandle folder, byte[] existing, SafeFileHandle? newFolder = null, byte[]? name = null)
    {
        name ??= NewName();
        Made(Libc.LinkAt(folder, existing, newFolder ?? upper.Work, name, 0), "the hard link cannot be made");
        return name;
    }

    /// <summary>Marks a directory as one that hides what the image has in its place.</summary>
    public void MakeOpaque(SafeFileHandle folder, byte[] name)
    {
        if (!UpperXattrs.TrySet(folder, name, upper.Marks.Prefix + "opaque", "y"u8))
            throw UnixError.Of("the folder cannot be marked as one that hides what is below");
    }

    /// <summary>Gives what has a name mode, owner, time and attributes.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    /// <param name="type">What it is.</param>
    /// <param name="attributes">What it is to have.</param>
    /// <exception cref="ImageException">Owner, mode or time cannot be set.</exception>
    public void Set(SafeFileHandle folder, byte[] name, EntryType type, EntryAttributes attributes)
    {
        // Attributes that the disk or the user's rights have no room for are left out, as cp does.
        foreach ((string attribute, byte[] value) in attributes.Xattrs ?? new Dictionary<string, byte[]>())
        {
            if (attribute != Capability && !UpperFacts.IsMark(attribute))
                UpperXattrs.TrySet(folder, name, attribute, value);
        }
        bool isLink = type == EntryType.SymbolicLink;
        EntryAttributes own = attributes with { Xattrs = null };
        if (_states)
        {
            int mode = (attributes.Mode & Permissions) | (type == EntryType.Directory ? OwnerEnters : OwnerUses);
            State(folder, name, isLink, attributes, mode);
            own = own with { Mode = mode, Owner = null };
        }
        var problems = new List<string>();
        UnixAttributes.SetAt(folder, name, withMode: !isLink, own, problems);
        // A new owner takes capabilities away, so they come last but for the time.
        if (!_states && attributes.Xattrs?.GetValueOrDefault(Capability) is { } capability && UpperXattrs.TrySet(folder, name, Capability, capability) && own.LastWriteTime is not null)
            UnixAttributes.SetAt(folder, name, withMode: false, own with { Owner = null }, problems);
        if (problems.Count > 0)
            throw new ImageException(ImageErrorId.WriteFailed, problems[0]);
    }

    /// <summary>Puts a draft in its place, in one step, whatever is there.</summary>
    /// <param name="draft">Its name among the drafts.</param>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    /// <param name="keepsTime">Whether the directory keeps its time, as where a file only came up that was seen there before.</param>
    public void Put(byte[] draft, SafeFileHandle folder, byte[] name, bool keepsTime)
    {
        RequireName(name);
        UnixStatus? before = keepsTime && UnixStatus.TryGet(folder, out UnixStatus status) ? status : null;
        if (OverlayCalls.Rename(upper.Work, draft, folder, name, OverlayCalls.NoReplace) != 0 && !TryReplace(draft, folder, name))
            throw UnixError.Of("it cannot be put in its place");
        if (before is { } was)
            SetTime(folder, was.Written);
    }

    /// <summary>Takes something out of the upper folder, in one step, and removes it then.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    public void Take(SafeFileHandle folder, byte[] name)
    {
        byte[] draft = NewName();
        if (Libc.RenameAt(folder, name, upper.Work, draft) != 0)
            throw UnixError.Of("it cannot be removed");
        Remove(draft);
    }

    /// <summary>Gives what is in the upper folder another place there.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    /// <param name="newFolder">The new directory.</param>
    /// <param name="newName">The new name; a whiteout may be there, or a file that goes.</param>
    /// <param name="leavesWhiteout">Whether a whiteout comes in the place that it leaves.</param>
    public void Move(SafeFileHandle folder, byte[] name, SafeFileHandle newFolder, byte[] newName, bool leavesWhiteout)
    {
        bool isFolder = IsFolder(folder, name), isTaken = UnixStatus.TryGet(newFolder, newName, UnixConstants.AtNoFollow, out _);
        // A directory takes the place of no whiteout, so that they change places, and the whiteout is right where it comes to be, or goes.
        if (isFolder && isTaken)
        {
            if (OverlayCalls.Rename(folder, name, newFolder, newName, UnixConstants.Exchange) != 0)
                throw UnixError.Of("it cannot be moved");
            if (!leavesWhiteout)
                Take(folder, name);
            return;
        }
        if (leavesWhiteout && OverlayCalls.Rename(folder, name, newFolder, newName, OverlayCalls.LeaveWhiteout) == 0)
            return;
        byte[]? whiteout = leavesWhiteout ? Whiteout() : null;
        if (Libc.RenameAt(folder, name, newFolder, newName) != 0)
            throw UnixError.Of("it cannot be moved");
        if (whiteout is not null)
            Put(whiteout, folder, name, keepsTime: false);
    }

    /// <summary>Removes a draft, and all that is in it.</summary>
    public void Remove(byte[] draft)
    {
        if (Libc.UnlinkAt(upper.Work, draft, 0) != 0)
            UnixTree.TryRemove(upper.Work, draft);
    }

    /// <summary>Refuses a name that in a layer is a whiteout: with one in it, the changes could not become a layer.</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorId.UnsafeName"/>.</exception>
    public static void RequireName(ReadOnlySpan<byte> name)
    {
        if (Layers.Whiteout.HasPrefix(name))
            throw new ImageException(ImageErrorId.UnsafeName, $"{EntryName.Decode(name.TrimEnd((byte)0))} would not become a file of a layer but remove one: such names are whiteouts");
    }

    /// <summary>A name among the drafts, with a NUL behind.</summary>
    public static byte[] NewName() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}\0"));

    /// <summary>Sets the time of writing of an open directory, in nanoseconds since 1970.</summary>
    public static void SetTime(SafeFileHandle folder, long written)
    {
        (long ticks, long rest) = Math.DivRem(written, TimeSpan.NanosecondsPerTick);
        if (rest < 0)
            (ticks, rest) = (ticks - 1, rest + TimeSpan.NanosecondsPerTick);
        _ = Libc.SetTimes(folder, new UnixTimes(DateTimeOffset.UnixEpoch.AddTicks(ticks), (int)rest));
    }

    // What is no directory is replaced by what is none; everything else changes places, and what was there goes with the drafts.
    private bool TryReplace(byte[] draft, SafeFileHandle folder, byte[] name)
    {
        if (UnixError.Last is not (UnixConstants.Exists or OverlayCalls.Invalid or OverlayCalls.Unknown))
            return false;
        bool isFolder = IsFolder(upper.Work, draft), replacesFolder = IsFolder(folder, name);
        if (!isFolder && !replacesFolder)
            return Libc.RenameAt(upper.Work, draft, folder, name) == 0;
        if (OverlayCalls.Rename(upper.Work, draft, folder, name, UnixConstants.Exchange) != 0)
            return UnixError.Last == UnixConstants.NoEntry && Libc.RenameAt(upper.Work, draft, folder, name) == 0;
        Remove(draft);
        return true;
    }

    private static bool IsFolder(SafeFileHandle folder, byte[] name) => UnixStatus.TryGet(folder, name, UnixConstants.AtNoFollow, out UnixStatus status) && status.IsFolder;

    private static void State(SafeFileHandle folder, byte[] name, bool isLink, EntryAttributes attributes, int mode)
    {
        (long uid, long gid) = attributes.Owner ?? (0, 0);
        if (isLink || (uid, gid, attributes.Mode) == (0, 0, mode))
            UpperXattrs.Remove(folder, name, OverrideStat.Attribute);
        else if (!UpperXattrs.TrySet(folder, name, OverrideStat.Attribute, new OverrideStat(uid, gid, attributes.Mode).ToBytes()))
            throw UnixError.Of("the owner cannot be noted");
    }

    private static void Made(int result, string what)
    {
        if (result < 0)
            throw UnixError.Of(what);
    }
}
