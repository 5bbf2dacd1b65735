using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Provider;

namespace PSLayers.Tests.Mounting;

/// <summary>A view on a folder, for every program. All sessions see all mounts, so nothing else runs beside.</summary>
[Collection(nameof(MountPointTests))]
[CollectionDefinition(nameof(MountPointTests), DisableParallelization = true)]
public sealed class MountPointTests : ProviderTest
{
    private readonly List<string> _targets = [];

    [MountTheory]
    [InlineData("Kernel")]
    [InlineData("Fuse")]
    public void Every_program_reads_the_files_of_an_image_until_the_mount_is_ended(string driver)
    {
        (string image, string target) = (Image(), Target());

        PSObject view = Assert.Single(Good("Mount-ImageView $a -MountPoint $b -Driver $c", image, target, driver).Output);

        Assert.Equal((target, target, "t:1", image, 1, 2), (view.Get("Name"), view.Get("MountPoint"), view.Get("ImageName"), view.Get("ImagePath"), view.Get("TopLayer"), view.Get("LayerCount")));
        Assert.Equal("b", Output("cat", Path.Join(target, "b")));
        Good("Dismount-ImageView $a", target);
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
        Assert.Empty(MountFiles("*"));
    }

    [KernelMountFact]
    public void A_view_up_to_a_layer_is_mounted_as_the_image_was_then()
    {
        string target = Target();

        Good("Get-ImageLayer $a | Where-Object LayerIndex -EQ 0 | Mount-ImageView -MountPoint $b", Image(), target);

        Assert.Equal(["a"], Directory.EnumerateFileSystemEntries(target).Select(Path.GetFileName));
    }

