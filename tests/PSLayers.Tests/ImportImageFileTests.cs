using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Mounting;
using PSLayers.Tests.Provider;

namespace PSLayers.Tests;

/// <summary>Import-ImageFile: what is copied onto a writable drive, and where it goes by the rules of docker cp.</summary>
public sealed class ImportImageFileTests : ProviderTest
{
    [LinuxTheory]
    [InlineData("conf", "app:/etc", "/etc/conf /etc/conf/a /etc/conf/sub /etc/conf/sub/b")]
    [InlineData("conf", "app:/etc/app", "/etc/app /etc/app/a /etc/app/sub /etc/app/sub/b")]
    [InlineData("conf/", "app:/etc/app/", "/etc/app /etc/app/a /etc/app/sub /etc/app/sub/b")]
    [InlineData("conf/.", "app:/etc/", "/etc/a /etc/sub /etc/sub/b")]
    [InlineData("conf/*", "app:/etc", "/etc/a /etc/sub /etc/sub/b")]
    [InlineData("conf/a", "app:/etc", "/etc/a")]
    [InlineData("conf/a", "app:/etc/new", "/etc/new")]
    [InlineData("conf/a", "app:/link", "/etc/a")]
    [InlineData("conf/a", "app:/dangling", "/etc/later")]
    public void A_copy_goes_where_docker_cp_would_put_it(string source, string destination, string made)
    {
        Mount(EntryLine.Image(["etc/motd", "link -> etc", "dangling -> etc/later"]), options: "-Writable");
        Conf();

        Result result = Good("Push-Location $a; Import-ImageFile $b $c -PassThru; Pop-Location", Folder.Root, source, destination);

        Assert.Equal(made, string.Join(' ', result.Texts("InnerPath").Order(StringComparer.Ordinal)));
        Assert.Equal("etc/motd", Text("app:/etc/motd"));
    }

    [LinuxTheory]
    [InlineData("Import-ImageFile conf/a app:/none/", "FileNotFound")]
    [InlineData("Import-ImageFile conf/a app:/none/x", "FileNotFound")]
    [InlineData("Import-ImageFile conf/a app:/etc/motd/", "NotADirectory")]
    [InlineData("Import-ImageFile conf/a app:/etc/motd", "DestinationExists")]
    [InlineData("Import-ImageFile conf app:/etc/motd -Force", "DestinationExists")]
    [InlineData("Import-ImageFile conf/a app:/ -Force", "DestinationExists")]
    [InlineData("Import-ImageFile conf/none app:/etc", "PathNotFound")]
    [InlineData("Import-ImageFile app:/etc/motd app:/etc", "PathNotFound")]
    [InlineData("Import-ImageFile conf/a ./conf/b", "PathNotFound")]
    [InlineData("Import-ImageFile conf/a Env:/b", "PathNotFound")]
    [InlineData("Import-ImageFile conf/a nosuchdrive:/b", "PathNotFound")]
    [InlineData("Import-ImageFile conf/a fixed:/", "ViewReadOnly")]
    [InlineData("Import-ImageFile conf/a app:/etc -Owner nosuchuser", "ValueIgnored")]
    [InlineData("Import-ImageFile conf/a app:/etc -Mode rwx", "ValueIgnored")]
    [InlineData("Import-ImageFile conf app:/etc -Ignore '['", "ValueIgnored")]
    [InlineData("Get-ChildItem conf | Import-ImageFile -Destination app:/none", "PathNotFound")]
    public void What_cannot_be_copied_is_one_error_and_nothing_changes(string command, string id)
    {
        Mount(EntryLine.Image(["etc/motd", "a/x"]), options: "-Writable");
        Mount(EntryLine.Image(["f"]), "fixed");
        Conf();

        ErrorRecord error = Session.Run($"Push-Location $a; {command}; Pop-Location", Folder.Root).Error;

        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(["a", "etc", "a/x", "etc/motd"], Good("Get-ChildItem app:/ -Recurse -Name").Output.Select(name => name.ToString()));
    }

