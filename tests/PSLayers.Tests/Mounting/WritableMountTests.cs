using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Provider;

namespace PSLayers.Tests.Mounting;

/// <summary>A view on a folder that every program can change. All sessions see all mounts, so nothing else runs beside.</summary>
[Collection(nameof(MountPointTests))]
public sealed class WritableMountTests : ProviderTest
{
    private readonly List<string> _targets = [];

    [MountTheory]
    [InlineData("Kernel")]
    [InlineData("Fuse")]
    public void What_programs_change_is_in_the_folder_for_changes_and_the_archive_stays(string driver)
    {
        (string image, string target, string upper) = (Image(), Target(), At("upper"));
        byte[] before = File.ReadAllBytes(image);

        PSObject view = Assert.Single(Good("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c -Driver $d", image, target, upper, driver).Output);

        Assert.Equal((true, upper, target, driver), (view.Get("IsWritable"), view.Get("UpperPath"), view.Get("MountPoint"), view.Get("Driver")!.ToString()));
        Shell("echo new > $1/new; rm $1/d/gone; rm -r $1/e; mkdir $1/e; echo more >> $1/a", target);
        Good("Dismount-ImageView $a", target);
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
        Assert.Equal(["a", "d", "e", "new"], Names(upper));
        Assert.Equal("c 0:0", Shell("stat -c '%F %t:%T' $1/d/gone | sed 's/character special file/c/'", upper).Trim());
        Assert.Equal(before, File.ReadAllBytes(image));
        Assert.Empty(MountFiles());
        Assert.Equal(["drafts", "image", "lock"], Names(upper + ".work"));
    }

    [KernelMountFact]
    public void The_changes_are_there_again_when_they_are_mounted_again_and_not_for_another_image()
    {
        (string image, string target, string upper) = (Image(), Target(), At("upper"));
        Good("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", image, target, upper);
        Shell("echo new > $1/new; rm $1/a", target);
        Good("Dismount-ImageView $a", target);

        Good("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", image, target, upper);

        Assert.Equal(["d", "e", "new"], Names(target));
        Good("Dismount-ImageView $a", target);
        string other = Folder.Write("other.tar", EntryLine.Image(["x"]).DockerArchive());
        Assert.Equal("DestinationExists", Refused("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", other, target, upper));
    }

    [MountTheory]
    [InlineData("Kernel")]
    [InlineData("Fuse")]
    public void Without_a_folder_the_changes_go_with_the_mount_whichever_session_ends_it(string driver)
    {
        (string image, string target) = (Image(), Target());
        Assert.Contains("changes go to a folder that goes with it", Session.Show("Mount-ImageView $a -MountPoint $b -Writable -WhatIf", image, target), StringComparison.Ordinal);
        string upper = Good("Mount-ImageView $a -MountPoint $b -Writable -Driver $c", image, target, driver).Texts("UpperPath").Single();
        Shell("echo new > $1/new", target);
        Assert.Equal(["new"], Names(upper));
        using var other = new Session();

        Assert.Equal(["True"], other.Run("Get-ImageView $a | Tee-Object -Variable found; $found | Dismount-ImageView", target).Texts("IsWritable"));

        Assert.False(Directory.Exists(Path.GetDirectoryName(upper)));
        Assert.Empty(MountFiles());
    }

    [KernelMountFact]
    public void One_line_of_the_list_of_mounts_is_all_that_shows()
    {
        string target = Target();

        Good("Mount-ImageView $a -MountPoint $b -Writable", Image(), target);

        string line = Assert.Single(File.ReadLines("/proc/self/mountinfo"), line => line.Contains(target, StringComparison.Ordinal) || line.Contains(".lower ", StringComparison.Ordinal));
        Assert.Contains("nosuid,nodev", line, StringComparison.Ordinal);
        Assert.Equal([".writable"], MountFiles().Select(Path.GetExtension));
    }

    [KernelMountFact]
    public void Folders_have_any_name()
    {
        (string image, string target) = (Image(), Target());
        string odd = Path.Join(target, "m,n:o \"q\" [1]"), upper = At("u,v:w x y=z");
        Directory.CreateDirectory(odd);

        Good("Mount-ImageView -LiteralPath $a -MountPoint $b -Writable -UpperPath $c", image, odd, upper);
        File.WriteAllText(Path.Join(odd, "new"), "");

        Assert.Equal(["new"], Names(upper));
        Assert.Equal("DriveInUse", Refused("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", image, Target(), upper));
        Good("Dismount-ImageView $a", odd);
        Assert.Empty(Names(odd));
    }

    [KernelMountFact]
    public void What_uses_the_mount_keeps_it_unless_it_is_forced()
    {
        (string image, string target, string upper) = (Image(), Target(), At("upper"));
        Good("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", image, target, upper);
        using (FileStream open = File.Create(Path.Join(target, "open")))
        {
            Assert.Equal("DriveInUse", Refused("Dismount-ImageView $a", target));
            Good("Dismount-ImageView $a -Force", target);
            open.WriteByte((byte)'x');
        }

        Assert.Equal("x", File.ReadAllText(Path.Join(upper, "open")));
    }

