using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Tab completion of paths inside images.</summary>
[Collection(SharedSession.Name)]
public sealed class PathCompletionTests : IDisposable
{
    private readonly Session _session;
    private readonly TempFolder _folder = new();
    private readonly string _image;

    public PathCompletionTests(Session session)
    {
        _session = session;
        _image = _folder.Write("app.tar", new ImageBuilder()
            .Layer(new TarBuilder().Directory("etc").File("etc/passwd").Directory("etc/ssl").File("gone").Directory("my dir").File("my dir/it's [1]").Symlink("link", "etc").File("UPPER"))
            .Layer(new TarBuilder().Whiteout("gone").File("etc/new")).Tag("a:1").DockerArchive());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ImageContent {0} /", "/UPPER /etc/ /link/ '/my dir/'")]
    [InlineData("Get-ImageContent {0} /et", "/etc/")]
    [InlineData("Get-ImageContent {0} et", "/etc/")]
    [InlineData("Get-ImageContent {0} /up", "/UPPER")]
    [InlineData("Get-ImageContent {0} /etc/", "/etc/new /etc/passwd /etc/ssl/")]
    [InlineData("Get-ImageContent {0} /link/p", "/link/passwd")]
    [InlineData("Get-ImageContent {0} -InnerPath /etc/pass", "/etc/passwd")]
    [InlineData("Get-ImageContent {0} -UpTo 0 -InnerPath /gon", "/gone")]
    [InlineData("Get-ImageContent {0} '/my dir/'", "'/my dir/it''s `[1`]'")]
    [InlineData("Get-ImageContent -LiteralPath {0} -InnerPath /etc/n", "/etc/new")]
    [InlineData("Get-ImageContent -LiteralPath {0} /etc/n", "/etc/new")]
    [InlineData("Export-ImageFile {0} /etc/s", "/etc/ssl/")]
    [InlineData("Get-ImageFile {0} /etc/s", "/etc/ssl/")]
    [InlineData("Compare-ContainerImage {0} nowhere.tar -InnerPath /etc/s", "/etc/ssl/")]
    [InlineData("Compare-ContainerImage $image nowhere.tar -InnerPath /etc/s", "/etc/ssl/")]
    [InlineData("Compare-ContainerImage nowhere.tar {0} /etc/s", "/etc/ssl/")]
    [InlineData("Get-ImageFile {0} -InnerPath /etc/s", "/etc/ssl/")]
    [InlineData("Get-ContainerImage {0} | Get-ImageContent /etc/s", "/etc/ssl/")]
    [InlineData("Get-ImageContent -InputObject $image -InnerPath /etc/s", "/etc/ssl/")]
    [InlineData("$image | Get-ImageContent -InnerPath /etc/s", "/etc/ssl/")]
    [InlineData("$layer | Get-ImageContent -InnerPath /g", "/gone")]
    [InlineData("Get-ImageContent {0} /passwd/", "")]
    [InlineData("Get-ImageContent {0} /nothing", "")]
    [InlineData("Get-ImageContent {0} -Tag other -InnerPath /et", "")]
    public void One_directory_at_a_time_is_offered(string line, string expected)
    {
        _session.Run("$global:image = Get-ContainerImage $a; $global:layer = @(Get-ImageLayer $a)[0]", _image);

        IReadOnlyList<CompletionResult> found = _session.Complete(line.Replace("{0}", _image, StringComparison.Ordinal));

        Assert.Equal(expected, string.Join(' ', found.Where(IsOfImage).Select(result => result.CompletionText)));
    }

    [Fact]
    public void What_is_offered_can_be_read()
    {
        string path = Assert.Single(_session.Complete($"Get-ImageContent {_image} '/my dir/i"), IsOfImage).CompletionText;

        Assert.Empty(_session.Run($"Get-ImageContent {_image} {path}").Errors);
    }

    [Fact]
    public void Encodings_are_offered() =>
        Assert.Equal(["utf8", "utf8BOM", "utf8NoBOM"], _session.Complete("Get-ImageContent x.tar /f -Encoding utf8").Select(result => result.CompletionText));

    // Where nothing is found, PowerShell offers files of the disk.
    private static bool IsOfImage(CompletionResult result) => result.ToolTip.Length > 10 && result.ToolTip[10] == ' ' && result.ToolTip[0] is '-' or 'd' or 'l';
}
