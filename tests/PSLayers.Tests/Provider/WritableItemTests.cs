using System.Diagnostics;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Mounting;

namespace PSLayers.Tests.Provider;

/// <summary>Files of a writable drive are made, removed, renamed, moved and copied by the everyday commands.</summary>
public sealed class WritableItemTests : ProviderTest
{
    private const string Writable = "-Writable";

    [LinuxFact]
    public void Files_directories_and_links_are_made()
    {
        Mount(EntryLine.Image(["etc/motd"]), options: Writable);

        Result made = Good("""
            New-Item app:/etc/a/b -ItemType Directory
            New-Item app:/etc/a/b/file -Value text
            New-Item app:/x/y/file -Value first -Force
            New-Item app:/x/y/file -Value second -Force
            New-Item app:/etc -Name link -ItemType SymbolicLink -Target a/b
            New-Item app:/etc/absolute -ItemType SymbolicLink -Target app:/x/y/file
            New-Item app:/etc/hard -ItemType HardLink -Target app:/etc/motd
            New-Item app:/etc/a -ItemType Directory -Force
            """);

        Assert.Equal(["/etc/a/b", "/etc/a/b/file", "/x/y/file", "/x/y/file", "/etc/link", "/etc/absolute", "/etc/hard", "/etc/a"], made.Texts("InnerPath"));
        Assert.Equal(["drwxr-xr-x", "-rw-r--r--"], Good("Get-Item app:/etc/a/b, app:/etc/a/b/file").Texts("ModeString"));
        Assert.Equal("text|second|etc/motd", string.Join('|', Text("app:/etc/link/file"), Text("app:/etc/absolute"), Text("app:/etc/hard")));
        Good("Set-Content app:/etc/link/file changed -NoNewline; Add-Content app:/etc/hard more -NoNewline");
        Assert.Equal("changed|etc/motdmore", string.Join('|', Text("app:/etc/a/b/file"), Text("app:/etc/motd")));
    }

    [LinuxFact]
    public void What_is_removed_is_gone_and_may_come_again()
    {
        Mount(EntryLine.Image(["usr/share/doc/a", "usr/share/doc/b/c", "link -> usr/share", "keep"]), options: Writable);

        Good("Remove-Item app:/usr/share/doc -Recurse; Remove-Item app:/link");
        Assert.Equal(["keep", "usr", "usr/share"], Good("Get-ChildItem app:/ -Recurse -Name").Output.Select(name => name.ToString()));
        Good("New-Item app:/usr/share/doc -ItemType Directory");

        Assert.Empty(Names("app:/usr/share/doc"));
    }

    [LinuxFact]
    public void Wildcards_find_files_behind_a_link_to_a_directory_and_a_link_is_removed_itself()
    {
        Mount(EntryLine.Image(["usr/bin/a", "usr/bin/b1", "usr/bin/b2", "bin -> usr/bin", "sbin -> usr/bin"]), options: Writable);

        Assert.Equal(["a", "b1", "b2"], Good("Get-Item app:/bin/*").Output.Select(item => item.Get("PSChildName")));
        Good("Remove-Item app:/bin/b*; Push-Location app:/; Remove-Item sbi[n]; Pop-Location");

        Assert.Equal(["a"], Names("app:/usr/bin"));
        Assert.Equal(["bin", "usr"], Names("app:/"));
    }

