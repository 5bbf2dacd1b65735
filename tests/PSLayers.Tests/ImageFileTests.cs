using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Get-ImageFile: which files come, what each tells, and what is hidden.</summary>
[Collection(SharedSession.Name)]
public sealed class ImageFileTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ImageFile $a /app/settings.ini")]
    [InlineData("Get-ImageFile $a app/settings.ini")]
    [InlineData("Get-ImageFile $a -InnerPath ./app/settings.ini/")]
    [InlineData("Get-ImageFile $a *.ini")]
    [InlineData("Get-ImageFile $a '/app/settings.in?', /app/settings.ini")]
    [InlineData("$a | Get-ImageFile -InnerPath '*/settings.ini'")]
    [InlineData("Get-ImageFile -LiteralPath $a -InnerPath /app/settings.ini")]
    [InlineData("Get-ContainerImage $a | Get-ImageFile /app/settings.ini")]
    [InlineData("Get-ImageLayer $a -Fast | Where-Object LayerIndex -EQ 10 | Get-ImageFile /app/settings.ini")]
    [InlineData("Get-ImageFile -InputObject (Get-ContainerImage $a) /app/settings.ini")]
    public void One_file_is_found_however_it_is_asked_for(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        PSObject file = Assert.Single(result.Output);
        Assert.Equal("/app/settings.ini", file.Get("InnerPath"));
        Assert.Equal((6, 4, 2, 34L), (file.Get("LayerIndex"), file.Get("FirstLayer"), file.Get("VersionCount"), file.Get("Size")));
        Assert.Contains("settings.ini", (string)file.Get("CreatedBy")!, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_filter_the_root_directory_is_listed_by_name()
    {
        string path = Image(["b/", "b/x", "a", "c/d/e"]);

        Assert.Equal(["/a", "/b", "/c"], session.Run("Get-ImageFile $a", path).Texts("InnerPath"));
        Assert.Equal(["/a", "/b", "/b/x", "/c", "/c/d", "/c/d/e"], session.Run("Get-ImageFile $a -Recurse", path).Texts("InnerPath"));
        Assert.Equal(["/a", "/b", "/b/x", "/c", "/c/d"], session.Run("Get-ImageFile $a -Depth 1", path).Texts("InnerPath"));
        Assert.Equal(["/"], session.Run("Get-ImageFile $a /", path).Texts("InnerPath"));
    }

    [Fact]
    public void A_directory_comes_alone_or_with_what_is_below()
    {
        string path = Image(["c/d/e", "c/f"]);

        Assert.Equal(["/c"], session.Run("Get-ImageFile $a /c", path).Texts("InnerPath"));
        Assert.Equal(["/c", "/c/d", "/c/d/e", "/c/f"], session.Run("Get-ImageFile $a /c -Recurse", path).Texts("InnerPath"));
        Assert.Equal(["/c", "/c/d", "/c/f"], session.Run("Get-ImageFile $a /c -Depth 0", path).Texts("InnerPath"));
        Assert.Equal(["/c/d", "/c/d/e"], session.Run("Get-ImageFile $a '/c/[d]' -Recurse", path).Texts("InnerPath"));
        Assert.Equal(["/c/d/e", "/c/f"], session.Run("Get-ImageFile $a -Recurse -Type File", path).Texts("InnerPath"));
    }

    [Fact]
    public void A_layer_means_the_view_up_to_it()
    {
        string path = Image(["a"], ["b", ".wh.a"]);

        Assert.Equal(["/a"], session.Run("Get-ImageFile $a -UpTo 0", path).Texts("InnerPath"));
        Assert.Equal(["/b"], session.Run("Get-ImageFile $a", path).Texts("InnerPath"));
        Assert.Equal(["/a", "/b"], session.Run("Get-ImageLayer $a | Get-ImageFile", path).Texts("InnerPath"));
        Assert.Equal(["/a", "/b"], session.RunOn([.. session.Run("Get-ImageLayer $a", path).Output.Select(Clixml.RoundTrip)], "$input | Get-ImageFile").Texts("InnerPath"));
    }

    [Fact]
    public void What_is_stored_but_cannot_be_seen_comes_with_who_hides_it_and_why()
    {
        Result result = session.Run("Get-ImageFile $a -Hidden", Image(["a", "b", "c/", "c/d"], ["a", ".wh.b"], [".wh.c"]));

        Assert.Equal(["/a", "/b", "/c", "/c/d"], result.Texts("InnerPath"));
        Assert.Equal([0, 0, 0, 0], result.Of("LayerIndex"));
        Assert.Equal([1, 1, 2, 2], result.Of("HiddenByLayer"));
        Assert.Equal(["Overwritten", "Removed", "Removed", "Removed"], result.Of("HiddenReason").Select(reason => reason?.ToString()));
        Assert.Null(session.Run("Get-ImageFile $a /a", Image(["a"])).Output[0].Get("HiddenReason"));
    }

    [Theory]
    [InlineData("-InnerPath /c", new[] { "/c" })]
    [InlineData("-InnerPath /c -Recurse", new[] { "/c", "/c/d" })]
    [InlineData("-InnerPath *d", new[] { "/c/d" })]
    [InlineData("-Type File", new[] { "/a", "/b", "/c/d" })]
    [InlineData("-UpTo 1", new[] { "/a", "/b" })]
    public void Hidden_files_are_chosen_like_others(string parameters, string[] expected) =>
        Assert.Equal(expected, session.Run("Get-ImageFile $a -Hidden " + parameters, Image(["a", "b", "c/", "c/d"], ["a", ".wh.b"], [".wh.c"])).Texts("InnerPath"));

    [Fact]
    public void A_link_has_no_size_of_its_own_but_the_length_of_its_file()
    {
        Result result = session.Run("Get-ImageFile $a /name", Image(["file"], ["name => file", ".wh.file"]));

        Assert.Equal((0L, 4L, "HardLink"), (result.Output[0].Get("Size"), result.Output[0].Get("ContentSize"), result.Output[0].Get("Type")?.ToString()));
    }

    [Fact]
    public void A_path_through_a_link_shows_where_it_leads() =>
        Assert.Equal(["/run/x"], session.Run("Get-ImageFile $a /var/run/x", Image(["run/x", "var/run -> ../run"])).Texts("InnerPath"));

    [Fact]
    public void A_file_that_is_not_there_is_one_error_and_the_others_come()
    {
        Result result = session.Run("Get-ImageFile $a /none, /a, /l", Image(["a", "l -> l"]));

        Assert.Equal(["/a", "/l"], result.Texts("InnerPath"));
        Assert.Equal("FileNotFound,PSLayers.Commands.GetImageFileCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, result.Error.CategoryInfo.Category);
        Assert.Empty(session.Run("Get-ImageFile $a '/none*'", Image(["a"])).Errors);
    }

    [Fact]
    public void A_layer_that_the_image_does_not_have_is_an_error()
    {
        ErrorRecord error = session.Run("Get-ImageFile $a -UpTo 99", Image(["a"])).Error;

        Assert.Equal("NoSuchLayer,PSLayers.Commands.GetImageFileCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_path_is_tried_as_it_stands_before_it_is_a_pattern()
    {
        string path = Image(["odd[1].txt", "odd1.txt", "odd2.txt"]);

        Assert.Equal(["/odd2.txt"], session.Run("Get-ImageFile $a '/odd[2].txt'", path).Texts("InnerPath"));
        Assert.Equal(["/odd[1].txt"], session.Run("Get-ImageFile $a '/odd[1].txt'", path).Texts("InnerPath"));
        Assert.Equal(["/odd[1].txt"], session.Run("Get-ImageFile $a '/odd`[1`].txt'", path).Texts("InnerPath"));
    }

    [Fact]
    public void Images_for_windows_ignore_case_and_can_be_shown_from_their_folder_Files_on()
    {
        string path = _folder.Write("win.tar", 
            EntryLine.Image(["Files/Windows/a.DLL", "Hives/x"], ["files/windows/A.dll"]).Platform(os: "windows").DockerArchive());

        PSObject file = Assert.Single(session.Run("Get-ImageFile $a /FILES/WINDOWS/a.dll", path).Output);
        Assert.Equal(1, file.Get("LayerIndex"));
        Assert.Equal(["/Windows", "/Windows/a.DLL"], session.Run("Get-ImageFile $a -WindowsView -Recurse", path).Texts("InnerPath"));
        Assert.Equal(["/Windows/a.DLL"], session.Run("Get-ImageFile $a -WindowsView -InnerPath /windows/a.dll", path).Texts("InnerPath"));
        Assert.Equal(["/Files/Windows/a.DLL"], session.Run("Get-ImageFile $a -InnerPath /FILES/windows/A.dll -Hidden", path).Texts("InnerPath"));
        Assert.Equal(["/Files/Windows/a.DLL"], session.Run("Get-LayerDiff $a -Layer 1 -InnerPath /FILES/windows/A.dll", path).Texts("InnerPath"));
    }

    [Fact]
    public void What_is_odd_in_the_stack_is_a_warning()
    {
        Result result = session.Run("Get-ImageFile $a 3>&1", Image(["a", "a"]));

        Assert.Contains(result.Output, warning => warning.ToString().Contains("/a stands there more than once", StringComparison.Ordinal));
    }

    [Fact]
    public void A_layer_that_the_archive_lacks_is_a_warning_and_the_rest_is_shown()
    {
        var image = new ImageBuilder().Layer(new LayerSpec { Tar = new TarBuilder().File("a").Build(), Present = false }).Layer(new TarBuilder().File("b"));
        Result result = session.Run("Get-ImageFile $a 3>&1", _folder.Write("absent.tar", image.OciArchive()));

        Assert.Equal("/b", result.Output[^1].Get("InnerPath"));
        Assert.Contains(result.Output, warning => warning.ToString().Contains("layer 0 is not in the archive", StringComparison.Ordinal));
    }

    private string Image(params string[][] layers) => _folder.Write(Guid.NewGuid().ToString("N") + ".tar", EntryLine.Image(layers).DockerArchive());
}
