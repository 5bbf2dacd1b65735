using System.Text;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Images that were made to write elsewhere. Each test looks that a file outside is as it was, and that nothing new is there.</summary>
public sealed class ExpansionAttackTests : ExpansionTest
{
    [Theory]
    [InlineData("../outside/evil")]
    [InlineData("../../../../../../../../outside/evil")]
    [InlineData("a/../../outside/evil")]
    [InlineData("/../outside/evil")]
    [InlineData("./../outside/evil")]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData(@"..\..\outside\evil")]
    [InlineData(@"\outside\evil")]
    [InlineData(@"C:\outside\evil")]
    [InlineData("C:/outside/evil")]
    [InlineData(@"C:..\outside\evil")]
    [InlineData(@"\\server\share\evil")]
    [InlineData("//server/share/evil")]
    [InlineData(@"\\?\C:\evil")]
    [InlineData("evil:stream")]
    public void A_name_that_climbs_out_stays_inside(string name)
    {
        Expand(new TarBuilder().File(name, "evil").File("good", "good"));

        Assert.Equal("good", Text("good"));
    }

    [Fact]
    public void An_absolute_name_is_one_in_the_image()
    {
        Expand(new TarBuilder().File(Secret, "evil"));

        Assert.Equal("evil", Text(Secret));
    }

    [Fact]
    public void A_link_out_is_written_and_not_followed_by_what_comes_after_it()
    {
        Expand(new TarBuilder().Symlink("out", Outside).File("out/secret", "evil").File("out/evil", "evil").Directory("out/folder"));
        ExpandAgain(new TarBuilder().Symlink("up", "../../outside").File("up/secret", "evil"), new TarBuilder().File("up/secret", "evil"));
    }

    [Fact]
    public void A_link_out_of_a_lower_layer_is_not_followed_by_a_higher_one()
    {
        Expand(new TarBuilder().Symlink("out", Outside), new TarBuilder().File("out/secret", "evil").File("out/evil", "evil"), new TarBuilder().Directory("out").File("out/secret", "evil"));
    }

    [Fact]
    public void A_chain_of_links_is_not_followed()
    {
        Expand(new TarBuilder().Symlink("a", "b").Symlink("b", "c").Symlink("c", Outside).File("a/secret", "evil").Symlink("d", "a/secret").File("d", "evil"));
    }

    [Fact]
    public void A_link_with_a_name_that_is_only_dots_goes_nowhere()
    {
        Expand(new TarBuilder().Symlink(".", Outside).Symlink("./.", Outside).Symlink("/", Outside).Symlink("..", Outside).File("secret", "inside"));

        Assert.Null(new DirectoryInfo(Destination).LinkTarget);
        Assert.Equal("inside", Text("secret"));
    }

    [Fact]
    public void A_file_that_replaces_a_link_is_not_written_through_it()
    {
        Expand(new TarBuilder().Symlink("evil", Secret), new TarBuilder().File("evil", "evil"));

        Assert.Equal("evil", Text("evil"));
        Assert.Null(new FileInfo(At("evil")).LinkTarget);
    }

    [Theory]
    [InlineData("../outside/secret")]
    [InlineData("../../outside/secret")]
    [InlineData("out/secret")]
    [InlineData("link")]
    public void A_hard_link_reaches_no_file_of_the_host(string target)
    {
        Expand(new TarBuilder().Symlink("out", Outside).Symlink("link", Secret).HardLink("hard", target), new TarBuilder().File("hard2", "x"));

        Assert.True(!File.Exists(At("hard")) || new FileInfo(At("hard")).LinkTarget is not null);
        Assert.Equal("x", Text("hard2"));
    }

    [Fact]
    public void A_hard_link_to_an_absolute_path_of_the_host_leads_nowhere()
    {
        ExpansionReport report = Expand(new TarBuilder().HardLink("hard", Secret).File("good", "good"));

        Assert.Single(report.Errors);
        Assert.Equal(["good"], Paths());
    }

    [Fact]
    public void A_file_and_something_below_it_are_not_both_there_and_the_rest_is()
    {
        ExpansionReport report = Expand(new TarBuilder().File("a", "file").File("a/b", "below").File("good", "good"));

        Assert.All(report.Errors, error => Assert.Equal(ImageErrorId.DestinationExists, error.ErrorId));
        Assert.Equal("good", Text("good"));
    }

    [Fact]
    public void Devices_and_pipes_are_left_out_unless_asked_for()
    {
        ExpansionReport report = Expand(new TarBuilder().CharDevice("mem", 1, 1).BlockDevice("disk", 8, 0).Fifo("pipe").File("good", "good"));

        Assert.Equal(["good"], Paths());
        Assert.Empty(report.Errors);
        Assert.All(report.Warnings, warning => Assert.Equal(ImageErrorId.SpecialFileSkipped, warning.ErrorId));
        Assert.Equal(3, report.Warnings.Count);
    }

    [SystemFact(Need.Unix)]
    public void A_program_that_gives_rights_has_none_without_its_owner()
    {
        ExpandWell(new TarBuilder().File("su", "x", mode: 0b100_111_101_101));

        Assert.Equal(0b111_101_101, Mode("su"));
    }

    [SystemFact(Need.Linux)]
    public void A_path_that_the_system_could_not_find_again_is_refused_and_the_rest_is_there()
    {
        string folder = string.Join('/', Enumerable.Repeat(new string('d', 200), 20));
        ExpansionReport report = Expand(new TarBuilder(TarDialect.Gnu).File($"{folder}/{new string('f', 60)}", "x").File("good", "good"));

        Assert.All(report.Errors, error => Assert.Equal(ImageErrorId.UnsafeName, error.ErrorId));
        Assert.NotEmpty(report.Errors);
        Assert.Equal("good", Text("good"));
    }

    [Fact]
    public void Folders_beyond_the_depth_are_refused_and_the_rest_is_there()
    {
        ExpansionReport report = Expand(new TarBuilder(TarDialect.Gnu).File(string.Join('/', Enumerable.Repeat("d", 300)), "x").File("good", "good"));

        Assert.NotEmpty(report.Errors);
        Assert.Equal("good", Text("good"));
    }

    [SystemFact(Need.Linux)]
    public void Names_that_are_no_text_are_written_and_removed_again()
    {
        Expand(new TarBuilder().Entry(new TarEntrySpec { Name = [0xFF, (byte)'d', (byte)'/', 0xFE], Content = "x"u8.ToArray() }));
        Assert.Equal([0xFF, (byte)'d', 0, 0xFF, (byte)'d', (byte)'/', 0xFE, 0], Fixtures.CommandLine.Run("find", Destination, "-mindepth", "1", "-printf", "%P\\0"));

        Expand(Load(new TarBuilder().File("new", "new")), new ExtractionOptions { Force = true });
        Assert.Equal(["new"], Paths());
    }

    [Fact]
    public void A_link_in_what_is_replaced_is_removed_and_not_what_it_leads_to()
    {
        Directory.CreateDirectory(At("old"));
        Directory.CreateSymbolicLink(At("old/out"), Outside);
        File.CreateSymbolicLink(At("secret"), Secret);

        Expand(Load(new TarBuilder().File("new", "new")), new ExtractionOptions { Force = true });
        Assert.Equal(["new"], Paths());
    }

    [Fact]
    public void A_name_of_control_characters_is_an_ordinary_file()
    {
        ExpansionReport report = Expand(new TarBuilder().Entry(new TarEntrySpec { Name = Encoding.UTF8.GetBytes("\u001b[2Jx"), Content = "x"u8.ToArray() }).File("good", "good"));

        Assert.Empty(report.Errors);
        Assert.Equal(2, Paths().Length);
    }

    private void ExpandAgain(params TarBuilder[] layers)
    {
        Fixtures.CommandLine.Run("rm", "-rf", Destination);
        Expand(layers);
    }
}
