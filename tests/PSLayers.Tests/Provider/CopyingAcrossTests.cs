using System.Diagnostics;
using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Mounting;

namespace PSLayers.Tests.Provider;

/// <summary>Copying between the disk and a writable drive, which PowerShell leaves to no provider.</summary>
public sealed class CopyingAcrossTests : ProviderTest
{
    private const string Writable = "-Writable";

    [LinuxFact]
    public void Copying_to_the_disk_names_what_does()
    {
        Mount(EntryLine.Image(["d/f"]), options: Writable);

        foreach (string verb in new[] { "Copy", "Move" })
        {
            PSObject error = Assert.Single(Good($"try {{ {verb}-Item app:/d $a }} catch {{ $_ }}", Folder.Root).Output);
            Assert.StartsWith(verb + "ItemSourceAndDestinationNotSameProvider", (string)error.Get("FullyQualifiedErrorId")!, StringComparison.Ordinal);
            Assert.Contains("Export-ImageFile", error.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal("d/f", Text("app:/d/f"));
        Assert.NotEmpty(Session.Complete("Copy-Item app:/d ./sam"));
    }

    [LinuxTheory]
    [InlineData("Copy-Item samples/policy.psd1 app:/d")]
    [InlineData("Copy-Item -LiteralPath samples/policy.psd1, build.ps1 app:/d/new -Recurse")]
    [InlineData("Get-ChildItem samples/policy.psd1 | Copy-Item -Destination app:/d")]
    public void Copying_from_the_disk_names_what_does(string command)
    {
        Mount(EntryLine.Image(["d/f"]), options: Writable);

        PSObject error = Assert.Single(Good($"try {{ {command} }} catch {{ $_ }}").Output);

        Assert.StartsWith("CopyItemSourceAndDestinationNotSameProvider,", (string)error.Get("FullyQualifiedErrorId")!, StringComparison.Ordinal);
        Assert.Matches("Import-ImageFile [^:]*samples/policy.psd1 -Destination app:/d", error.ToString());
        Assert.Empty(Session.Run(command + " -ErrorAction SilentlyContinue").Errors);
    }

    [LinuxFact]
    public void Copying_on_the_disk_is_as_it_was_also_from_a_drive()
    {
        Mount(EntryLine.Image(["d/f"]), options: Writable);
        string file = Folder.Write("x", "x"u8.ToArray());

        Good("Push-Location app:/d; Copy-Item $a $b/y; Get-Item $a | Copy-Item -Destination $b/z; Copy-Item ./f ./g; Get-Item ./f | Copy-Item -Destination app:/h; Pop-Location", file, Folder.Root);

        Assert.Equal("xx", File.ReadAllText(Folder.Root + "/y") + File.ReadAllText(Folder.Root + "/z"));
        Assert.Equal("d/fd/f", Text("app:/d/g") + Text("app:/h"));
    }

    [LinuxFact]
    public void Paths_of_the_pipeline_are_copied_wherever_the_session_is()
    {
        Mount(EntryLine.Image(["d/f", "d/g", "e/"]), options: Writable);

        Good("Get-ChildItem app:/d | Copy-Item -Destination app:/e; Get-ChildItem app:/d | Move-Item -Destination app:/; Push-Location Env:; Get-Item app:/f | Set-Content -Value new; Pop-Location");

        Assert.Equal(["d", "e", "f", "g", "e/f", "e/g"], Good("Get-ChildItem app:/ -Recurse -Name").Output.Select(name => name.ToString()));
        Assert.Equal("new", Text("app:/f"));
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
