using System.Diagnostics;
using System.Management.Automation;
using System.Security.Cryptography;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Mounting;
using PSLayers.Tests.Processes;

namespace PSLayers.Tests.Provider;

/// <summary>A drive that is written to by the everyday commands, as its user does.</summary>
public sealed class WritableDriveTests : ProviderTest
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
        Good("Set-Content app:/f 1; Remove-Item app:/g");

        Assert.Contains("2 changed files", Session.Show("Dismount-ImageView app -WhatIf"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(upper));
        Good("Dismount-ImageView app");

        Assert.False(Directory.Exists(Path.GetDirectoryName(upper)));
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
