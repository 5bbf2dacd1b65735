using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Every way to name an archive.</summary>
[Collection(SharedSession.Name)]
public sealed class PathTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ContainerImage", "ImagePath")]
    [InlineData("Get-ImageConfig", "ImagePath")]
    [InlineData("Get-ImageHistory", "ImagePath")]
    [InlineData("Get-ImageLayer", "ImagePath")]
    [InlineData("Get-LayerEntry", "ImagePath")]
    public void A_path_may_be_given_in_place_by_name_or_from_the_pipeline(string command, string property)
    {
        string one = Write("one.tar");
        string[] ways = ["& $a $b", "& $a -Path $b", "& $a -LiteralPath $b", "& $a -PSPath $b", "& $a -LP $b", "$b | & $a"];

        Assert.All(ways, way => Assert.Equal([one], session.Run(way, command, one).Texts(property).Distinct()));
    }

    [Theory]
    [InlineData("Get-ContainerImage", "ImagePath")]
    [InlineData("Get-ImageConfig", "ImagePath")]
    [InlineData("Get-ImageHistory", "ImagePath")]
    [InlineData("Get-ImageLayer", "ImagePath")]
    [InlineData("Get-LayerEntry", "ImagePath")]
    public void Files_as_Get_ChildItem_gives_them_bind_by_PSPath(string command, string property)
    {
        // The brackets would be wildcards, were the file taken for a pattern.
        string odd = Write("a[1].tar");
        var file = new PSObject(new FileInfo(odd));
        file.Properties.Add(new PSNoteProperty("PSPath", @"Microsoft.PowerShell.Core\FileSystem::" + odd));

        Result result = session.RunOn([file], "$input | & $a", command);

        Assert.Empty(result.Errors);
        Assert.Equal([odd], result.Texts(property).Distinct());
    }

    [Fact]
    public void A_file_object_without_PSPath_binds_by_its_full_name()
    {
        string one = Write("one.tar");

        Assert.Equal([one], session.RunOn([new FileInfo(one)], "$input | Get-ContainerImage").Texts("ImagePath"));
    }

    [Fact]
    public void Wildcards_find_the_archives_of_a_folder()
    {
        string[] files = [Write("a1.tar"), Write("a2.tar"), Write("b.tar")];

        Assert.Equal(files, session.Run("Get-ContainerImage $a", Path.Join(_folder.Root, "*.tar")).Texts("ImagePath"));
        Assert.Equal(files[..2], session.Run("Get-ContainerImage $a", Path.Join(_folder.Root, "a?.tar")).Texts("ImagePath"));
        Assert.Equal([files[0], files[2]], session.Run("Get-ContainerImage $a, $b", Path.Join(_folder.Root, "a[1].tar"), files[2]).Texts("ImagePath"));
    }

    [Fact]
    public void Wildcards_that_find_nothing_are_no_error()
    {
        Result result = session.Run("Get-ContainerImage $a", Path.Join(_folder.Root, "*.tar"));

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void LiteralPath_takes_brackets_and_stars_as_they_stand()
    {
        string[] names = OperatingSystem.IsWindows() ? ["a[1].tar", "x`y.tar"] : ["a[1].tar", "x`y.tar", "s*r.tar", "q?.tar"];
        Write("a1.tar");

        Assert.All(names.Select(name => Write(name)), path => Assert.Equal([path], session.Run("Get-ImageLayer -LiteralPath $a -Fast", path).Texts("ImagePath").Distinct()));
    }

    [Fact]
    public void Relative_paths_start_at_the_current_location_of_the_session_not_of_the_process()
    {
        string one = Write("sub/one.tar");
        using var elsewhere = new Session();
        elsewhere.Runspace.SessionStateProxy.Path.SetLocation(_folder.Root);

        Assert.Equal([one], elsewhere.Run("Get-ContainerImage sub/one.tar").Texts("ImagePath"));
        Assert.Equal([one], elsewhere.Run("Get-ContainerImage ./sub/*.tar").Texts("ImagePath"));
        Assert.Equal([one], elsewhere.Run("Get-ContainerImage -LiteralPath ./sub/../sub/one.tar").Texts("ImagePath"));
        Assert.Equal(["one.tar"], elsewhere.Run("Get-ContainerImage nowhere.tar").Errors.Select(_ => "one.tar"));
    }

    [Fact]
    public void A_folder_in_OCI_layout_is_an_image_too()
    {
        string layout = Image("layout").OciLayoutFolder(_folder.Folder("layout[1]")).WriteTo(_folder.Folder("layout"));

        Assert.Equal(["oci-layout"], session.Run("Get-ContainerImage $a", layout).Texts("Format"));
        Assert.Equal(["oci-layout"], session.Run("Get-ContainerImage -LiteralPath $a", layout + "[1]").Texts("Format"));
    }

    [Fact]
    public void Several_paths_come_in_the_order_given_however_they_are_given()
    {
        string one = Write("one.tar"), two = Write("two.tar");

        Assert.Equal([two, one], session.Run("Get-ContainerImage $a, $b", two, one).Texts("ImagePath"));
        Assert.Equal([two, one], session.Run("Get-ContainerImage -LiteralPath $a, $b", two, one).Texts("ImagePath"));
        Assert.Equal([two, one], session.Run("$a, $b | Get-ContainerImage", two, one).Texts("ImagePath"));
    }

    [Fact]
    public void A_path_of_another_provider_is_an_error_that_names_the_provider()
    {
        Result result = session.Run("Get-ContainerImage $a, variable:HOME; Get-ContainerImage -LiteralPath variable:HOME", Write("one.tar"));

        Assert.Single(result.Output);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("PathNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(result.Errors, error => Assert.Contains("Variable", error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-ContainerImage nodrive:\\x.tar")]
    [InlineData("Get-ContainerImage -LiteralPath nodrive:\\x.tar")]
    [InlineData("Get-ContainerImage noprovider::x.tar")]
    public void A_drive_that_is_not_there_is_a_path_not_found(string command) =>
        Assert.StartsWith("PathNotFound,", session.Run(command).Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    private static ImageBuilder Image(string name) => new ImageBuilder().Layer(new TarBuilder().File("etc/hostname", name)).Tag(name + ":1");

    private string Write(string name) => _folder.Write(name, Image("app").DockerArchive());
}
