using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Compare-ContainerImage: two images, in the shape of Compare-Object.</summary>
[Collection(SharedSession.Name)]
public sealed class CompareTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Compare-ContainerImage $a $b")]
    [InlineData("$b | Compare-ContainerImage $a")]
    [InlineData("[System.IO.FileInfo]$b | Compare-ContainerImage ([System.IO.FileInfo]$a)")]
    [InlineData("Get-ContainerImage $b | Compare-ContainerImage $a")]
    [InlineData("Compare-ContainerImage (Get-ContainerImage $a) (Get-ContainerImage $b)")]
    [InlineData("Compare-ContainerImage -ReferenceImage $a -DifferenceImage $b -Aspect File")]
    [InlineData("Compare-ContainerImage ([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-ContainerImage $a)))) $b")]
    public void Both_sides_may_be_paths_files_or_images(string command)
    {
        Result result = session.Run(command, Image("one", ["same", "old", "f = 1"]), Image("two", ["same", "new", "f = 12"]));

        Assert.Empty(result.Errors);
        Assert.Equal(["<> File: /f", "=> File: /new", "<= File: /old"], result.Output.Select(row => row.ToString()));
        Assert.Equal(["Modified", "Added", "Removed"], result.Texts("Change"));
        Assert.Equal(["Content", "None", "None"], result.Texts("ChangedProperties"));
        Assert.Equal([1L, 3L, -3L], result.Of("SizeDelta"));
    }

    [Fact]
    public void Equal_files_come_when_they_are_asked_for()
    {
        Result result = session.Run("Compare-ContainerImage $a $b -IncludeEqual -InnerPath /s*, /f", Image("one", ["same", "f = 1"]), Image("two", ["same", "f = 2"]));
        Assert.Equal(["<> File: /f", "== File: /same"], result.Output.Select(row => row.ToString()));
    }

    [Theory]
    [InlineData("", "Mode, LastWriteTime")]
    [InlineData("-Ignore LastWriteTime", "Mode")]
    [InlineData("-Ignore Mode", "LastWriteTime")]
    [InlineData("-Property Mode, Owner", "Mode")]
    [InlineData("-Ignore LastWriteTime, Mode", null)]
    [InlineData("-Property Content", null)]
    [InlineData("-Property Content, Mode -Ignore Mode", null)]
    public void What_counts_can_be_chosen(string parameters, string? changed)
    {
        string one = _folder.Write("one.tar", new ImageBuilder().Layer(new TarBuilder().File("f", "x")).Tag("one:1").DockerArchive());
        string two = _folder.Write("two.tar", new ImageBuilder().Layer(new TarBuilder().File("f", "x", mode: 0b111_000_000, mtime: DateTimeOffset.UnixEpoch)).Tag("two:1").DockerArchive());

        Assert.Equal(changed is null ? [] : [changed], session.Run($"Compare-ContainerImage $a $b {parameters}", one, two).Texts("ChangedProperties"));
    }

    [Fact]
    public void Images_of_one_archive_are_chosen_by_tag()
    {
        string path = _folder.Write("both.tar", Archives.Combine(Built("x:1", ["a"]).DockerArchive(), Built("x:2", ["b"]).DockerArchive()).ToTar());
        Assert.Equal(["<= File: /a", "=> File: /b"], session.Run("Compare-ContainerImage $a $a -ReferenceTag x:1 -DifferenceTag x:2", path).Output.Select(row => row.ToString()));

        Result open = session.Run("Compare-ContainerImage $a $a", path);
        Assert.Equal("SeveralImages,PSLayers.Commands.CompareContainerImageCommand", open.Error.FullyQualifiedErrorId);
        Assert.Contains("-ReferenceTag", open.Error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Empty(open.Output);
    }

    [Theory]
    [InlineData("Compare-ContainerImage nowhere*.tar $a", "nowhere*.tar")]
    [InlineData("Compare-ContainerImage $a nowhere*.tar", "nowhere*.tar")]
    [InlineData("Compare-ContainerImage $a $a -DifferenceTag no*", null)]
    [InlineData("Compare-ContainerImage $a $a -ReferenceTag no*", null)]
    [InlineData("Compare-ContainerImage nowhere.tar $a", "nowhere.tar")]
    public void Nothing_to_compare_is_one_error_and_never_no_difference(string command, string? target)
    {
        string image = Image("one", ["a"]);

        Result result = session.Run(command, image);

        Assert.Contains(result.Error.FullyQualifiedErrorId.Split(',')[0], new[] { "NoMatchingImage", "PathNotFound" });
        Assert.Equal(target ?? image, result.Error.TargetObject);
    }

    [Fact]
    public void Each_image_of_the_pipeline_is_compared_with_the_one()
    {
        string[] paths = [Image("one", ["a"]), Image("two", ["a", "b"]), Image("three", ["a", "c"])];
        Result result = session.Run("$b, 'nothere.tar', $c | Compare-ContainerImage $a", [.. paths]);

        Assert.Equal(["=> File: /b", "=> File: /c"], result.Output.Select(row => row.ToString()));
        Assert.Equal(["two:1", "three:1"], result.Texts("DifferenceImage"));
        Assert.Equal("PathNotFound,PSLayers.Commands.CompareContainerImageCommand", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void What_is_no_image_is_an_error()
    {
        Result result = session.Run("5 | Compare-ContainerImage $a", Image("one", ["a"]));
        Assert.Equal("NotAnImage,PSLayers.Commands.CompareContainerImageCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal((System.Management.Automation.ErrorCategory.InvalidData, "5"), (result.Error.CategoryInfo.Category, result.Error.TargetObject));
    }

    [Fact]
    public void The_two_forms_of_the_sample_differ_in_what_OCI_cannot_say()
    {
        Assert.Empty(session.Run("Compare-ContainerImage $a $b -Aspect File, Layer, History", Repository.DockerSample, Repository.OciSample).Output);
        Result config = session.Run("Compare-ContainerImage $a $b -Aspect Config", Repository.DockerSample, Repository.OciSample);
        Assert.All(config.Texts("Name"), name => Assert.StartsWith("Healthcheck.", name, StringComparison.Ordinal));
        Assert.Equal(["<=", "<=", "<=", "<="], config.Texts("SideIndicator"));
    }

    [Fact]
    public void Aspects_give_layers_steps_and_values()
    {
        string one = Image("one", ["base"], ["a"]);
        string two = Image("two", ["base"], ["b"], ["c"]);
        Result layers = session.Run("Compare-ContainerImage $a $b -Aspect Layer -IncludeEqual", one, two);

        Assert.Equal(["==", "<=", "=>", "=>"], layers.Texts("SideIndicator"));
        Assert.Equal(["0", "1", "", ""], session.RunOn(layers.Output, "$input | ForEach-Object { \"$($_.ReferenceValue.LayerIndex)\" }").Output.Select(item => item.ToString()));
        Assert.Equal([(2L, 3L)], session.Run("Compare-ContainerImage $a $b -Aspect Size | Where-Object Name -eq LayerCount", one, two).Output.Select(row => (row.Get("ReferenceValue"), row.Get("DifferenceValue"))));
        Assert.Equal(["Layer", "History", "Size"], session.Run("Compare-ContainerImage $a $b -Aspect Layer, History, Size", one, two).Texts("Aspect").Distinct());
    }

    [Fact]
    public void The_text_of_a_file_is_compared_line_by_line()
    {
        string one = _folder.Write("one.tar", new ImageBuilder().Layer(new TarBuilder().File("etc/conf", "a\nb\nc\n").File("gone", "x\n").Symlink("link", "etc/conf")).Tag("one:1").DockerArchive());
        string two = _folder.Write("two.tar", new ImageBuilder().Layer(new TarBuilder().File("etc/conf", "a\nB\nc\n").Directory("dir")).Tag("two:1").DockerArchive());

        Assert.Equal(["--- one:1/etc/conf", "+++ two:1/etc/conf", "@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"], Lines("/etc/conf"));
        Assert.Equal(["--- one:1/gone", "+++ /dev/null", "@@ -1 +0,0 @@", "-x"], Lines("gone"));
        Assert.Equal("FileNotFound,PSLayers.Commands.CompareContainerImageCommand", session.Run("Compare-ContainerImage $a $b -Unified -InnerPath /none", one, two).Error.FullyQualifiedErrorId);
        Assert.Equal("NotAFile,PSLayers.Commands.CompareContainerImageCommand", session.Run("Compare-ContainerImage $a $b -Unified -InnerPath /dir", one, two).Error.FullyQualifiedErrorId);
        Assert.Empty(session.Run("Compare-ContainerImage $a $a -Unified -InnerPath /etc/conf", one).Output);

        string[] Lines(string path) => [.. session.Run($"Compare-ContainerImage $a $b -Unified -InnerPath {path}", one, two).Output.Select(line => line.ToString())];
    }

    [Fact]
    public void The_views_name_both_images()
    {
        string one = Image("one", ["f = 1", "gone"]);
        string two = Image("two", ["f = 123", "l -> f"]);
        string files = session.Show("Compare-ContainerImage $a $b", one, two);

        Assert.Contains("Files of: one:1 and two:1", files, StringComparison.Ordinal);
        Assert.Matches(@"<> +3B +\+2B Content +/f", files);
        Assert.Matches(@"=> +/l -> f", files);
        Assert.Matches(@"<= +4B +-4B +/gone", files);
        string sizes = session.Show("Compare-ContainerImage $a $b -Aspect Size -IncludeEqual", one, two);
        Assert.Matches(@"== +Size +LayerCount +1 +1", sizes);
    }

    private string Image(string name, params string[][] layers) => _folder.Write($"{name}.tar", Built($"{name}:1", layers).DockerArchive());

    private static ImageBuilder Built(string tag, params string[][] layers)
    {
        var image = new ImageBuilder().Tag(tag);
        foreach (string[] layer in layers)
            image.Layer(RandomLayers.Tar(layer.Select(Entry)), createdBy: $"ADD {string.Join(' ', layer)}");
        return image;
    }

    private static TarEntrySpec Entry(string line) => line.Split(" = ") is [var path, var text]
        ? new TarEntrySpec { Path = path, Content = System.Text.Encoding.UTF8.GetBytes(text) }
        : EntryLine.Parse(line);
}
