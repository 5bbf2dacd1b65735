using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Whatever way PowerShell shows an object of the module, as a table or a list, with a view or for want of one: no escape code of an image
/// gets to the terminal.</summary>
public sealed class HostileViewTests(FormattingSession formatting) : IClassFixture<FormattingSession>
{
    // Sets the title of the window, clears the screen, speaks C1, turns the direction of writing round, breaks the line.
    private const string Evil = "a\u001b]0;pwned\u0007\u001b[2J\u009B31mb\u202Etxt.exe\u200F\u2066c\u007Fd\ne\rf\u0085g";

    private static readonly string EvilLine = Evil.ReplaceLineEndings("");

    // What gives an object of each type; those in the first lines are what cmdlets give, the others are parts of those.
    private static readonly Dictionary<string, string> Commands = new()
    {
        ["PSLayers.Images.ContainerImage"] = "Get-ContainerImage $a -IncludeSize",
        ["PSLayers.Images.HistoryEntry"] = "Get-ImageHistory $a",
        ["PSLayers.Model.ImageConfig"] = "Get-ImageConfig $a",
        ["PSLayers.Images.ImageLayer"] = "Get-ImageLayer $a",
        ["PSLayers.Images.LayerEntry"] = "Get-LayerEntry $a",
        ["PSLayers.Content.ImageFile"] = "Get-ImageFile $a -Recurse; Get-ImageFile $a -Hidden; $ExecutionContext.InvokeProvider.ChildItem.Get('evil:/', $true)",
        ["PSLayers.Diff.LayerChange"] = "Get-LayerDiff $a; Get-LayerDiff $a -ReferenceLayer 0 -DifferenceLayer 1",
        ["PSLayers.Comparison.FileDifference"] = "Compare-ContainerImage $a $b",
        ["PSLayers.Comparison.ImageDifference"] = "Compare-ContainerImage $a $b -Aspect Layer, History, Config, Size",
        ["PSLayers.Diff.FileVersion"] = "Get-ImageFile $a -Recurse | Trace-ImageFile",
        ["PSLayers.Waste.ImageMeasure"] = "Measure-ContainerImage $a -IncludeDuplicateContent",
        ["PSLayers.Provider.ImageView"] = "Get-ImageView",
        ["PSLayers.Verification.ImageCheck"] = "Test-ContainerImage $a",
        ["PSLayers.Secrets.ImageSecret"] = "Find-ImageSecret $a -IncludeValue",
        ["PSLayers.Packages.ImagePackage"] = "Get-ImagePackage $a",
        ["PSLayers.Packages.PackageChange"] = "Get-ImagePackage $a -History",
        ["PSLayers.Policy.ImagePolicyResult"] = "Test-ImagePolicy $a -Policy samples/policy.psd1, samples/structure-test.yaml",
        ["PSLayers.Model.Healthcheck"] = "(Get-ImageConfig $a).Healthcheck",
        ["PSLayers.Images.LayerEdit"] = "(Remove-ImageFile $a -Purge '*' -WarningAction Ignore).Edits",
        ["PSLayers.Errors.ImageWarning"] = "(Get-ContainerImage $a).Warnings",
        ["PSLayers.Waste.WastedFile"] = "(Measure-ContainerImage $a).WastedFiles",
        ["PSLayers.Waste.MeasuredFile"] = "(Measure-ContainerImage $a).LargestFiles",
        ["PSLayers.Waste.MeasuredDirectory"] = "(Measure-ContainerImage $a).LargestDirectories",
        ["PSLayers.Waste.MeasuredExtension"] = "(Measure-ContainerImage $a).Extensions",
        ["PSLayers.Waste.MeasuredLayer"] = "(Measure-ContainerImage $a).Layers",
        ["PSLayers.Waste.DuplicateContent"] = "(Measure-ContainerImage $a -IncludeDuplicateContent).DuplicateContents",
    };