    [KernelMountFact]
    public void Places_that_cannot_have_the_changes_are_refused_and_nothing_is_left()
    {
        (string image, string target, string other) = (Image(), Target(), Target());
        File.WriteAllText(At("file"), "");
        Good("Mount-ImageView $a -MountPoint $b -Writable", image, other);

        Assert.Equal(
            ["MountFailed", "MountFailed", "MountFailed", "NotADirectory", "PathNotFound", "MountFailed"],
            new[] { target, Path.Join(target, "in"), Path.GetDirectoryName(target)!, At("file"), At("none/upper"), Path.Join(other, "d/upper") }.Select(upper =>
                Refused("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", image, target, upper)));
        Assert.Empty(Names(target));
        Assert.Equal([".writable"], MountFiles().Select(Path.GetExtension));
    }

    [KernelMountFact]
    public void A_disk_that_overlayfs_takes_no_changes_on_is_named()
    {
        (string image, string target, string other) = (Image(), Target(), Target());
        Good("Mount-ImageView $a -MountPoint $b -Writable", image, other);

        ErrorRecord error = Assert.Single(Session.Run("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", image, target, Path.Join(other, "upper")).Errors);

        Assert.Contains("overlay", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Name -Writable", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_no_sense_together_is_refused()
    {
        string image = Folder.Write("two.tar", EntryLine.Image(["a"], ["b"]).DockerArchive());

        foreach (string parameter in new[] { "-UpTo 0", "-Detached", "-AllowOther" })
            Assert.Equal("ParametersExclude", Refused($"Mount-ImageView $a -MountPoint $b -Writable {parameter}", image, "/nowhere"));
        Assert.Equal("WritableMissing", Refused("Mount-ImageView $a -MountPoint $b -UpperPath /x", image, "/nowhere"));
        Assert.Equal("ViewReadOnly", Refused("(Get-ImageLayer $a)[0] | Mount-ImageView -MountPoint $b -Writable", image, "/nowhere"));
    }

    [KernelMountFact]
    public void A_hundred_mounts_leave_nothing_behind()
    {
        (string image, string target) = (Image(), Target());
        Good("Mount-ImageView $a -MountPoint $b -Writable; Dismount-ImageView $b", image, target);
        int before = Directory.EnumerateFiles("/proc/self/fd").Count();

        Good("foreach ($i in 1..100) { $null = Mount-ImageView $a -MountPoint $b -Writable; Set-Content $b/new $i; Dismount-ImageView $b }", image, target);

        Assert.InRange(Directory.EnumerateFiles("/proc/self/fd").Count(), 0, before + 20);
        Assert.Empty(MountFiles());
        Assert.Empty(Directory.GetDirectories(Path.Join(Environment.GetEnvironmentVariable(OwnCache.FolderVariable), "changes")));
        Assert.DoesNotContain(target, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [MountTheory]
    [InlineData("Kernel")]
    [InlineData("Fuse")]
    public void A_process_that_is_killed_leaves_the_changes_and_no_mount_that_nobody_serves(string driver)
    {
        (string image, string target, string upper) = (Image(), Target(), At("upper"));
        var start = new ProcessStartInfo("dotnet", ["pwsh", "-NoProfile", "-Command",
            $"Import-Module '{Repository.Manifest}'; $null = Mount-ImageView '{image}' -MountPoint '{target}' -Writable -UpperPath '{upper}' -Driver {driver}; $PID; Start-Sleep 600"])
        {
            RedirectStandardOutput = true, WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        // The tool's own process is a child of what was started.
        using var shell = Process.GetProcessById(int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
        Shell("echo new > $1/new", target);

        shell.Kill(entireProcessTree: false);

        shell.WaitForExit();
        if (driver == "Kernel")
        {
            Assert.Equal(["a", "d", "e", "new"], Names(target));
            Good("Dismount-ImageView $a", target);
        }
        Assert.True(SpinWait.SpinUntil(() => !File.ReadAllText("/proc/self/mountinfo").Contains(target, StringComparison.Ordinal), TimeSpan.FromMinutes(1)));
        Assert.Equal("new\n", File.ReadAllText(Path.Join(upper, "new")));
        Assert.True(SpinWait.SpinUntil(() => MountFiles().Length == 0, TimeSpan.FromMinutes(1)));
    }

    protected override void Dispose(bool disposing)
    {
        foreach (string target in _targets)
            Session.Run("Get-ImageView | Where-Object { $_.MountPoint -like \"$a*\" } | Dismount-ImageView -Force", target);
        base.Dispose(disposing);
    }

    private string Image() => Folder.Write("image.tar", EntryLine.Image(["a", "d/gone", "d/kept", "e/f"]).DockerArchive());

    private string At(string name) => Path.Join(Folder.Root, name);

    private string Target()
    {
        string target = Folder.Folder($"mnt{_targets.Count}");
        _targets.Add(target);
        return target;
    }

    private string Refused(string script, params object[] arguments) => Assert.Single(Session.Run(script, arguments).Errors).FullyQualifiedErrorId.Split(',')[0];

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string[] MountFiles() =>
        Path.Join(Environment.GetEnvironmentVariable(OwnCache.FolderVariable), "mounts") is var folder && Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];

    private static string Shell(string script, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script, "sh", folder]) { RedirectStandardOutput = true })!;
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