    [LinuxTheory]
    [InlineData("Move-Item app:/d/f app:/d/g", "app:/d/g exists already")]
    [InlineData("Move-Item app:/d/f app:/e", "app:/e/f exists already")]
    [InlineData("Move-Item app:/d app:/h", "there is a directory app:/h/d already")]
    [InlineData("Rename-Item app:/d/f g", "app:/d/g exists already")]
    public void What_is_in_the_way_is_named(string command, string said)
    {
        Mount(EntryLine.Image(["d/f", "d/g", "e/f", "h/d/x"]), options: Writable);

        Assert.Contains(said.Replace('/', Path.DirectorySeparatorChar), Session.Run(command).Error.Exception.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_directory_that_is_not_empty_is_asked_about()
    {
        Mount(EntryLine.Image(["d/f"]), options: Writable);

        Session.Run("Remove-Item app:/d");
        Assert.Equal("d/f", Text("app:/d/f"));
        Session.Host.SaysYes = true;
        Good("Remove-Item app:/d");

        Assert.False((bool)Good("Test-Path app:/d").Output[0].BaseObject);
    }

    [LinuxFact]
    public void Files_and_directories_are_renamed_moved_and_copied()
    {
        Mount(EntryLine.Image(["a/one", "a/two", "b/"]), options: Writable);

        Good("""
            Rename-Item app:/a/one first
            Move-Item app:/a/first app:/b
            Copy-Item app:/a app:/c -Recurse
            Copy-Item app:/c app:/b -Recurse
            Copy-Item app:/a app:/empty
            Move-Item app:/b app:/d
            Rename-Item app:/d 'e:f'
            Copy-Item app:/a/* app:/empty
            """);

        Assert.Equal(["a", "c", "e：f", "empty", "a/two", "c/two", "e：f/c", "e：f/first", "e：f/c/two", "empty/two"],
            Good("Get-ChildItem app:/ -Recurse -Name").Output.Select(name => name.ToString()));
        Assert.Equal("a/one|a/two", Text("app:/e：f/first") + "|" + Text("app:/c/two"));
    }

    [LinuxFact]
    public void A_file_goes_in_the_place_of_another_by_force_only()
    {
        Mount(EntryLine.Image(["a", "b", "c", "d/"]), options: Writable);

        Good("Move-Item app:/a app:/b -Force; Copy-Item app:/b app:/c");
        Assert.StartsWith("DestinationExists,", Session.Run("Move-Item app:/b app:/c").Error.FullyQualifiedErrorId, StringComparison.Ordinal);

        Assert.Equal(["b", "c", "d"], Names("app:/"));
        Assert.Equal("aa", Text("app:/b") + Text("app:/c"));
    }

    [LinuxTheory]
    [InlineData("")]
    [InlineData("-Writable")]
    [InlineData("-UpTo 0")]
    public void What_is_copied_from_another_drive_keeps_owners_modes_and_attributes(string options)
    {
        var tar = new TarBuilder().Directory("d", mode: 0b111_000_000, uid: 7, gid: 8).File("d/f", "text", mode: 0b100_111_101_000, uid: 9, gid: 10, xattrs: new Dictionary<string, byte[]> { ["user.x"] = [1] })
            .HardLink("d/h", "d/f").Symlink("d/l", "f");
        Mount(new ImageBuilder().Tag("t:1").Layer(tar), "other", options);
        Mount(EntryLine.Image(["x"]), options: Writable);

        Good("Copy-Item other:/d app:/copy -Recurse");

        Result copied = Good("Get-Item app:/copy, app:/copy/f, app:/copy/h");
        bool isRoot = Environment.IsPrivilegedProcess;
        Assert.Equal(["7:8", "9:10", "9:10"], copied.Texts("Owner"));
        Assert.Equal("drwx------", copied.Texts("ModeString")[0]);
        Assert.Equal("rwsr-x---", copied.Texts("ModeString")[1][1..]);
        Assert.Equal("text|text|text", string.Join('|', Text("app:/copy/f"), Text("app:/copy/h"), Text("app:/copy/l")));
        Assert.True(!isRoot || Good("(Get-Item app:/copy/f).Xattrs['user.x']").Output.Count == 1);
        Assert.Contains("HardLink", Good("Get-ChildItem app:/copy").Texts("Type"));
    }

    [LinuxFact]
    public void Links_in_a_circle_are_listed_moved_and_removed_and_lead_to_nothing()
    {
        Mount(new ImageBuilder().Tag("t:1").Layer(new TarBuilder().Directory("d").Symlink("d/a", "b").Symlink("d/b", "a").Symlink("d/self", "self")), options: Writable);

        Assert.Equal(["a", "b", "self"], Names("app:/d"));
        Assert.Equal(false, Good("Test-Path app:/d/a/x").Output[0].BaseObject);
        Assert.StartsWith("LinkCycle,", Session.Run("Set-Content app:/d/self x").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Good("Rename-Item app:/d/a c; Move-Item app:/d/self app:/self; Remove-Item app:/d/b");

        Assert.Equal(["c"], Names("app:/d"));
        Good("Remove-Item app:/* -Recurse");
        Assert.Empty(Names("app:/"));
    }

    [LinuxFact]
    public void Files_move_between_writable_drives_only()
    {
        Mount(EntryLine.Image(["x/y", "z"]), "one", Writable);
        Mount(EntryLine.Image(["a"]), "two", Writable);
        Mount(EntryLine.Image(["b"]), "fixed");

        Good("Move-Item one:/x two:/");
        Assert.Equal("x/y", Text("two:/x/y"));
        Assert.Equal(["z"], Names("one:/"));
        Assert.StartsWith("ViewReadOnly,", Session.Run("Move-Item fixed:/b two:/").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Writable", Session.Run("Copy-Item two:/a fixed:/").Error.ToString(), StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("a＼b")]
    [InlineData("a：b")]
    [InlineData("100％")]
    [InlineData("[x]")]
    [InlineData("␊")]
    [InlineData("ä b")]
    public void Names_are_found_again_as_they_were_given(string name)
    {
        Mount(EntryLine.Image(["x"]), options: Writable);

        Good("$null = New-Item app:/d -ItemType Directory; Set-Content -LiteralPath \"app:/d/$a\" one; Rename-Item -LiteralPath \"app:/d/$a\" \"$a.2\"; Get-ChildItem app:/d | Add-Content -Value two", name);

        Assert.Equal(["one", "two"], Good("Get-ChildItem app:/d | Get-Content").Output.Select(line => line.ToString()));
        Good("Get-ChildItem app:/d | Remove-Item");
        Assert.Empty(Names("app:/d"));
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