    [MountTheory]
    [InlineData("Kernel")]
    [InlineData("Fuse")]
    public void Another_session_sees_the_mount_and_ends_it(string driver)
    {
        string target = Target();
        Good("Mount-ImageView $a -MountPoint $b -Driver $c", Image(), target, driver);
        using var other = new Session();

        Result seen = other.Run("Get-ImageView $a | Tee-Object -Variable found; $found | Dismount-ImageView; Get-ImageView $a", target);

        Assert.Equal([target], seen.Texts("MountPoint"));
        Assert.Equal([driver], seen.Texts("Driver"));
        Assert.Equal(["DriveNotFound,PSLayers.Commands.GetImageViewCommand"], seen.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
    }

    [MountTheory]
    [InlineData("link", "Kernel")]
    [InlineData("link", "Fuse")]
    [InlineData("link/in", "Fuse")]
    [InlineData("[a]", "Kernel")]
    public void A_mount_is_found_by_the_name_that_it_was_made_with(string name, string driver)
    {
        string target = Target();
        Directory.CreateDirectory(Path.Join(target, "real", "in"));
        Directory.CreateDirectory(Path.Join(target, "[a]"));
        Directory.CreateSymbolicLink(Path.Join(target, "link"), Path.Join(target, name == "link" ? "real/in" : "real"));
        string given = Path.Join(target, name);

        Good("Mount-ImageView $a -MountPoint $b -Driver $c", Image(), given, driver);

        Assert.Equal(name == "[a]" ? given : Path.Join(target, "real", "in"), Good("Get-ImageView $a", given).Texts("MountPoint").Single());
        Good("Dismount-ImageView $a", given);
        Assert.Empty(Directory.EnumerateFileSystemEntries(given));
    }

    [KernelMountFact]
    public void A_mount_point_with_a_line_feed_in_its_name_is_dismounted_by_the_pipeline()
    {
        string target = Path.Join(Target(), "two\nlines");
        Directory.CreateDirectory(target);
        Good("Mount-ImageView $a -MountPoint $b", Image(), target);

        Good("Get-ImageView | Where-Object MountPoint -Like *lines | Dismount-ImageView");

        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
    }

    [KernelMountFact]
    public void Compressed_layers_are_decompressed_once_and_forgotten_with_the_cache()
    {
        string image = Folder.Write("packed.tar", new ImageBuilder().Layer(new TarBuilder().File("f", new string('f', 5000)), Packing.Gzip).Tag("t:1").DockerArchive());
        string target = Target();
        Assert.Contains("compressed layers are decompressed into", Session.Show("Mount-ImageView $a -MountPoint $b -WhatIf", image, target), StringComparison.Ordinal);

        Good("Mount-ImageView $a -MountPoint $b", image, target);

        Assert.Equal(new string('f', 5000), Output("cat", Path.Join(target, "f")));
        Assert.DoesNotContain("decompressed", Session.Show("Mount-ImageView $a -MountPoint $b -WhatIf", image, Target()), StringComparison.Ordinal);
        Good("Clear-ImageCache");
        Assert.Empty(MountFiles("*.tar"));
        Good("Mount-ImageView $a -MountPoint $b -NoCache", image, Target());
        Assert.Empty(MountFiles("*.tar"));
        Assert.Equal(new string('f', 5000), Output("cat", Path.Join(target, "f")));
    }

    [MountTheory]
    [InlineData("Kernel")]
    [InlineData("Fuse")]
    public void What_uses_the_mount_keeps_it_unless_it_is_forced(string driver)
    {
        string target = Target();
        Good("Mount-ImageView $a -MountPoint $b -Driver $c", Image(), target, driver);
        using (FileStream open = File.OpenRead(Path.Join(target, "a")))
        {
            Assert.Equal("DriveInUse,PSLayers.Commands.DismountImageViewCommand", Assert.Single(Session.Run("Dismount-ImageView $a", target).Errors).FullyQualifiedErrorId);
            Good("Dismount-ImageView $a -Force", target);
            Assert.Equal('a', open.ReadByte());
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
    }

    [KernelMountFact]
    public void A_folder_that_is_not_empty_or_not_there_or_taken_is_refused()
    {
        (string image, string full, string taken) = (Image(), Target(), Target());
        File.WriteAllText(Path.Join(full, "mine"), "");
        Good("Mount-ImageView $a -MountPoint $b", image, taken);

        Assert.Equal(
            ["DestinationExists", "PathNotFound", "PathNotFound", "DestinationExists"],
            new[] { full, Path.Join(full, "none"), Path.Join(full, "mine"), taken }.Select(target =>
                Assert.Single(Session.Run("Mount-ImageView $a -MountPoint $b", image, target).Errors).FullyQualifiedErrorId.Split(',')[0]));
        Assert.Single(MountFiles("*.erofs"));
    }

    [KernelMountFact]
    public void Of_several_images_one_folder_shows_none_but_the_first()
    {
        string target = Target();

        Result result = Session.Run("Mount-ImageView $a, $a -MountPoint $b", Image(), target);

        Assert.Single(result.Output);
        Assert.Equal("SeveralImages", Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [MountTheory]
    [InlineData("Kernel")]
    [InlineData("Fuse")]
    public void A_hundred_mounts_leave_nothing_behind(string driver)
    {
        (string image, string target) = (Image(), Target());
        Good("Mount-ImageView $a -MountPoint $b -Driver $c; Dismount-ImageView $b", image, target, driver);
        int before = Directory.EnumerateFiles("/proc/self/fd").Count();

        Good("foreach ($i in 1..100) { $null = Mount-ImageView $a -MountPoint $b -Driver $c; Dismount-ImageView $b }", image, target, driver);

        // Those who served the last one give back what they have when they notice.
        SpinWait.SpinUntil(() => Directory.EnumerateFiles("/proc/self/fd").Count() <= before + 20, TimeSpan.FromMinutes(1));
        Assert.InRange(Directory.EnumerateFiles("/proc/self/fd").Count(), 0, before + 20);
        Assert.Empty(MountFiles("*"));
        Assert.DoesNotContain(target, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [KernelMountFact]
    public void A_session_that_is_killed_leaves_a_mount_that_works_and_can_be_ended()
    {
        string target = Target();
        // What a killed session leaves is what this one makes and forgets: no process serves the mount.
        using (var other = new Session())
            Assert.Empty(other.Run("Mount-ImageView $a -MountPoint $b", Image(), target).Errors);

        Assert.Equal("a", Output("cat", Path.Join(target, "a")));
        Good("Get-ImageView | Where-Object MountPoint -EQ $a | Dismount-ImageView", target);
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
    }

    [KernelMountFact]
    public void A_process_that_is_killed_leaves_no_mount_that_nobody_serves()
    {
        (string image, string target) = (Image(), Target());
        var start = new ProcessStartInfo("dotnet", ["pwsh", "-NoProfile", "-Command", $"Import-Module '{Repository.Manifest}'; $null = Mount-ImageView '{image}' -MountPoint '{target}' -Driver Fuse; $PID; Start-Sleep 600"])
        {
            RedirectStandardOutput = true, WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        // The tool's own process is a child of what was started.
        using var shell = Process.GetProcessById(int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
        Assert.Equal("a", Output("cat", Path.Join(target, "a")));

        shell.Kill(entireProcessTree: false);

        Assert.True(SpinWait.SpinUntil(() => !File.ReadAllText("/proc/self/mountinfo").Contains(target, StringComparison.Ordinal), TimeSpan.FromMinutes(1)));
        Assert.True(SpinWait.SpinUntil(() => MountFiles("*.view").Length == 0, TimeSpan.FromMinutes(1)));
    }

    [KernelMountFact]
    public void A_detached_mount_outlives_its_session_and_its_process_ends_with_it()
    {
        (string image, string target) = (Image(), Target());
        string mount = $"Import-Module '{Repository.Manifest}'; (Mount-ImageView '{image}' -MountPoint '{target}' -Detached).Driver; $error";
        Assert.Equal("Fuse", Output("dotnet", "pwsh", "-NoProfile", "-Command", mount).Trim());

        Assert.Equal("a", Output("cat", Path.Join(target, "a")));
        Good("Dismount-ImageView $a", target);

        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
        Assert.True(SpinWait.SpinUntil(() => Output("pgrep", "-f", target).Length == 0, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_folder_and_a_name_are_not_given_together() =>
        Assert.Equal("ParametersExclude", Assert.Single(Session.Run("Mount-ImageView $a -MountPoint $b -Name x", Image(), "/nowhere").Errors).FullyQualifiedErrorId.Split(',')[0]);

    [Fact]
    public void Where_nothing_can_be_mounted_on_a_folder_the_error_says_why_and_names_the_drive()
    {
        if (KernelMounts.WhyNot is null)
            return;
        ErrorRecord error = Assert.Single(Session.Run("Mount-ImageView $a -MountPoint $b", Image(), Target()).Errors);

        Assert.True(error.FullyQualifiedErrorId.Split(',')[0] is "AccessDenied" or "MountFailed");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (string target in _targets)
            Session.Run("Get-ImageView | Where-Object MountPoint -EQ $a | Dismount-ImageView -Force", target);
        base.Dispose(disposing);
    }

    private string Image() => Folder.Write("image.tar", EntryLine.Image(["a"], ["b"]).DockerArchive());

    private string Target()
    {
        string target = Folder.Folder($"mnt{_targets.Count}");
        _targets.Add(target);
        return target;
    }

    private static string[] MountFiles(string pattern) =>
        Path.Join(Environment.GetEnvironmentVariable(OwnCache.FolderVariable), "mounts") is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
