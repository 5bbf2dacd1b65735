using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Layers;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Further names of a file become links to what this run wrote, and to nothing else.</summary>
public sealed class HardLinkTests : ExtractionTest
{
    [SystemFact(Need.Unix)]
    public void Names_of_one_file_become_one_file_in_any_order()
    {
        WriteWell(
            Name("bin/git-add") with { Type = EntryType.HardLink },
            Name("bin/git"),
            Name("lib/core/git-log") with { Type = EntryType.HardLink },
            Name("top"),
            FileItem("bin/other"));

        File.AppendAllText(At("bin/git"), " and more");
        string[] names = ["bin/git-add", "bin/git", "lib/core/git-log", "top"];
        Assert.All(names, name => Assert.Equal("content and more", Text(name)));
        Assert.Equal("content", Text("bin/other"));
    }

    [Fact]
    public void Where_no_link_can_be_made_the_content_is_copied()
    {
        AssertWell(new FolderWriter(Destination, null, path => new PSLayers.Extraction.Windows.WindowsFolder(path)).Write([Name("a"), Name("b")]));
        File.AppendAllText(At("a"), " and more");
        Assert.Equal("content", Text("b"));
    }

    [Fact]
    public void A_first_name_that_failed_is_not_linked_to()
    {
        File.WriteAllText(At("a"), "not from the image");
        List<ExtractionResult> results = Write(Name("a"), Name("b"));
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(results[0]));
        Assert.Equal(("content", "not from the image"), (Text("b"), Text("a")));
    }

    [SystemFact(Need.Unix)]
    public void A_first_name_swapped_for_a_link_to_a_file_outside_is_not_linked_to()
    {
        WriteWell(Name("a"), FileItem("x/between", whenOpened: () =>
        {
            File.Delete(At("a"));
            File.CreateSymbolicLink(At("a"), Secret);
        }), Name("b"));
        Assert.Null(new FileInfo(At("b")).LinkTarget);
        Assert.Equal("content", Text("b"));
    }

    [ToolFact("ln")]
    public void A_first_name_swapped_for_a_file_outside_is_not_linked_to()
    {
        WriteWell(Name("a/first"), FileItem("x/between", whenOpened: () =>
        {
            File.Delete(At("a/first"));
            CommandLine.Run("ln", Secret, At("a/first"));
        }), Name("b"));
        Assert.Equal("content", Text("b"));
        File.WriteAllText(At("b"), "own file");
        Assert.Equal("untouched", File.ReadAllText(Secret));
    }

    [SystemFact(Need.Unix)]
    public void A_directory_of_the_first_name_swapped_for_a_link_is_not_entered()
    {
        List<ExtractionResult> results = Write(Name("a/secret"), FileItem("x/between", whenOpened: () =>
        {
            Directory.Move(At("a"), At("moved"));
            Directory.CreateSymbolicLink(At("a"), Outside);
        }), Name("b"));
        AssertWell(results.Take(3));
        Assert.Equal("content", Text("b"));
    }

    [SystemFact(Need.Unix)]
    public void A_link_replaces_a_file_only_with_force()
    {
        File.WriteAllText(At("b"), "old");
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(Write(Name("a"), Name("b"))[1]));
        Assert.Equal("old", Text("b"));
        AssertWell(Write(new ExtractionOptions { Force = true }, Name("a"), Name("b")));
        File.AppendAllText(At("a"), " and more");
        Assert.Equal("content and more", Text("b"));
    }

    [ToolFact("ln")]
    public void Force_does_not_write_into_a_file_that_has_a_name_outside()
    {
        CommandLine.Run("ln", Secret, At("file"));
        AssertWell(Write(new ExtractionOptions { Force = true }, FileItem("file")));
        Assert.Equal("content", Text("file"));
    }

    private static ExtractionItem Name(string path) => FileItem(path) with { Inode = 42 };
}
