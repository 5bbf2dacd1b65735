using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>All ways on which text of an image can come to a user: output, errors, warnings, what is told when it is asked for, progress, questions,
/// completion, locations, prompts. On none of them is there a character that steers a terminal or misleads a reader. The content of a file is what it is.</summary>
public sealed class HostileStreamTests(HostileArchives archives) : IClassFixture<HostileArchives>
{
    private const string Everything = "$VerbosePreference = $DebugPreference = $WarningPreference = $InformationPreference = 'Continue'; $ErrorActionPreference = 'Continue'; ";

    // $a is a hostile image, $b another, $c one that is broken in many places, $d a folder to write to; the drives evil and stack show $a, and wet too, to be changed.
    public static TheoryData<string> Scripts =>
    [
        "Get-ContainerImage $a, $b, $c -IncludeSize", "Get-ContainerImage $a -Tag zz*, nothing", "Get-ContainerImage $a -Platform no/such", "Get-ContainerImage $a -ImageId sha256:00",
        "Get-ImageHistory $a, $c", "Get-ImageConfig $a, $c", "Get-ImageLayer $a, $c -Verify", "Get-ImageLayer $c -Fast", "Get-LayerEntry $a, $c", "Get-LayerEntry $a nothing, no*",
        "Get-ImageFile $a -Recurse", "Get-ImageFile $a -Hidden", "Get-ImageFile $a, $c /nothing, /no*, /l, /h, /x/y", "Get-ImageFile $a $e",
        "Get-ImageContent $a /l, /h, /none, /x", "Get-ImageContent $a /x*", "Get-ImageContent $c * -Raw", "Get-ImageFile $a -Recurse -Type SymbolicLink, HardLink | Get-ImageContent",
        "Get-LayerDiff $a, $c -Recurse", "Get-LayerDiff $a -ReferenceLayer 0 -DifferenceLayer 7", "Trace-ImageFile $a, $c /x*, /none, *", "Get-ImageFile $a -Recurse | Trace-ImageFile",
        "Compare-ContainerImage $a $b", "Compare-ContainerImage $a $b -Aspect Layer, History, Config, Size", "Compare-ContainerImage $a $c", "Compare-ContainerImage $a $b -InnerPath /x -Unified", "Compare-ContainerImage $a $b -InnerPath \"/x$e/$e\" -Unified",
        "Measure-ContainerImage $a, $c -IncludeDuplicateContent", "Export-ImageFile $a / $d -WhatIf", "Export-ImageFile $a / $d -Confirm -Force", "Export-ImageFile $c / $d -Force -Recurse",
        "Export-ImageFile $a / $d", "Export-ImageFile $a /none, /l, /h, /no* $d -Force", "Get-ImageFile $a -Recurse | Export-ImageFile -Destination $d -WhatIf",
        "Expand-ContainerImage $a $d -WhatIf", "Expand-ContainerImage $a \"$d/whole\" -Force", "Expand-ContainerImage $a \"$d/part\" -InnerPath /none, $e", "Expand-ContainerImage $c \"$d/broken\" -Force",
        "Mount-ImageView $a -WhatIf", "Mount-ImageView $a -Name evil", "Mount-ImageView $a -Name other -Confirm | Out-String; Dismount-ImageView other -Confirm", "Mount-ImageView $c",
        "Dismount-ImageView evil -WhatIf", "Dismount-ImageView none, no*", "Get-ImageView", "Get-PSDrive evil, stack | Format-List", "Get-PSDrive evil | Format-List * -Force", "Clear-ImageCache -WhatIf",
        "Get-ChildItem evil:/ -Recurse", "Get-ChildItem evil:/ -Name -Recurse", "Get-ChildItem stack:/ -Name -Recurse -Depth 2", "Get-ChildItem evil:/ -Recurse | ForEach-Object PSPath",
        "Get-ChildItem evil:/none", "Resolve-Path evil:/*", "Resolve-Path evil:/* -Relative", "Resolve-Path evil:/*/* | ForEach-Object Path", "Convert-Path evil:/*", "Split-Path evil:/* -Leaf -Resolve",
        "Get-Item evil:/* | Format-List *", "Get-Content evil:/*", "Remove-Item evil:/* -Recurse", "Set-Content evil:/x 1", "Copy-Item evil:/* $d", "Test-Path evil:/*", "New-Item evil:/n",
        "Get-ChildItem evil:/ -Directory | ForEach-Object { Push-Location $_.PSPath; (Get-Location).Path; $PWD; prompt; Get-Location | Format-List *; Pop-Location }",
        "Get-ChildItem stack:/ -Directory | ForEach-Object { Push-Location $_.PSPath; prompt; Get-ChildItem -Name; Pop-Location }",
        "Mount-ImageView $a -Name more -Writable -WhatIf", "Mount-ImageView $a -Name more -Writable -UpperPath \"$d/$e\" -WhatIf", "Get-ImageView wet | Format-List *", "Dismount-ImageView wet -WhatIf",
        "Import-ImageFile \"$d/*\" wet:/ -WhatIf", "Import-ImageFile $d \"wet:/in$e\" -PassThru", "Import-ImageFile $d \"wet:/none/$e\"", "Import-ImageFile \"$d/$e\" wet:/", "Import-ImageFile $d wet:/x -Owner $e",
        "Set-Content wet:/x 1 -PassThru", "Set-Content wet:/*4 1", "Clear-Content wet:/*4 -WhatIf", "Add-Content wet:/none/x 1", "New-Item \"wet:/n$e\" -Value 1", "New-Item \"wet:/n$e\"", "New-Item \"wet:/d$e\" -ItemType $e",
        "New-Item wet:/link -ItemType SymbolicLink -Target $e -Force", "New-Item wet:/hard -ItemType HardLink -Target $e", "Rename-Item wet:/x $e -WhatIf", "Rename-Item wet:/x \"$e/$e\"",
        "Copy-Item wet:/* wet:/copy -Recurse -PassThru -WhatIf", "Copy-Item evil:/* wet:/ -Recurse -PassThru", "Copy-Item evil:/l \"wet:/c$e\" -PassThru", "Move-Item evil:/x* wet:/", "Remove-Item wet:/* -Recurse -WhatIf",
        "Copy-Item wet:/x $d", "Get-ChildItem wet:/ -Recurse | ForEach-Object { $_ | Format-List *; $_.PSPath }", "Get-Help Get-ContainerImage -Full; Get-Help about_PSLayers",
        "try { Get-ContainerImage $c -ErrorAction Stop } catch { $_; $_ | Format-List * -Force; $_.Exception | Format-List * -Force; $_.Exception.ToString(); Get-Error -ErrorRecord $_ }",
        "try { Get-Content evil:/none -ErrorAction Stop } catch { $_; $_ | Format-List * -Force; $_.Exception | Format-List * -Force; $_.Exception.ToString() }",
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void No_stream_has_text_that_is_not_safe(string script)
    {
        Session session = archives.Session;
        object[] arguments = [archives.Evil, archives.Other, archives.Broken, archives.Destination, HostileArchives.Text];
        session.Host.SaysYes = true;
        using PowerShell shell = session.NewShell(Everything + script, arguments);
        List<PSObject> output = [.. shell.Invoke()];
        PSDataStreams streams = shell.Streams;
        string[] texts =
        [
            .. output.SelectMany(item => Texts(item)), .. streams.Error.SelectMany(Texts), .. streams.Warning.Select(record => record.ToString()),
            .. streams.Verbose.Select(record => record.ToString()), .. streams.Debug.Select(record => record.ToString()),
            .. streams.Information.SelectMany(record => new[] { record.ToString(), record.Source }), .. streams.Progress.SelectMany(record => new[] { record.Activity, record.StatusDescription, record.CurrentOperation }),
            session.Show(Everything + $"{script}; Get-Error -Newest 3; $Error | Select-Object -First 3 | ForEach-Object {{ $_.Exception; $_.Exception | Format-List * -Force }}; $Error.Clear()", arguments),
        ];

        Assert.All(texts.Where(text => text is not null), text => Safe(script, text));
    }

    [Theory]
    [InlineData("Get-ContainerImage '{0}' -Tag ")]
    [InlineData("Get-ContainerImage '{0}' -Platform ")]
    [InlineData("Get-ContainerImage '{0}' -ImageId ")]
    [InlineData("Get-ImageFile '{0}' ")]
    [InlineData("Get-ImageFile '{0}' /")]
    [InlineData("Get-ImageContent '{0}' -InnerPath x")]
    [InlineData("Trace-ImageFile '{0}' a")]
    [InlineData("Get-LayerEntry '{0}' ")]
    [InlineData("Export-ImageFile '{0}' /")]
    [InlineData("Get-ChildItem evil:/")]
    [InlineData("Get-Content evil:/x")]
    [InlineData("Set-Location stack:/")]
    [InlineData("Dismount-ImageView ")]
    [InlineData("Get-ImageFile '{1}")]
    public void No_completion_does(string line)
    {
        line = string.Format(CultureInfo.InvariantCulture, line, archives.Evil, archives.Folder);

        Assert.All(archives.Session.Complete(line), completion => Safe(line, completion.CompletionText + completion.ListItemText + completion.ToolTip));
    }

    // All that an error says, to its innermost cause.
    private static IEnumerable<string> Texts(ErrorRecord error) =>
    [
        error.ToString(), error.CategoryInfo.ToString(), error.FullyQualifiedErrorId, error.ErrorDetails?.Message ?? "", error.ErrorDetails?.RecommendedAction ?? "", error.Exception.ToString(),
        .. Data(error.Exception),
    ];

    private static IEnumerable<string> Data(Exception? error) => error is null ? []
        : [error.Message, error.Source ?? "", .. error.Data.Cast<DictionaryEntry>().Select(item => $"{item.Key} {item.Value}"), .. Data(error.InnerException)];

    private static IEnumerable<string> Texts(PSObject item) => item is null ? [] : [item.ToString(), item.Properties["PSPath"]?.Value?.ToString() ?? "", item.Properties["PSChildName"]?.Value?.ToString() ?? ""];

    private static void Safe(string what, string text)
    {
        foreach (Rune rune in text.AsSpan().EnumerateRunes())
            Assert.False(IsUnsafe(rune) && rune.Value is not ('\n' or '\r' or '\t'), $"{what}: U+{rune.Value:X4} in {text}");
    }

    private static bool IsUnsafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

/// <summary>A session, a hostile image, another one, one that is broken in many places, and drives over the first.</summary>
public sealed class HostileArchives : IDisposable
{
    /// <summary>Clears the screen, sets the window's title, speaks C1, turns the direction of writing round, breaks lines, hides.</summary>
    internal const string Text = "zz\u001b[2J\u001b]0;pwned\u0007\u009B31m\u202Etxt\u2066\u200B\u007F\nb\rc\u0085d\u2028e\u061Cf\uFEFFg\U000E0041h";

    private readonly TempFolder _folder = new();

    public HostileArchives()
    {
        Evil = _folder.Write("evil.tar", Image("one").DockerArchive());
        Other = _folder.Write("other.tar", Image("two").OciArchive());
        Broken = _folder.Write("broken.tar", BrokenImage());
        Destination = _folder.Folder("destination");
        string writable = OperatingSystem.IsLinux() ? "; $null = Mount-ImageView $a -Name wet -Writable" : "";
        Assert.Empty(Session.Run("$null = Mount-ImageView $a -Name evil; $null = Mount-ImageView $a -Name stack -IncludeLayers" + writable, Evil).Errors);
    }

    internal Session Session { get; } = new();

    internal string Folder => _folder.Root + Path.DirectorySeparatorChar;

    internal string Evil { get; }

    internal string Other { get; }

    internal string Broken { get; }

    internal string Destination { get; }

    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
    }

    private static ImageBuilder Image(string content) => new ImageBuilder()
        .Layer(new TarBuilder(TarDialect.Pax).Directory("x" + Text).File($"x{Text}/{Text}", "same").File("x" + Text + "3", content).Symlink("l", Text).HardLink("h", Text)
            .File("x", content, user: "o\u001b[m", group: "g\u009B1m", xattrs: new Dictionary<string, byte[]> { ["user." + Text] = Encoding.UTF8.GetBytes(Text) }), createdBy: Text)
        .Layer(new TarBuilder(TarDialect.Pax).Whiteout("x" + Text + "3").Whiteout(Text).File("x" + Text + "4", content).Symlink(Text + "5", Text + "5").CharDevice(Text + "6", 1, 3), createdBy: Text + content)
        .Config(env: [$"{Text}={content}"], cmd: [Text], entrypoint: [Text], user: Text + content, workingDir: Text, labels: new Dictionary<string, string> { [Text] = Text },
            exposedPorts: [Text], volumes: [Text], stopSignal: Text, healthcheck: ["CMD", Text], shell: [Text], onBuild: [Text])
        .Platform(os: Text, architecture: Text, author: Text)
        .Tag(Text + ":1", "zz2" + Text);

    // Layers that are absent, damaged and links to nowhere, a config that is none, and two images more.
    private static byte[] BrokenImage()
    {
        string quoted = System.Text.Json.JsonSerializer.Serialize(Text);
        BuiltImage image = Image("three").DockerArchive();
        byte[] cut = new TarBuilder().File(Text, "whole").File(Text + "2", new string('x', 2000)).Build()[..2200];
        return image.With(archive => archive["manifest.json"] = Encoding.UTF8.GetBytes($$"""
            [{"Config":"c.json","RepoTags":[{{quoted}}],"Layers":["cut.tar",{{quoted}},"link.tar","gz.tar","cut.tar"]},
             {"Config":{{quoted}},"RepoTags":["b:1"],"Layers":["../x",{{quoted}}]},
             {"Config":"bad.json","RepoTags":["c:1"],"Layers":[]}]
            """))
            .With(archive => archive.File("cut.tar", cut).File("gz.tar", [.. Compress.Gzip(cut)[..100]]).Symlink("link.tar", Text)
                .File("bad.json", Encoding.UTF8.GetBytes("{\"config\":{\"Labels\":{" + quoted + ":{" + quoted + ":[1}}}"))
                .File("c.json", Encoding.UTF8.GetBytes($"{{\"os\":\"linux\",\"history\":[{quoted},{{\"created\":{quoted},\"created_by\":{quoted}}}],\"rootfs\":{{\"diff_ids\":[{quoted}]}},\"config\":{quoted}}}")));
    }
}
