using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Extraction.Unix;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Overlays;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>An upper folder, made by hand as overlayfs would.</summary>
[SupportedOSPlatform("linux")]
internal sealed class UpperTree : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SafeFileHandle _root;

    public UpperTree() => _root = new SafeFileHandle(Libc.Open(UnixName.OfHost(Root), UnixConstants.OpenRootFolder), ownsHandle: true);

    public string Root => _folder.Root;

    public SafeFileHandle Handle => _root;

    public UpperScan Scan(ReadLimits? limits = null) => UpperScan.Of(_root, Root, limits ?? ReadLimits.Default, default);

    public UpperTree File(string path, string content = "", UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        System.IO.File.SetUnixFileMode(_folder.Write(path, Encoding.UTF8.GetBytes(content)), mode);
        return this;
    }

    public UpperTree Folder(string path)
    {
        _folder.Folder(path);
        return this;
    }

    public UpperTree Link(string path, string target)
    {
        System.IO.File.CreateSymbolicLink(Path.Join(Root, path), target);
        return this;
    }

    public UpperTree HardLink(string path, string existing)
    {
        Assert.Equal(0, Libc.LinkAt(_root, UnixName.OfHost(existing), _root, UnixName.OfHost(path), 0));
        return this;
    }

    /// <summary>A device, a pipe or a socket; without a number a character device is a whiteout.</summary>
    public UpperTree Node(string path, uint type = 0x2000, ulong device = 0)
    {
        Assert.Equal(0, Libc.MakeNodeAt(_root, UnixName.OfHost(path), type | 0x180, device));
        return this;
    }

    public UpperTree Raw(byte[] name, string content)
    {
        int descriptor = Libc.CreateAt(_root, [.. name, 0], UnixConstants.OpenNewFile, 0x1A4);
        Assert.True(descriptor >= 0);
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(handle, Encoding.UTF8.GetBytes(content), 0);
        return this;
    }

    public UpperTree Xattr(string path, string attribute, string value)
    {
        Assert.True(UpperXattrs.TrySet(_root, UnixName.OfHost(path), attribute, Encoding.UTF8.GetBytes(value)));
        return this;
    }

    public UpperTree Opaque(string path) => Xattr(path, "trusted.overlay.opaque", "y");

    public UpperTree Owner(string path, uint uid, uint gid)
    {
        Assert.Equal(0, Libc.ChangeOwnerAt(_root, UnixName.OfHost(path), uid, gid, UnixConstants.AtNoFollow));
        return this;
    }

    public UpperTree Time(string path, DateTimeOffset time)
    {
        Assert.Equal(0, Libc.SetTimesAt(_root, UnixName.OfHost(path), new UnixTimes(time, 0), UnixConstants.AtNoFollow));
        return this;
    }

    public void Dispose()
    {
        _root.Dispose();
        UnixTree.TryRemove(Root);
        _folder.Dispose();
    }
}
