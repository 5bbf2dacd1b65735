using System.Diagnostics;
using System.Management.Automation;
using System.Security.Cryptography;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Mounting;

namespace PSLayers.Tests.Provider;

/// <summary>The content of files of a writable drive, written by the everyday commands.</summary>
public sealed class WritableContentTests : ProviderTest
{
    private const string Writable = "-Writable";

    [LinuxFact]
    public void Content_is_written_added_and_cleared_and_the_archive_stays_as_it_is()
    {
        string archive = Mount(EntryLine.Image(["etc/motd", "etc/other"]), options: Writable);
        byte[] before = SHA256.HashData(File.ReadAllBytes(archive));

        Good("Set-Content app:/etc/motd 'hello', 'world'; Add-Content app:/etc/motd 'again'; Set-Content app:/etc/new -NoNewline -Value one, two");
        Assert.Equal("hello|world|again", Text("app:/etc/motd"));
        Assert.Equal("onetwo", Text("app:/etc/new"));
        Assert.Equal(["motd", "new", "other"], Names("app:/etc"));
        Good("Clear-Content app:/etc/motd");

        Assert.Equal("", Text("app:/etc/motd"));
        Assert.Equal("etc/other", Text("app:/etc/other"));
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(archive)));
    }

    [LinuxTheory]
    [InlineData("-Encoding utf8BOM", "EF-BB-BF-C3-A4-0A-C3-B6-0A")]
    [InlineData("-Encoding unicode", "FF-FE-E4-00-0A-00-F6-00-0A-00")]
    [InlineData("-Encoding latin1 -NoNewline", "E4-F6")]
    [InlineData("", "C3-A4-0A-C3-B6-0A")]
    public void Text_is_written_as_PowerShell_writes_it(string options, string bytes)
    {
        Mount(EntryLine.Image(["f"]), options: Writable);

        Good($"Set-Content app:/f 'ä' {options}; Add-Content app:/f 'ö' {options}");
        Good($"Push-Location app:/; 'ä' | Set-Content ./g {options}; 'ö' | Add-Content ./g {options}; Pop-Location");

        Assert.Equal(bytes, Bytes("app:/f"));
        Assert.Equal(bytes, Bytes("app:/g"));
    }

    [LinuxFact]
    public void What_is_added_to_a_text_is_written_as_the_text_is()
    {
        Mount(EntryLine.Image(["f"]), options: Writable);

        Good("Set-Content app:/f 'ä' -Encoding unicode -NoNewline; Add-Content app:/f 'ö'; Get-Item app:/f | Add-Content -Value 'ü'");
        Assert.Equal("FF-FE-E4-00-F6-00-0A-00-FC-00-0A-00", Bytes("app:/f"));
        Good("Set-Content app:/f 'ä' -Encoding unicode -NoNewline; Add-Content app:/f 'ö' -Encoding utf8");

        Assert.Equal("FF-FE-E4-00-C3-B6-0A", Bytes("app:/f"));
    }

    [LinuxFact]
    public void Bytes_are_written_as_they_are()
    {
        Mount(EntryLine.Image(["f"]), options: Writable);

        Good("Set-Content app:/f -AsByteStream -Value ([byte[]](0, 255)); 7, 8 | ForEach-Object { [byte] $_ } | Add-Content app:/f -AsByteStream; Get-Content app:/f -AsByteStream -Raw | Set-Content app:/g -AsByteStream");

        Assert.Equal("00-FF-07-08", Bytes("app:/f"));
        Assert.Equal("00-FF-07-08", Bytes("app:/g"));
    }

    [LinuxFact]
    public void A_file_may_be_read_while_it_is_written_anew()
    {
        Mount(EntryLine.Image(["f"]), options: Writable);

        Good("Set-Content app:/f (1..50000); Get-Content app:/f | Where-Object { $_ % 10000 -eq 0 } | Set-Content app:/f");

        Assert.Equal("10000|20000|30000|40000|50000", Text("app:/f"));
    }

    [LinuxTheory]
    [InlineData("Set-Content app:/d/f -AsByteStream -Value ([byte] 1), 'no byte'")]
    [InlineData("Add-Content app:/d/f -AsByteStream -Value ([byte] 1), 'no byte'")]
    [InlineData("Set-Content app:/d/f y -WhatIf; Write-Error x")]
    [InlineData("Clear-Content app:/d/f -WhatIf; Write-Error x")]
    [InlineData("Set-Content app:/d/none/f y")]
    [InlineData("Set-Content app:/d y")]
    [InlineData("Clear-Content app:/d/none")]
    [InlineData("Copy-Item app:/d/f app:/d/f")]
    [InlineData("Move-Item app:/d/f app:/d/g")]
    [InlineData("Rename-Item app:/d/f g")]
    [InlineData("Rename-Item app:/d/f ../g")]
    [InlineData("Rename-Item app:/d/f /h")]
    [InlineData("Rename-Item app:/d/f ..")]
    [InlineData("Copy-Item app:/d/f app:/d/none/")]
    [InlineData("Move-Item app:/d/f app:/d/none/")]
    [InlineData("New-Item app:/d/f -Value y")]
    [InlineData("New-Item app:/d -ItemType Directory")]
    [InlineData("New-Item app:/d/h -ItemType HardLink -Target /none")]
    [InlineData("New-Item app:/d/h -ItemType Rock")]
    [InlineData("Remove-Item app:/ -Recurse")]
    [InlineData("Copy-Item app:/d app:/d/e -Recurse")]
    [InlineData("Move-Item app:/d app:/d/e")]
    [InlineData("Remove-Item app:/d -Recurse -WhatIf; Write-Error x")]
    [InlineData("Move-Item app:/d/f app:/d/h -WhatIf; Write-Error x")]
    [InlineData("Copy-Item app:/d/f app:/d/h -WhatIf; Write-Error x")]
    [InlineData("New-Item app:/d/h -WhatIf; Write-Error x")]
    public void What_fails_or_is_only_asked_changes_nothing(string command)
    {
        string upper = Folder.Folder("upper");
        Mount(EntryLine.Image(["d/f", "d/g"]), options: $"-Writable -UpperPath '{upper}'");

        ErrorRecord error = Session.Run(command).Error;

        Assert.DoesNotContain("InternalError", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["d", "d/f", "d/g"], Good("Get-ChildItem app:/ -Recurse -Name").Output.Select(name => name.ToString()));
        Assert.Equal("d/f d/g", Text("app:/d/f") + " " + Text("app:/d/g"));
        Assert.Empty(Directory.GetFileSystemEntries(upper + ".work/drafts"));
    }

    [LinuxFact]
    public async Task A_command_that_is_stopped_leaves_what_was_there()
    {
        Mount(EntryLine.Image(["f"]), options: Writable);
        using PowerShell shell = Session.NewShell("& { 'half'; Write-Progress begun; Start-Sleep 600 } | Set-Content app:/f");
        var begun = new TaskCompletionSource();
        shell.Streams.Progress.DataAdded += (_, _) => begun.TrySetResult();

        Task<PSDataCollection<PSObject>> run = Task.Run(() => shell.InvokeAsync());
        await begun.Task;
        await Task.Run(shell.Stop);
        await Assert.ThrowsAsync<PipelineStoppedException>(() => run);

        Assert.Equal("f", Text("app:/f"));
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Bytes(string path) => BitConverter.ToString([.. Good("Get-Content $a -AsByteStream", path).Output.Select(item => (byte)item.BaseObject)]);
}
