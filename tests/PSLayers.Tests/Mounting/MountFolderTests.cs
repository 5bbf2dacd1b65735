using System.Diagnostics;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Provider;

namespace PSLayers.Tests.Mounting;

/// <summary>The folder in the cache that mounts keep their files in, when it is not as one would like it.</summary>
[Collection(nameof(MountPointTests))]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MountFolderTests : ProviderTest
{
    private readonly string? _usual = Environment.GetEnvironmentVariable(OwnCache.FolderVariable);

    [KernelMountFact]
    public void What_somebody_else_put_into_the_folder_neither_shows_nor_harms()
    {
        string mounts = Path.Join(Use(Folder.Folder("cache")), "mounts"), kept = Folder.Write("kept", [1]);
        Directory.CreateDirectory(mounts, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Join(mounts, "link.erofs"), kept);
        File.CreateSymbolicLink(Path.Join(mounts, "folder.lower"), Folder.Root);
        File.WriteAllText(Path.Join(mounts, "text.view"), "text");
        File.WriteAllText(Path.Join(mounts, "text.writable"), "text");
        Directory.CreateDirectory(Path.Join(mounts, "folder.erofs"));
        Run("mkfifo", Path.Join(mounts, "pipe.erofs"));
        Run("sh", "-c", $"touch -h -d '2 hours ago' '{mounts}'/*");
        string target = Folder.Folder("mnt");

        Assert.Equal(["Kernel"], Good("$null = Mount-ImageView $a -MountPoint $b -Driver Kernel; Get-ImageView", Image(), target).Texts("Driver"));
        Good("Dismount-ImageView $a", target);

        Assert.Equal(["folder.erofs"], Directory.EnumerateFileSystemEntries(mounts).Select(Path.GetFileName).Where(name => name != "folder.lower"));
        Assert.True(File.Exists(kept));
    }

    [MountTheory]
    [InlineData("Kernel", "full")]
    [InlineData("Fuse", "full")]
    [InlineData("Kernel", "ro")]
    [InlineData("Fuse", "ro")]
    public void Where_the_folder_takes_no_file_the_error_says_so_and_nothing_is_left(string driver, string state)
    {
        string cache = Folder.Folder("cache"), target = Folder.Folder("mnt");
        Run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", cache);
        try
        {
            Directory.CreateDirectory(Path.Join(Use(cache), "mounts"));
            Run("sh", "-c", state == "ro" ? $"mount -o remount,ro '{cache}'" : $"head -c 200000 /dev/zero > '{cache}/full' 2> '{cache}/../complaint'");

            Assert.Equal("WriteFailed", Assert.Single(Session.Run("Mount-ImageView $a -MountPoint $b -Driver $c", Image(), target, driver).Errors).FullyQualifiedErrorId.Split(',')[0]);

            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(cache, "mounts")));
            Assert.DoesNotContain(target, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        }
        finally
        {
            Run("umount", cache);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Session.Run("Get-ImageView | Where-Object MountPoint -Like $a | Dismount-ImageView -Force", Folder.Root + "/*");
        Environment.SetEnvironmentVariable(OwnCache.FolderVariable, _usual);
        base.Dispose(disposing);
    }

    private static string Use(string cache)
    {
        Environment.SetEnvironmentVariable(OwnCache.FolderVariable, cache);
        return cache;
    }

    private string Image() => Folder.Write("image.tar", EntryLine.Image(["a"], ["b"]).DockerArchive());

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
    }
}
