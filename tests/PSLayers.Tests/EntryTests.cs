using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Get-LayerEntry: which entries come, and what each tells.</summary>
[Collection(SharedSession.Name)]
public sealed class EntryTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-LayerEntry $a -InnerPath '*/settings.ini'")]
    [InlineData("Get-LayerEntry -Path $a -InnerPath /app/settings.ini")]
    [InlineData("Get-LayerEntry -Path $a -InnerPath app/settings.ini")]
    [InlineData("Get-LayerEntry -Path $a -InnerPath ./app/settings.ini")]
    [InlineData("Get-LayerEntry -Path $a -InnerPath app/settings.ini/")]
    [InlineData("Get-LayerEntry -Path $a -InnerPath ./, app/settings.ini")]
    [InlineData("$a | Get-LayerEntry -InnerPath 'nothing*', '*/settings.ini'")]
    [InlineData("Get-LayerEntry -LiteralPath $a -InnerPath '*/settings.ini'")]
    [InlineData("Get-LayerEntry -LiteralPath $a '*/settings.ini'")]
    [InlineData("Get-ContainerImage $a | Get-LayerEntry -InnerPath '*/settings.ini'")]
    [InlineData("Get-ContainerImage $a | Get-LayerEntry '*/settings.ini'")]
    [InlineData("Get-ImageLayer $a | Get-LayerEntry -InnerPath '*/settings.ini'")]
    [InlineData("Get-ImageLayer $a | Get-LayerEntry '*/settings.ini'")]
    [InlineData("Get-ImageLayer $a -Fast | Get-LayerEntry -InnerPath '/app/settings.in?'")]
    [InlineData("Get-LayerEntry -InputObject (Get-ContainerImage $a) '/app/s*.ini'")]
    [InlineData("Get-LayerEntry -InputObject (Get-ImageLayer $a) '/app/s*.ini'")]
    public void The_first_word_is_the_archive_where_nothing_else_names_one_and_else_a_path_in_it(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(["/app/settings.ini", "/app/settings.ini"], result.Texts("InnerPath"));
        Assert.Equal([4, 6], result.Of("LayerIndex"));
    }

    [Theory]
    [InlineData("Get-LayerEntry $a -InnerPath /none, /app/settings.ini")]
    [InlineData("Get-ImageLayer $a | Get-LayerEntry -InnerPath /none, /app/settings.ini")]
    public void A_path_that_no_layer_has_is_an_error_but_not_that_one_layer_lacks_it(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Equal("FileNotFound,PSLayers.Commands.GetLayerEntryCommand", result.Error.FullyQualifiedErrorId);
        Assert.Contains("/none", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal([4, 6], result.Of("LayerIndex"));
    }

    [Theory]
    [InlineData("Get-LayerEntry $a -Layer 99")]
    [InlineData("Get-ContainerImage $a | Get-LayerEntry -Layer -1, 10")]
    public void A_layer_that_the_image_does_not_have_is_an_error(string command) =>
        Assert.Equal("NoSuchLayer,PSLayers.Commands.GetLayerEntryCommand", session.Run(command, Repository.DockerSample).Error.FullyQualifiedErrorId);

    [Fact]
    public void A_type_that_a_path_does_not_have_leaves_it_there() =>
        Assert.Empty(session.Run("Get-LayerEntry $a /app/settings.ini -Type Whiteout", Repository.DockerSample).Errors);

    [Fact]
    public void Two_dots_mean_the_directory_above() =>
        Assert.Equal([4, 6], session.Run("Get-LayerEntry $a /etc/../app/./sub/../settings.ini", Repository.DockerSample).Of("LayerIndex"));

    [Fact]
    public void Paths_of_entries_differ_by_case()
    {
        string path = _folder.Write("case.tar", new ImageBuilder().Layer(new TarBuilder().File("PAM.7.gz").File("pam.7.gz")).Tag("case:1").DockerArchive());

        Assert.Equal(["/pam.7.gz"], session.Run("Get-LayerEntry $a -InnerPath /pam*", path).Texts("InnerPath"));
    }

    [Theory]
    [InlineData("-Type Whiteout", 2)]
    [InlineData("-Type whiteout, OpaqueWhiteout", 3)]
    [InlineData("-Type HardLink", 2)]
    [InlineData("-Type File -InnerPath '*/.aws/*'", 1)]
    [InlineData("-Layer 8", 7)]
    [InlineData("-Layer 8, 9", 11)]
    [InlineData("-LayerIndex 9", 4)]
    [InlineData("-Layer 8 -Type OpaqueWhiteout -InnerPath /app/**", 1)]
    public void Filters_narrow_what_comes(string filters, int count)
    {
        Result result = session.Run("Get-LayerEntry $a " + filters, Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(count, result.Output.Count);
    }

    [Fact]
    public void A_type_that_does_not_exist_is_refused_with_the_list_of_those_that_do()
    {
        ErrorRecord error = session.Run("Get-LayerEntry $a -Type Door", Repository.DockerSample).Error;

        Assert.StartsWith("CannotConvertArgument", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("OpaqueWhiteout", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_may_be_chosen_among_those_that_come()
    {
        Result result = session.Run("Get-ImageLayer $a -Fast | Get-LayerEntry -Layer 9", Repository.DockerSample);

        Assert.Equal([9], result.Of("LayerIndex").Distinct());
        Assert.Equal(4, result.Output.Count);
    }

    [Fact]
    public void An_entry_tells_all_that_the_tar_does()
    {
        var spec = new TarEntrySpec { Path = "bin/su", Content = [1, 2, 3], Mode = 0b100_111_101_101, Uid = 5, Gid = 6, User = "u", Group = "g", Time = 1700000000.5m,
            Dialect = TarDialect.Pax, Pax = new PaxRecords().Add("mtime", "1700000000.5"), Xattrs = new Dictionary<string, byte[]> { ["security.capability"] = [1, 0, 0, 2] } };
        string path = _folder.Write("all.tar", new ImageBuilder().Layer(new TarBuilder().Entry(spec).Symlink("ln", "/bin/su").CharDevice("null", 1, 3)).Tag("all:1").DockerArchive());

        Result result = session.Run("Get-LayerEntry $a", path);
        PSObject file = result.Output[0], link = result.Output[1], device = result.Output[2];

        Assert.Equal(("/bin/su", "su", "File", 3L), (file.Get("InnerPath"), file.Get("Name"), file.Get("Type")?.ToString(), file.Get("Size")));
        Assert.Equal((0b100_111_101_101, "-rwsr-xr-x"), (file.Get("Mode"), file.Get("ModeString")));
        Assert.Equal((5L, 6L, "u", "g"), (file.Get("Uid"), file.Get("Gid"), file.Get("User"), file.Get("Group")));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000500), file.Get("LastWriteTime"));
        Assert.Equal([1, 0, 0, 2], session.Run("(Get-LayerEntry $a)[0].Xattrs['security.capability']", path).Output.Select(value => (byte)value.BaseObject));
        Assert.Equal(("SymbolicLink", "/bin/su"), (link.Get("Type")?.ToString(), link.Get("LinkTarget")));
        Assert.Equal(("CharacterDevice", 1L, 3L), (device.Get("Type")?.ToString(), device.Get("DeviceMajor"), device.Get("DeviceMinor")));
        Assert.Equal("bin/su"u8.ToArray(), file.Get("RawName"));
        Assert.Equal(("all:1", path, 0), (file.Get("ImageName"), file.Get("ImagePath"), file.Get("LayerIndex")));
    }

    [Fact]
    public void Names_that_are_not_UTF8_stay_distinct()
    {
        string path = _folder.Write("latin.tar", new ImageBuilder().Layer(LatinNames()).Tag("latin:1").DockerArchive());

        Result result = session.Run("Get-LayerEntry $a", path);

        Assert.Equal(2, result.Texts("InnerPath").Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([0xE8, 0xE9], result.Output.Select(item => ((byte[])item.Get("RawName")!)[^1]));
    }

    internal static TarBuilder LatinNames() => new TarBuilder()
        .Entry(new TarEntrySpec { Name = [.. "caf"u8, 0xE8] })
        .Entry(new TarEntrySpec { Name = [.. "caf"u8, 0xE9] });
}
