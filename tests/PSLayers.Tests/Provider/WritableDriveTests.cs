using System.Diagnostics;
using System.Management.Automation;
using System.Security.Cryptography;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Mounting;
using PSLayers.Tests.Processes;

namespace PSLayers.Tests.Provider;

/// <summary>A drive that is written to, and the folder that has its changes.</summary>
public sealed class WritableDriveTests : ProviderTest
{
    private const string Writable = "-Writable";

    [LinuxFact]
    public void The_drive_stands_for_its_image_where_images_are_compared()
    {
        string archive = Mount(EntryLine.Image(["f"]), options: Writable);
        Good("Set-Content app:/g x");

        Assert.Equal(["/g"], Good("Compare-ContainerImage $a app:", archive).Texts("InnerPath"));
        Assert.Equal(["/g"], Good("Compare-ContainerImage app: $a", archive).Texts("InnerPath"));
    }

    [LinuxFact]
    public void A_folder_with_files_that_nobody_noted_is_taken_with_a_warning()
    {
        string upper = Folder.Folder("upper");
        File.WriteAllText(Path.Join(upper, "mine"), "x");
        string archive = Folder.Write("image.tar", EntryLine.Image(["f"]).DockerArchive());

        Assert.Contains("had files before", Good("$null = Mount-ImageView $a -Name app -Writable -UpperPath $b -WarningVariable said; $said", archive, upper).Output.Single().ToString(), StringComparison.Ordinal);
        Assert.Equal(["f", "mine"], Names("app:/"));
        Good("Dismount-ImageView app");

        Assert.Empty(Good("$null = Mount-ImageView $a -Name app -Writable -UpperPath $b -WarningVariable said; $said", archive, upper).Output);
    }

    [LinuxFact]
    public void The_objects_of_a_drive_are_the_files_as_they_are_now()
    {
        Mount(EntryLine.Image(["etc/motd", "etc/other"]), options: Writable);
        string destination = Folder.Folder("out");

        Good("Set-Content app:/etc/motd new -NoNewline; Remove-Item app:/etc/other");
        Assert.Equal(["new"], Good("Get-Item app:/etc/motd | Get-ImageContent").Output.Select(line => line.ToString()));
        Assert.Equal(["/etc", "/etc/motd"], Good("Get-ImageFile app: -Recurse").Texts("InnerPath"));
        Assert.Equal([1], Good("Get-Item app:/etc/motd").Of("LayerIndex"));
        Assert.Equal(2, Good("Get-ImageLayer app:").Output.Count);
        Good("Export-ImageFile app: /etc $a; Get-Item app:/etc/motd | Export-ImageFile -Destination $a/copy", destination);

        Assert.Equal("newnew", File.ReadAllText(destination + "/etc/motd") + File.ReadAllText(destination + "/copy"));
        Assert.Equal("motd", string.Join(' ', Directory.GetFiles(destination + "/etc").Select(Path.GetFileName)));
    }