    private static readonly string[] Ways =
    [
        "$a", "$a | Format-List", "$a | Format-List *", "$a | Format-Table", "$a | Format-Table *", "$a | Format-Table -Wrap", "$a | Format-Wide", "$a | Format-Custom -Depth 2",
        "$a | Out-String -Width 40", "$a | Out-String -Width 80", "$a | Out-String -Width 200", "$a | Select-Object *", "$a | ConvertTo-Json -Depth 3 -WarningAction Ignore",
        "$a | ConvertTo-Csv", "$a | ForEach-Object { \"$_\" }", "$a | ForEach-Object { $_.ToString() }", "$a | Out-String -Stream",
    ];

    private readonly Session _session = formatting.Session;

    public static TheoryData<string> Types => [.. Commands.Keys];

    [Fact]
    public void Every_type_that_a_cmdlet_gives_is_tried_here()
    {
        string[] given = [.. _session.Run("Get-Command -Module PSLayers | ForEach-Object OutputType").Texts("Name")
            .Where(name => name.StartsWith("PSLayers.", StringComparison.Ordinal)).Distinct()];

        Assert.NotEmpty(given);
        Assert.Empty(given.Except(Commands.Keys));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_list_is_harmless(string type) => Harmless(Screen("$a | Format-List", Objects(type)));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_table_is_harmless(string type) => Harmless(Screen("$a | Format-Table", Objects(type)));

    [Theory]
    [MemberData(nameof(Types))]
    public void What_comes_behind_another_type_is_harmless(string type)
    {
        string first = type == "PSLayers.Images.LayerEntry" ? "PSLayers.Images.HistoryEntry" : "PSLayers.Images.LayerEntry";

        Harmless(Screen("$a", [.. Objects(first), .. Objects(type)]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_comes_behind_a_list_of_something_else_is_harmless(string type) =>
        Harmless(Screen("[pscustomobject]@{ p = 1; q = 2; r = 3; s = 4; t = 5 }; $a", Objects(type)));

    [Theory]
    [MemberData(nameof(Types))]
    public void What_came_back_from_another_session_is_harmless_in_each_way(string type)
    {
        PSObject[] items = [.. Objects(type).Select(Clixml.RoundTrip)];

        Assert.Equal("Deserialized." + type, items[0].TypeNames.First(name => !name.Contains('#', StringComparison.Ordinal)));
        Harmless(Screen("$a", items));
        Harmless(Screen("$a | Format-List", items));
        Harmless(Screen("$a | Format-Table", items));
        Harmless(Screen("$a", [.. Objects(type == "PSLayers.Images.LayerEntry" ? "PSLayers.Images.HistoryEntry" : "PSLayers.Images.LayerEntry"), .. items]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_way_to_show_or_export_is_harmless(string type)
    {
        foreach (PSObject[] items in new PSObject[][] { Objects(type), [.. Objects(type).Select(Clixml.RoundTrip)] })
        {
            foreach (string way in Ways)
                Harmless(Screen(way, items));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_text_of_an_object_is_harmful(string type)
    {
        foreach (PSObject item in Objects(type))
        {
            Harmless(item.ToString());
            Assert.All(item.Properties, property => Assert.All(Texts(property.Value), text => Assert.True(IsHarmless(text, keepsTabs: true), property.Name)));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_tables_show_short_goes_nowhere_else(string type)
    {
        PSObject item = Objects(type)[0];

        Assert.DoesNotContain(_session.Run("($a | Get-Member).Name; ($a | Select-Object *).PSObject.Properties.Name", item).Output.Select(name => name.ToString()),
            name => name != "ShortImageId" && (name.StartsWith("Short", StringComparison.Ordinal) || name.StartsWith("Figure", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_label_of_a_table_is_a_property()
    {
        foreach (string type in Commands.Keys)
        {
            PSObject item = Objects(type)[0];
            string[] lines = Screen("$a | Format-Table | Out-String -Width 400", [item]).Split('\n');
            int rule = Array.FindIndex(lines, line => line.TrimStart().StartsWith("--", StringComparison.Ordinal));
            string[] labels = lines[rule - 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Empty(labels.Except(item.Properties.Select(property => property.Name)));
        }
    }

    private PSObject[] Objects(string type)
    {
        Result result = _session.Run(Commands[type], formatting.Evil, formatting.Other);
        Assert.Empty(result.Errors);
        Assert.NotEmpty(result.Output);
        Assert.All(result.Output, item => Assert.Contains(type, item.TypeNames));
        return [.. result.Output];
    }

    private string Screen(string script, PSObject[] items) => _session.Show(script, [items]);

    private static void Harmless(string screen)
    {
        Assert.NotEmpty(screen.Trim());
        Assert.True(IsHarmless(screen), screen);
    }

    private static bool IsHarmless(string text, bool keepsTabs = false) =>
        text.All(c => c == '\n' || (keepsTabs && c == '\t') || !(char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator));

    // All that a value says, down to the items of its items.
    private static IEnumerable<string> Texts(object? value, int depth = 0) => value switch
    {
        null => [],
        string text => [text],
        PSObject wrapped => Texts(wrapped.BaseObject, depth),
        System.Collections.IDictionary map => map.Keys.Cast<object>().Concat(map.Values.Cast<object>()).SelectMany(item => Texts(item, depth + 1)),
        System.Collections.IEnumerable items when depth < 3 => items.Cast<object?>().SelectMany(item => Texts(item, depth + 1)),
        _ => [value.ToString() ?? ""],
    };

    private static string Quoted => JsonSerializer.Serialize(Evil);

    internal static ImageBuilder Image(string content) => new ImageBuilder()
        .Layer(new TarBuilder().File(Evil, "same").File($"{Evil}2/{Evil}.{Evil}", "same").File(Evil + "3", content).Symlink("link", Evil)
            .File("var/lib/dpkg/status", $"Package: {EvilLine}\nVersion: {EvilLine}\nArchitecture: {EvilLine}\nSource: {EvilLine}\n")
            .File($"{Evil}5/.netrc", "password n0body-ever-had\u202Eth1s\u009B31m\u200F\u007F"), createdBy: Evil)
        .Layer(new TarBuilder().Whiteout(Evil + "3").File(Evil + "4", content), createdBy: Evil + content)
        .History($"[{{\"created_by\":{Quoted},\"comment\":{Quoted},\"author\":{Quoted}}},{{\"created_by\":\"one too many\"}},{{\"created_by\":{JsonSerializer.Serialize(Evil + content)}}}]")
        .Config(env: [$"{Evil}={content}"], cmd: [Evil], entrypoint: [Evil], user: Evil + content, workingDir: Evil, labels: new Dictionary<string, string> { [Evil] = Evil },
            exposedPorts: [Evil], volumes: [Evil], stopSignal: Evil, healthcheck: ["CMD", Evil])
        .Platform(os: Evil, architecture: Evil, author: Evil)
        .Tag(Evil + ":1");
}

/// <summary>A session with the commands that format, and two images full of escape codes, one of them mounted.</summary>
public sealed class FormattingSession : IDisposable
{
    private readonly TempFolder _folder = new();

    public FormattingSession()
    {
        Evil = _folder.Write("evil.tar", HostileViewTests.Image("gone").DockerArchive());
        Other = _folder.Write("other.tar", HostileViewTests.Image("other").DockerArchive());
        Assert.Empty(Session.Run("$null = Mount-ImageView $a -Name evil", Evil).Errors);
    }

    internal Session Session { get; } = new();

    /// <summary>The archive of the hostile image.</summary>
    public string Evil { get; }

    /// <summary>Another one, which differs from it in everything.</summary>
    public string Other { get; }

    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
    }
}
