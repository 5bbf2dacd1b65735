using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Text.Json.Nodes;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Objects of an image mean nothing on this machine: whatever they are piped into, no file but an image's archive is reached.</summary>
[Collection(SharedSession.Name)]
public sealed class HostPathTests : IDisposable
{
    // What gives an object of each type: first what cmdlets give, then the parts of those.
    private static readonly Dictionary<string, string> Commands = new()
    {
        ["PSLayers.Images.ContainerImage"] = "Get-ContainerImage $a",
        ["PSLayers.Images.HistoryEntry"] = "Get-ImageHistory $a",
        ["PSLayers.Model.ImageConfig"] = "Get-ImageConfig $a",
        ["PSLayers.Images.ImageLayer"] = "Get-ImageLayer $a",
        ["PSLayers.Images.LayerEntry"] = "Get-LayerEntry $a",
        ["PSLayers.Content.ImageFile"] = "Get-ImageFile $a -Recurse; Get-ImageFile $a -Hidden",
        ["PSLayers.Diff.LayerChange"] = "Get-LayerDiff $a -Recurse",
        ["PSLayers.Comparison.FileDifference"] = "Compare-ContainerImage $a $b -IncludeEqual",
        ["PSLayers.Comparison.ImageDifference"] = "Compare-ContainerImage $a $b -Aspect Layer, History, Config, Size -IncludeEqual",
        ["PSLayers.Diff.FileVersion"] = "Get-ImageFile $a -Recurse | Trace-ImageFile",
        ["PSLayers.Waste.ImageMeasure"] = "Measure-ContainerImage $a",
        ["PSLayers.Provider.ImageView"] = "Mount-ImageView $a -Name hostpath",
        ["PSLayers.Verification.ImageCheck"] = "Test-ContainerImage $a",
        ["PSLayers.Secrets.ImageSecret"] = "Find-ImageSecret $a",
        ["PSLayers.Packages.ImagePackage"] = "Get-ImagePackage $a",
        ["PSLayers.Packages.PackageChange"] = "Get-ImagePackage $a -History",
        ["PSLayers.Policy.ImagePolicyResult"] = "Test-ImagePolicy $a -Policy samples/policy.psd1, samples/structure-test.yaml",
        ["PSLayers.Model.Healthcheck"] = "(Get-ImageConfig $a).Healthcheck",
        ["PSLayers.Images.LayerEdit"] = "(Remove-ImageFile $a -Purge '*' -WarningAction Ignore).Edits",
        ["PSLayers.Errors.ImageWarning"] = "(Get-ContainerImage $a).Warnings; (Get-ImageLayer $a).Warnings",
        ["PSLayers.Waste.WastedFile"] = "(Measure-ContainerImage $a).WastedFiles",
        ["PSLayers.Waste.MeasuredFile"] = "(Measure-ContainerImage $a).LargestFiles",
        ["PSLayers.Waste.MeasuredDirectory"] = "(Measure-ContainerImage $a).LargestDirectories",
        ["PSLayers.Waste.MeasuredExtension"] = "(Measure-ContainerImage $a).Extensions",
        ["PSLayers.Waste.MeasuredLayer"] = "(Measure-ContainerImage $a).Layers",
        ["PSLayers.Waste.DuplicateContent"] = "(Measure-ContainerImage $a -IncludeDuplicateContent).DuplicateContents",
    };

    // An image is its archive, and a mounted one its drive.
    private static readonly string[] Own = ["PSLayers.Images.ContainerImage", "PSLayers.Provider.ImageView"];

    private static readonly string[] Forbidden = ["Path", "PSPath", "FilePath", "FullName", "LiteralPath", "LP", "ProviderPath", "PSChildName"];

    private readonly Session _session;
    private readonly TempFolder _folder = new();
    private readonly string _own;
    private readonly string _image;
    private readonly string _other;

    public HostPathTests(Session session)
    {
        _session = session;
        // The image names a file of this machine wherever strangers can put a text.
        _own = _folder.Write("mine.csv", "a,b\n1,2\n"u8.ToArray());
        _image = _folder.Write("image.tar", Image("one").DockerArchive());
        _other = _folder.Write("other.tar", Image("two").DockerArchive());
    }

    public static TheoryData<string> Types => [.. Commands.Keys];

    public static TheoryData<string> NoFiles => [.. Commands.Keys.Except(Own)];

    public void Dispose()
    {
        _session.Run("Get-ImageView hostpath* | Dismount-ImageView");
        _folder.Dispose();
    }

