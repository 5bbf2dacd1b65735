using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;
using PSLayers.Overlays;
using PSLayers.Text;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>Random changes, the same for the same seed, made both by a view and by the plain calls of the system on a mount of the same image.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RandomChanges(int seed, WritableView view, SafeFileHandle root, string mount)
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e.txt", "new", "über", "with space", "a:b,c"];
    private readonly Random _random = new(seed);
    private List<UpperEntry> _entries = [];

    /// <summary>What was done, a line each.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Makes one change.</summary>
    public void Next()
    {
        _entries = [.. UpperScan.Of(root, mount, view.Image.Limits, default).Entries];
        switch (_random.Next(16))
        {
            case 0 or 1 when NewPath() is { } path:
                Write(path, Content(), keeps: false);
                break;
            case 2 when Any(IsFile) is { } file:
                Write(file, Content(), keeps: false);
                break;
            case 3 when Any(IsFile) is { } file:
                Write(file, Content(), keeps: true);
                break;
            case 4 when Any(IsFile) is { } file:
                Truncate(file, _random.Next(3) * 100);
                break;
            case 5 when NewPath() is { } path:
                MakeFolder(path);
                break;
            case 6 when Any(facts => !facts.IsDirectory) is { } path:
                Remove(path);
                break;
            case 7 when Any(facts => facts.IsDirectory) is { } path:
                Remove(path);
                break;
            case 8 or 9 when Any(_ => true) is { } path && NewPath(outside: path) is { } to:
                Move(path, to);
                break;
            case 10 when Any(facts => !facts.IsDirectory) is { } path && Any(facts => !facts.IsDirectory) is { } to && path != to:
                Move(path, to);
                break;
            case 11 when NewPath() is { } path:
                Link(path);
                break;
            case 12 when Any(facts => !facts.IsDirectory) is { } existing && NewPath() is { } path:
                HardLink(path, existing);
                break;
            case 13 when Any(_ => true) is { } path:
                SetAttributes(path, IsLink(path));
                break;
            case 14 when Any(_ => true) is { } path:
                Replace(path);
                break;
            case 15 when Any(_ => true) is { } path && NewPath(outside: path) is { } to:
                Copy(path, to);
                break;
        }
    }

    private void Write(string path, byte[] content, bool keeps)
    {
        Log.Add($"{(keeps ? "append" : "write")} {path} ({content.Length})");
        using (UpperDraft draft = view.Write(path, keeps))
        {
            draft.Write(content);
            draft.Complete();
        }
        using var file = new FileStream(At(path), keeps ? FileMode.Append : FileMode.Create);
        file.Write(content);
    }

    private void Truncate(string path, int length)
    {
        Log.Add($"truncate {path} ({length})");
        using (UpperDraft draft = view.Write(path, keepsContent: true))
        {
            draft.SetLength(length);
            draft.Complete();
        }
        using var file = new FileStream(At(path), FileMode.Open);
        file.SetLength(length);
    }

    private void MakeFolder(string path)
    {
        Log.Add($"mkdir {path}");
        view.MakeFolder(path);
        Directory.CreateDirectory(At(path));
    }

    private void Remove(string path)
    {
        Log.Add($"rm {path}");
        view.Remove(path, recurse: true);
        Run("rm", "-rf", "--", At(path));
    }

    private void Move(string path, string to)
    {
        Log.Add($"mv {path} {to}");
        view.Move(path, to, replaces: true);
        // Between two names of one file nothing happens, or it is refused.
        File.Delete(At(to));
        if (Libc.Rename(UnixName.OfHost(At(path)), UnixName.OfHost(At(to))) == 0)
            return;
        // What was in the image is not renamed but copied.
        Assert.Equal(UnixConstants.CrossDevice, UnixError.Last);
        CopyOnDisk(path, to);
        Run("rm", "-rf", "--", At(path));
    }

    private void Link(string path)
    {
        string target = _random.Next(2) == 0 ? "/" + Names[_random.Next(Names.Length)] : $"../{Names[_random.Next(Names.Length)]}/x";
        Log.Add($"ln -s {target} {path}");
        view.MakeSymbolicLink(path, target);
        File.CreateSymbolicLink(At(path), target);
    }

    private void HardLink(string path, string existing)
    {
        Log.Add($"ln {existing} {path}");
        view.MakeHardLink(path, existing);
        Assert.Equal(0, Libc.LinkAt(root, UnixName.OfHost(existing), root, UnixName.OfHost(path), 0));
    }

    private void SetAttributes(string path, bool isLink)
    {
        int mode = _random.Next(0x1000);
        uint uid = (uint)_random.Next(3) * 1000, gid = (uint)_random.Next(3) * 7;
        Log.Add($"chown {uid}:{gid}, chmod {Convert.ToString(mode, 8)} {path}");
        view.SetAttributes(path, attributes => attributes with { Mode = isLink ? attributes.Mode : mode, Owner = (uid, gid) });
        Assert.Equal(0, Libc.ChangeOwnerAt(root, UnixName.OfHost(path), uid, gid, UnixConstants.AtNoFollow));
        if (!isLink)
            Assert.Equal(0, Libc.ChangeModeAt(root, UnixName.OfHost(path), (uint)mode, 0));
    }

    private void Replace(string path)
    {
        bool byFolder = _random.Next(2) == 0;
        Remove(path);
        if (byFolder)
            MakeFolder(path);
        else
            Write(path, Content(), keeps: false);
        if (byFolder && _random.Next(2) == 0)
            Write(path + "/a", Content(), keeps: false);
    }

    private void Copy(string path, string to)
    {
        Log.Add($"cp -a {path} {to}");
        view.Copy(view.Tree, view.Find(EntryName.Encode(path), followsLast: false)!, to, recurse: true);
        CopyOnDisk(path, to);
    }

    // Of a file that had several names in the image, the kernel keeps a length for each name, and copies no more than that, but reads all.
    private void CopyOnDisk(string path, string to) => Run("cp", "-aT", "--reflink=never", "--", At(path), At(to));

    private string? Any(Func<UpperFacts, bool> isWanted)
    {
        UpperEntry[] found = [.. _entries.Where(entry => isWanted(entry.Facts))];
        return found.Length == 0 ? null : Encoding.UTF8.GetString(found[_random.Next(found.Length)].Path);
    }

    private string? NewPath(string? outside = null)
    {
        string folder = _random.Next(4) == 0 ? "" : Any(facts => facts.IsDirectory) + "/";
        string path = folder.TrimStart('/') + Names[_random.Next(Names.Length)];
        // What cp makes below a directory with the setgid bit keeps that, whatever the original has.
        if (outside is not null && _entries.Exists(entry => Encoding.UTF8.GetString(entry.Path) + "/" == folder && (entry.Facts.Mode & 0x400) != 0))
            return null;
        bool isTaken = _entries.Exists(entry => Encoding.UTF8.GetString(entry.Path) == path);
        return isTaken || (outside is not null && (path + "/").StartsWith(outside + "/", StringComparison.Ordinal)) ? null : path;
    }

    private bool IsLink(string path) => _entries.Exists(entry => Encoding.UTF8.GetString(entry.Path) == path && entry.Facts.Type == EntryType.SymbolicLink);

    private static bool IsFile(UpperFacts facts) => facts.Type == EntryType.File;

    private byte[] Content()
    {
        byte[] content = new byte[_random.Next(1, 400)];
        _random.NextBytes(content);
        return content;
    }

    private string At(string path) => Path.Join(mount, path);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, complaint);
    }
}