    [LinuxFact]
    public void Files_keep_modes_and_times_and_belong_to_root_or_to_whom_the_user_says()
    {
        Mount(EntryLine.Image(["etc/passwd"]), options: "-Writable");
        Good("Set-Content app:/etc/passwd 'www:x:33:34::/:/bin/sh'");
        string conf = Conf();
        Good("chmod 4600 $a/a", conf);
        File.SetLastWriteTimeUtc(conf + "/sub", new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Good("Import-ImageFile $a app:/one; Import-ImageFile $a app:/two -Owner www -Mode 'u=rwX,go='; Import-ImageFile $a app:/three -PreserveOwnership", conf);

        Assert.Equal(["0:0", "33:34"], Good("Get-Item app:/one/a, app:/two/sub/b").Texts("Owner"));
        Assert.Equal(["-rwS------", "-rw-------", "drwx------"], Good("Get-Item app:/one/a, app:/two/a, app:/two/sub").Texts("ModeString"));
        Assert.Equal([new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero)], Good("Get-Item app:/one/sub").Of("LastWriteTime"));
        Assert.True(!Environment.IsPrivilegedProcess || Good("Get-Item app:/three/a").Texts("Owner")[0] == "0:0");
    }

    [LinuxFact]
    public void Links_stay_links_and_holes_take_no_room()
    {
        string upper = Path.Join(Folder.Root, "upper");
        Mount(EntryLine.Image(["etc/motd"]), options: $"-Writable -UpperPath '{upper}'");
        string conf = Conf();
        File.CreateSymbolicLink(conf + "/link", "a");
        Good("$null = New-Item $a/hard -ItemType HardLink -Target $a/a", conf);
        using (FileStream sparse = File.Create(conf + "/sparse"))
            sparse.SetLength(100_000_000);

        Good("Import-ImageFile $a app:/etc/app", conf);

        Assert.Equal(["File", "HardLink", "SymbolicLink"], Good("Get-Item app:/etc/app/a, app:/etc/app/hard, app:/etc/app/link").Texts("Type").Order());
        Assert.Equal("a|a", Text("app:/etc/app/hard") + "|" + Text("app:/etc/app/link"));
        Assert.Equal([100_000_000L], Good("Get-Item app:/etc/app/sparse").Of("Size"));
        Assert.True(long.Parse(Good("(du -k $a) -split '\\s' | Select-Object -First 1", upper + "/etc/app/sparse").Output[0].ToString()) < 1000);
    }

    [LinuxFact]
    public void What_is_there_is_replaced_by_force_and_what_is_to_be_left_out_is()
    {
        Mount(EntryLine.Image(["etc/app/a", "etc/app/own", "etc/app/sub/b"]), options: "-Writable");
        string conf = Conf();

        Good("Get-ChildItem $a -Directory -Filter conf | Import-ImageFile -Destination app:/etc/new -Ignore sub; Import-ImageFile $a/conf/. app:/etc/app -Force -WhatIf", Folder.Root);
        Assert.Equal(["a"], Names("app:/etc/new"));
        Assert.Equal("etc/app/a", Text("app:/etc/app/a"));
        Good("Import-ImageFile $a/. app:/etc/app -Force", conf);

        Assert.Equal("a|b|etc/app/own", string.Join('|', Text("app:/etc/app/a"), Text("app:/etc/app/sub/b"), Text("app:/etc/app/own")));
    }

    [LinuxFact]
    public void What_cannot_be_read_is_told_and_the_rest_is_copied()
    {
        Mount(EntryLine.Image(["etc/app/a/x"]), options: "-Writable");
        string conf = Conf();
        Good("mkfifo $a/pipe", conf);

        using PowerShell shell = Session.NewShell("Import-ImageFile $a/. app:/etc/app", conf);
        shell.Invoke();

        Assert.StartsWith("DestinationExists,", Assert.Single(shell.Streams.Error).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("pipe", Assert.Single(shell.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal("b", Text("app:/etc/app/sub/b"));
    }

    private string Conf()
    {
        Folder.Write("conf/a", "a"u8.ToArray());
        Folder.Write("conf/sub/b", "b"u8.ToArray());
        return Path.Join(Folder.Root, "conf");
    }
}
