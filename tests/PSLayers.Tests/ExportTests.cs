using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Export-ImageFile: what is copied, and where it goes by the rules of docker cp.</summary>
[Collection(SharedSession.Name)]
public sealed class ExportTests : IDisposable
{
    private readonly Session _session;
    private readonly TempFolder _folder = new();
    private readonly string _image;

    public ExportTests(Session session)
    {
        _session = session;
        _image = _folder.Write("image.tar", new ImageBuilder()
            .Layer(new TarBuilder().Directory("d").File("d/f", "old").Directory("d/sub").File("d/sub/g", "g").File("top", "top").File("gone", "gone"), Packing.Gzip)
            .Layer(new TarBuilder().Directory("d").File("d/f", "new").HardLink("d/hard", "d/f").Symlink("d/link", "f").Symlink("dir", "d").Whiteout("gone"))
            .OciArchive());
        Out = _folder.Folder("out");
    }

    private string Out { get; }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/d", "", "d d/f d/hard d/link d/sub d/sub/g")]
    [InlineData("/d", "/", "d d/f d/hard d/link d/sub d/sub/g")]
    [InlineData("/d", "/new", "new new/f new/hard new/link new/sub new/sub/g")]
    [InlineData("/d", "/new/", "new new/f new/hard new/link new/sub new/sub/g")]
    [InlineData("/d/.", "", "f hard link sub sub/g")]
    [InlineData("/d/.", "/new", "new new/f new/hard new/link new/sub new/sub/g")]
    [InlineData("d/", "", "d d/f d/hard d/link d/sub d/sub/g")]
    [InlineData("/dir/", "", "dir dir/f dir/hard dir/link dir/sub dir/sub/g")]
    [InlineData("/dir/.", "", "f hard link sub sub/g")]
    [InlineData("/dir", "", "dir")]
    [InlineData("/d/sub/..", "", "d d/f d/hard d/link d/sub d/sub/g")]
    [InlineData("/top", "", "top")]
    [InlineData("/top", "/", "top")]
    [InlineData("/top", "/new", "new")]
    [InlineData("/dir/sub/g", "", "g")]
    [InlineData("/", "/root", "root root/d root/d/f root/d/hard root/d/link root/d/sub root/d/sub/g root/dir root/top")]
    [InlineData("/", "", "d d/f d/hard d/link d/sub d/sub/g dir top")]
    public void A_copy_goes_where_docker_cp_puts_it(string source, string destination, string expected)
    {
        Result result = _session.Run("Export-ImageFile $a $b $c", _image, source, Out + destination);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, Written());
    }

    [Theory]
    [InlineData("/top", "/missing/", "PathNotFound")]
    [InlineData("/top", "/missing/new", "PathNotFound")]
    [InlineData("/d", "/missing/new", "PathNotFound")]
    [InlineData("/d", "/../file", "DestinationExists")]
    [InlineData("/top", "/../file/", "DestinationExists")]
    [InlineData("/top", "/../file", "DestinationExists")]
    [InlineData("/top/", "", "NotAFile")]
    [InlineData("/top/.", "", "NotAFile")]
    [InlineData("/nothing", "", "FileNotFound")]
    [InlineData("/gone", "", "FileNotFound")]
    public void What_docker_cp_refuses_is_one_error_and_nothing_is_written(string source, string destination, string errorId)
    {
        string file = _folder.Write("file", "here"u8.ToArray());
        Result result = _session.Run("Export-ImageFile $a $b $c", _image, source, Out + destination);

        Assert.StartsWith(errorId + ",", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(("", "here"), (Written(), File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("env:x")]
    [InlineData("nodrive:x")]
    public void A_destination_that_is_not_on_the_disk_is_one_error_and_the_statement_goes_on(string destination)
    {
        Result result = _session.Run("Export-ImageFile $a /top $b; 'on'", _image, destination);

        Assert.StartsWith("PathNotFound,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["on"], result.Output.Select(text => text.ToString()));
    }

    [Fact]
    public void A_file_that_exists_is_replaced_with_Force_only()
    {
        _session.Run("Export-ImageFile $a /d/f $b/x -UpTo 0", _image, Out);
        Assert.StartsWith("DestinationExists", _session.Run("Export-ImageFile $a /d/f $b/x", _image, Out).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("old", Text("x"));
        Assert.Empty(_session.Run("Export-ImageFile $a /d/f $b/x -Force", _image, Out).Errors);
        Assert.Equal("new", Text("x"));
    }

    [Theory]
    [InlineData("Export-ImageFile $a /gone $b -UpTo 0")]
    [InlineData("Get-ImageFile $a /gone -Hidden | Export-ImageFile -Destination $b")]
    [InlineData("Get-LayerEntry $a -InnerPath /gone | Export-ImageFile -Destination $b")]
    [InlineData("Get-ImageLayer $a | Where-Object LayerIndex -eq 0 | Export-ImageFile -InnerPath /gone -Destination $b")]
    public void What_a_layer_removed_can_be_copied_too(string command)
    {
        Assert.Empty(_session.Run(command, _image, Out).Errors);
        Assert.Equal("gone", Text("gone"));
    }

    [Fact]
    public void A_link_is_copied_as_a_link_unless_it_is_to_be_followed()
    {
        _session.Run("Export-ImageFile $a /d/link $b; Export-ImageFile $a /d/link $b/followed -FollowLink; Export-ImageFile $a /dir $b/folder -FollowLink", _image, Out);

        Assert.Equal("f", new FileInfo(Path.Join(Out, "link")).LinkTarget);
        Assert.Equal("new", Text("followed"));
        Assert.Equal("new", Text("folder/f"));
    }

    [Theory]
    [InlineData("Export-ImageFile $a '/d/*', /top $b", "f hard link sub sub/g top")]
    [InlineData("Export-ImageFile $a '/d/?' $b", "f")]
    [InlineData("Get-ImageFile $a /d -Recurse | Export-ImageFile -Destination $b", "d d/f d/hard d/link d/sub d/sub/g")]
    [InlineData("Get-ImageFile $a /d -Recurse -UpTo 0 | Export-ImageFile -Destination $b", "d d/f d/sub d/sub/g")]
    [InlineData("Get-ImageFile $a /d/sub, /top | Export-ImageFile -Destination $b -KeepPath", "d d/sub d/sub/g top")]
    [InlineData("Export-ImageFile $a /dir/sub/g $b/x -KeepPath", "x x/d x/d/sub x/d/sub/g")]
    [InlineData("Get-LayerEntry $a -Layer 0 | Where-Object InnerPath -like '/d*' | Export-ImageFile -Destination $b -KeepPath", "d d/f d/sub d/sub/g")]
    public void Several_go_into_one_folder(string command, string expected)
    {
        Assert.Empty(_session.Run(command, _image, Out).Errors);
        Assert.Equal(expected, Written());
    }

    [Theory]
    [InlineData("Export-ImageFile $a /top, /d/f $b/new")]
    [InlineData("Export-ImageFile $a '/to*' $b/new")]
    [InlineData("Get-ImageFile $a /top, /d/f | Export-ImageFile -Destination $b/new")]
    public void Several_need_a_folder_that_exists(string command)
    {
        Assert.StartsWith("PathNotFound", _session.Run(command, _image, Out).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("", Written());
    }

    [Fact]
    public void WhatIf_writes_nothing_and_tells_both_places()
    {
        string screen = _session.Show("Export-ImageFile $a /d $b -WhatIf", _image, Out);

        Assert.Contains("/d", screen, StringComparison.Ordinal);
        Assert.Equal("", Written());
    }

    [Fact]
    public void PassThru_gives_what_was_written()
    {
        Result result = _session.Run("Export-ImageFile $a /d $b -PassThru", _image, Out);

        Assert.Equal(Written(), string.Join(' ', result.Texts("FullName").Select(path => Path.GetRelativePath(Out, path)).Order(StringComparer.Ordinal)));
        Assert.Equal(["DirectoryInfo", "FileInfo"], result.Output.Select(item => item.BaseObject.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void Hard_links_stay_links_and_modes_and_times_are_kept()
    {
        var time = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);
        string path = _folder.Write("modes.tar", new ImageBuilder()
            .Layer(new TarBuilder().Directory("d").File("d/run", "x", mode: 0b111_101_000, mtime: time).HardLink("d/run2", "d/run")).DockerArchive());
        _session.Run("Export-ImageFile $a /d $b", path, Out);
        File.AppendAllText(Path.Join(Out, "d/run2"), "y");

        Assert.Equal("xy", Text("d/run"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(0b111_101_000, (int)File.GetUnixFileMode(Path.Join(Out, "d/run")));
        Assert.NotEqual(time.UtcDateTime, File.GetLastWriteTimeUtc(Path.Join(Out, "d/run")));
        _session.Run("Export-ImageFile $a /d/run $b", path, Out);
        Assert.Equal(time.UtcDateTime, File.GetLastWriteTimeUtc(Path.Join(Out, "run")));
    }

    [Fact]
    public void Names_that_lead_out_and_links_that_do_harm_nothing()
    {
        _folder.Write("secret", "untouched"u8.ToArray());
        string path = _folder.Write("evil.tar", new ImageBuilder()
            .Layer(new TarBuilder().File("../secret", "evil").Symlink("up", "..").Symlink("abs", _folder.Root).File("up/secret", "evil").File("good", "good")).DockerArchive());
        _session.Run("Export-ImageFile $a / $b; Get-LayerEntry $a | Export-ImageFile -Destination $b -KeepPath -Force", path, Out);

        Assert.Equal("untouched", File.ReadAllText(Path.Join(_folder.Root, "secret")));
        Assert.Equal("good", Text("good"));
    }

    [Fact]
    public void Devices_are_skipped_with_a_warning()
    {
        string path = _folder.Write("dev.tar", new ImageBuilder().Layer(new TarBuilder().CharDevice("null", 1, 3).File("f", "f")).DockerArchive());
        Result result = _session.Run("Export-ImageFile $a / $b -WarningVariable w; $w", path, Out);

        Assert.Empty(result.Errors);
        Assert.Contains("null", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
        Assert.Equal("f", Written());
    }

    private string Text(string path) => File.ReadAllText(Path.Join(Out, path));

    // What is in the folder, without going through links.
    private string Written() => string.Join(' ', Below(new DirectoryInfo(Out)).Select(path => Path.GetRelativePath(Out, path).Replace('\\', '/')).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFileSystemInfos()
        .SelectMany(item => item is DirectoryInfo { LinkTarget: null } inner ? Below(inner).Prepend(item.FullName) : [item.FullName]);
}