    [LinuxFact]
    public void The_changes_of_a_folder_are_there_again_and_belong_to_one_image()
    {
        string upper = Path.Join(Folder.Root, "upper");
        string archive = Mount(EntryLine.Image(["f"]), options: $"-Writable -UpperPath '{upper}'");
        PSObject view = Good("Get-ImageView app").Output[0];
        Assert.Equal((true, upper), (view.Get("IsWritable"), view.Get("UpperPath")));
        Good("Set-Content app:/f changed -NoNewline");
        Assert.StartsWith("DriveInUse,", Session.Run("Mount-ImageView $a -Name again -Writable -UpperPath $b", archive, upper).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Good("Dismount-ImageView app");

        Good("$null = New-PSDrive -Name app -PSProvider ImageView -Root $a -Writable -UpperPath $b -Scope Global", archive, upper);
        Assert.Equal("changed", Text("app:/f"));
        Good("Dismount-ImageView app");
        string other = Folder.Write("other.tar", EntryLine.Image(["g"]).DockerArchive());
        Assert.StartsWith("DestinationExists,", Session.Run("Mount-ImageView $a -Writable -UpperPath $b", other, upper).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Changes_without_a_folder_go_with_the_drive_which_says_so()
    {
        Mount(EntryLine.Image(["f", "g"]), options: Writable);
        string upper = (string)Good("Get-ImageView app").Output[0].Get("UpperPath")!;
        Good("Set-Content app:/f 1; Remove-Item app:/g; $global:made = Get-ImageView app | Add-ImageLayer");

        Assert.Contains("2 changed files", Session.Show("Dismount-ImageView app -WhatIf"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(upper));
        Good("Dismount-ImageView app");

        Assert.False(Directory.Exists(Path.GetDirectoryName(upper)));
        Assert.Contains("gone", Session.Run("$made | Export-ContainerImage -Destination $a", Path.Join(Folder.Root, "late.tar")).Error.Exception.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_session_that_closes_takes_such_changes_along()
    {
        Mount(EntryLine.Image(["f"]), options: Writable);
        string upper = (string)Good("Get-ImageView app").Output[0].Get("UpperPath")!;

        Session.Dispose();

        Assert.False(Directory.Exists(Path.GetDirectoryName(upper)));
    }

    [LinuxTheory]
    [InlineData("Mount-ImageView $a -Writable -UpTo 0", "ParametersExclude")]
    [InlineData("Mount-ImageView $a -Writable -IncludeLayers", "ParametersExclude")]
    [InlineData("Mount-ImageView $a -UpperPath x", "WritableMissing")]
    [InlineData("New-PSDrive x ImageView $a -Writable -UpTo 0", "MountFailed")]
    [InlineData("New-PSDrive x ImageView $a -UpperPath x", "MountFailed")]
    [InlineData("Mount-ImageView $a -Writable -UpperPath /nothing/there", "PathNotFound")]
    [InlineData("Mount-ImageView $a -Writable -UpperPath Env:/x", "PathNotFound")]
    public void What_makes_no_sense_together_is_refused(string command, string id)
    {
        string archive = Folder.Write("a.tar", EntryLine.Image(["f"]).DockerArchive());

        ErrorRecord error = Assert.ThrowsAny<RuntimeException>(() =>
        {
            if (Session.Run(command + "; Get-ImageView", archive) is { Errors: [var error] })
                throw new RuntimeException("", null, error);
        }).ErrorRecord;

        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(Good("Get-ImageView").Output);
    }

    [LinuxFact(needsRoot: true)]
    public void A_full_disk_leaves_what_was_there_and_no_litter()
    {
        string disk = Folder.Folder("disk");
        Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk);
        try
        {
            Mount(EntryLine.Image(["f", "d/g"]), options: $"-Writable -UpperPath '{disk}/upper'");
            Mount(new ImageBuilder().Tag("t:1").Layer(new TarBuilder().File("large", new byte[2_000_000])), "other");
            string large = Folder.Write("large", RandomNumberGenerator.GetBytes(2_000_000));

            Good("Set-Content app:/f before -NoNewline");
            foreach (string command in new[] { "Set-Content app:/f ('x' * 2000000)", "Add-Content app:/f ('x' * 2000000)", "Copy-Item other:/large app:/f", "Import-ImageFile $a app:/f -Force", "1..3000 | ForEach-Object { 'x' * 1000 } | Set-Content app:/f" })
                Assert.Contains("DiskFull", Session.Run($"{command} 2>&1 | Select-Object -First 1 | ForEach-Object {{ $_.Exception, $_.Exception.InnerException | ForEach-Object ErrorId }}", large).Output.Select(id => id.ToString()));

            Assert.Equal("before", Text("app:/f"));
            Assert.Empty(Directory.GetFileSystemEntries(disk + "/upper.work/drafts"));
            Good("Dismount-ImageView app");
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [LinuxFact(needsRoot: true)]
    public void A_folder_on_a_disk_that_cannot_be_written_is_an_error()
    {
        string disk = Folder.Folder("disk");
        Run("mount", "-t", "tmpfs", "none", disk);
        try
        {
            Directory.CreateDirectory(disk + "/upper");
            Run("mount", "-o", "remount,ro", disk);
            string archive = Folder.Write("a.tar", EntryLine.Image(["f"]).DockerArchive());

            ErrorRecord error = Session.Run("Mount-ImageView $a -Writable -UpperPath $b", archive, disk + "/upper").Error;

            Assert.Contains("read-only", error.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.Empty(Good("Get-ImageView").Output);
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [LinuxFact(needsRoot: true)]
    public void Who_is_not_root_changes_images_as_well()
    {
        string archive = Folder.Write("a.tar", new ImageBuilder().Tag("t:1").Layer(new TarBuilder().File("etc/f", "f", uid: 7, gid: 8, mode: 0b100_110_100_000).File("etc/g", "g")).DockerArchive());
        string home = Folder.Folder("home");
        Run("chmod", "755", Folder.Root);
        Run("chown", "65534:65534", home);

        Finished session = Pwsh.ShellAsNobody(home, $$"""
            $null = Mount-ImageView '{{archive}}' -Name app -Writable -UpperPath {{home}}/upper
            Add-Content app:/etc/f more; Remove-Item app:/etc/g; Copy-Item app:/etc app:/copy -Recurse; Rename-Item app:/copy moved
            Set-Content {{home}}/new new; Import-ImageFile {{home}}/new app:/etc -Owner 33:34 -Mode 4755
            Get-ChildItem app:/ -Recurse -File | ForEach-Object { "$($_.InnerPath) $($_.Owner) $($_.ModeString)" }
            id -u; Dismount-ImageView app
            $null = Mount-ImageView '{{archive}}' -Name app -Writable; Set-Content app:/etc/f gone; Get-Content app:/etc/f; Dismount-ImageView app
            """);

        Assert.Equal("", session.Error);
        Assert.Equal(["/etc/f 7:8 -rwSr-----", "/etc/new 33:34 -rwsr-xr-x", "/moved/f 7:8 -rwSr-----", "65534", "gone"], session.Lines.Select(line => line.Trim()).Order(StringComparer.Ordinal).OrderBy(line => line[0] != '/'));
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Bytes(string path) => BitConverter.ToString([.. Good("Get-Content $a -AsByteStream", path).Output.Select(item => (byte)item.BaseObject)]);
}
