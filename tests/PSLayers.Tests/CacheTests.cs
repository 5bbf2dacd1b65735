using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>What is kept on disk, and how a user keeps it from being so.</summary>
[Collection(Name)]
public sealed class CacheTests : IDisposable
{
    internal const string Name = "Environment";

    private readonly TempFolder _folder = new();
    private readonly Session _session = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(OwnCache.FolderVariable);

    public CacheTests() => Environment.SetEnvironmentVariable(OwnCache.FolderVariable, CacheFolder);

    private string CacheFolder => Path.Join(_folder.Root, "cache");

    private string[] Kept => Directory.Exists(CacheFolder) ? Directory.GetFiles(CacheFolder) : [];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(OwnCache.FolderVariable, _before);
        Environment.SetEnvironmentVariable(OwnCache.OffVariable, null);
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Get-ImageLayer $a")]
    [InlineData("Get-LayerEntry $a")]
    [InlineData("Get-ImageFile $a")]
    [InlineData("Get-ContainerImage $a -IncludeSize")]
    [InlineData("Get-ContainerImage $a | Get-ImageLayer")]
    [InlineData("""
        $drive = [System.Management.Automation.PSDriveInfo]::new('x', $ExecutionContext.SessionState.Provider.GetOne('ImageView'), $a, '', $null)
        $ExecutionContext.SessionState.Drive.New($drive, 'Local')
        """)]
    public void Reading_a_large_compressed_layer_keeps_its_table(string script)
    {
        Assert.Empty(_session.Run(script, Image()).Errors);
        Assert.Single(Kept);
    }

    [Theory]
    [InlineData("Get-ImageLayer $a -NoCache")]
    [InlineData("Get-LayerEntry $a -NoCache")]
    [InlineData("Get-ImageLayer -LiteralPath $a -NoCache")]
    [InlineData("Get-ContainerImage $a -NoCache | Get-ImageLayer")]
    [InlineData("Get-ImageLayer $a -Fast")]
    public void So_does_it_not_with_NoCache_or_where_no_layer_is_read(string script)
    {
        Assert.NotEmpty(_session.Run(script, Image()).Output);
        Assert.Empty(Kept);
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("true", false)]
    [InlineData("0", true)]
    [InlineData("", true)]
    public void An_environment_variable_switches_it_off(string value, bool isKept)
    {
        Environment.SetEnvironmentVariable(OwnCache.OffVariable, value);
        Assert.NotEmpty(_session.Run("Get-ImageLayer $a", Image()).Output);
        Assert.Equal(isKept ? 1 : 0, Kept.Length);
    }

    [Fact]
    public void NoCache_reads_an_archive_that_the_session_knows_anew()
    {
        string path = Image();
        object one = _session.Run("Get-ContainerImage $a", path).Output[0].BaseObject;
        Assert.Same(one, _session.Run("Get-ContainerImage $a", path).Output[0].BaseObject);
        Assert.NotSame(one, _session.Run("Get-ContainerImage $a -NoCache", path).Output[0].BaseObject);
    }

    [Fact]
    public void Clear_ImageCache_removes_what_is_kept_and_what_the_session_knows()
    {
        string path = Image();
        _session.Run("Get-ImageLayer $a", path);
        object one = _session.Run("Get-ContainerImage $a", path).Output[0].BaseObject;
        string other = Path.Join(CacheFolder, "other.txt");
        File.WriteAllText(other, "");

        Assert.Empty(_session.Run("Clear-ImageCache -WhatIf").Output);
        Assert.Equal(2, Kept.Length);
        Assert.Same(one, _session.Run("Get-ContainerImage $a", path).Output[0].BaseObject);

        Result cleared = _session.Run("Clear-ImageCache");
        Assert.Empty(cleared.Output);
        Assert.Empty(cleared.Errors);
        Assert.Equal([other], Kept);
        Assert.NotSame(one, _session.Run("Get-ContainerImage $a", path).Output[0].BaseObject);
    }

    [Fact]
    public void Clear_ImageCache_says_what_it_removed_when_it_is_asked()
    {
        _session.Run("Get-ImageLayer $a", Image());
        Assert.Contains("Removed 1 files with ", _session.Show("Clear-ImageCache -Verbose"), StringComparison.Ordinal);
        Assert.Contains("Removed 0 files", _session.Show("Clear-ImageCache -Verbose"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sessions_at_once_keep_and_find_the_same()
    {
        string[] paths = [.. Enumerable.Range(0, 4).Select(i => Image($"{i}.tar"))];
        using var other = new Session();
        Result[] results = await Task.WhenAll(new[] { _session, other }.Select(session => Task.Run(() => session.Run("Get-LayerEntry $a", [paths]))));
        Assert.Equal(results[0].Texts("InnerPath"), results[1].Texts("InnerPath"));
        Assert.All(results, result => Assert.Empty(result.Errors));
        Assert.Equal(4, Kept.Length);
    }

    private string Image(string name = "image.tar") =>
        _folder.Write(name, new ImageBuilder().Layer(new TarBuilder().File("noise", HostileInput.Noise(3 << 20)), Packing.Gzip).Tag("noise:1").OciArchive());
}

/// <summary>Tests that change the environment of the process have it to themselves.</summary>
[CollectionDefinition(CacheTests.Name, DisableParallelization = true)]
public sealed class EnvironmentTests;