    [Fact]
    public void Every_type_that_a_cmdlet_gives_is_tried_here()
    {
        string[] given = [.. _session.Run("Get-Command -Module PSLayers | ForEach-Object OutputType").Texts("Name")
            .Where(name => name.StartsWith("PSLayers.", StringComparison.Ordinal)).Distinct()];

        Assert.NotEmpty(given);
        Assert.Empty(given.Except(Commands.Keys));
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public void No_command_reaches_a_file_through_an_object_of_an_image(string type)
    {
        PSObject[] objects = Objects(type);
        string[] commands =
        [
            "Remove-Item -Recurse -WhatIf", "Copy-Item -Destination $a -WhatIf", "Move-Item -Destination $a -WhatIf", "Clear-Content -WhatIf",
            "Set-Item -Value x -WhatIf", "Rename-Item -NewName x -WhatIf", "Invoke-Item -WhatIf", "Set-ItemProperty -Name IsReadOnly -Value $true -WhatIf",
            "Get-Content", "Get-FileHash", "Import-Csv", "Import-Clixml", "Get-Item", "Get-ChildItem", "Resolve-Path", "Convert-Path", "Get-ItemProperty",
            "Unblock-File -WhatIf", "Import-PowerShellDataFile", "Format-Hex -ErrorAction Ignore | Where-Object Path",
        ];
        foreach (string command in commands)
        {
            _session.Host.Screen.Clear();
            Result result = _session.RunOn(objects, $"Set-Location -LiteralPath '{_folder.Root}'; try {{ $input | {command} }} catch {{ }} finally {{ Set-Location -LiteralPath '{Repository.Root}' }}", _folder.Root);

            Assert.True(result.Output.Count == 0, $"{command}: {string.Join(", ", result.Output)}");
            Assert.DoesNotContain("What if", _session.Host.Screen.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_image_is_its_archive()
    {
        Assert.Equal([_image], _session.RunOn(Objects("PSLayers.Images.ContainerImage"), "$input | Get-Item").Texts("FullName"));
        Assert.Equal([_image], _session.RunOn([.. Objects("PSLayers.Images.ContainerImage").Select(Clixml.RoundTrip)], "$input | Get-FileHash").Texts("Path"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_object_has_no_name_that_commands_take_paths_from(string type)
    {
        string[] allowed = Own.Contains(type) ? ["PSPath"] : [];

        Assert.All(Objects(type), item =>
        {
            Assert.Empty(item.Properties.Select(property => property.Name).Intersect(Forbidden).Except(allowed));
            Assert.Empty(Clixml.RoundTrip(item).Properties.Select(property => property.Name).Intersect(Forbidden).Except(allowed));
        });
    }

    // PowerShell makes texts of objects for parameters that take them, and .NET for its own methods: what the text says in front of
    // its first colon is ours, and no drive's name.
    [Theory]
    [MemberData(nameof(NoFiles))]
    public void The_text_of_an_object_is_no_path(string type) => Assert.All(Objects(type), item =>
    {
        Assert.Matches("^[A-Za-z0-9<>=%.,]+( [A-Za-z0-9<>=%.,]+)*:( |$)", item.BaseObject.ToString());
        Assert.False(File.Exists(item.BaseObject.ToString()), item.BaseObject.ToString());
    });

    [Fact]
    public void No_public_type_has_a_name_that_commands_take_paths_from()
    {
        Type image = Objects("PSLayers.Images.ContainerImage")[0].BaseObject.GetType();
        Type view = Objects("PSLayers.Provider.ImageView")[0].BaseObject.GetType();
        // Cmdlets, drives and their parameters are no objects of a pipeline.
        IEnumerable<Type> types = new[] { image, view }.SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => !typeof(Cmdlet).IsAssignableFrom(type) && !typeof(CmdletProvider).IsAssignableFrom(type) && !typeof(PSDriveInfo).IsAssignableFrom(type));

        Assert.Empty(from type in types
                     from property in type.GetProperties()
                     where Forbidden.Contains(property.Name) || property.Name.EndsWith("Bytes", StringComparison.Ordinal)
                     select $"{type.FullName}.{property.Name}");
    }

    private PSObject[] Objects(string type)
    {
        PSObject[] objects = [.. _session.Run(Commands[type], _image, _other).Output];

        Assert.NotEmpty(objects);
        Assert.All(objects, item => Assert.Equal(type, item.BaseObject.GetType().FullName));
        return objects;
    }

    private ImageBuilder Image(string text)
    {
        string inner = _own.TrimStart('/').Replace('\\', '/').Replace(":", "", StringComparison.Ordinal);
        var first = new TarBuilder().File(inner, text + " long enough").File("..", "x").File("twin", text).File("twin2", text).File("odd.").File("etc/kept", "kept").File(".wh.nothing")
            .File("var/lib/dpkg/status", $"Package: {_own}\nVersion: {_own}\nArchitecture: {_own}\nSource: {_own}\n").File(inner + ".d/.netrc", "password n0body-ever-had-th1s");
        var second = new TarBuilder().File(inner, "other " + text);
        return new ImageBuilder()
            .Layer(first, createdBy: _own).Layer(second, createdBy: _own).Layer(new TarBuilder().File(System.IO.Path.GetDirectoryName(inner)!.Replace('\\', '/') + "/.wh.mine.csv"), createdBy: _folder.Root + "/*")
            .Tag(_own)
            .Config(config => config["config"]!["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray(_own) });
    }
}
