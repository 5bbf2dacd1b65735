using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;

namespace PSLayers.Tar;

public sealed class WhiteoutTests
{
    [Theory]
    [InlineData(".wh.x", EntryType.Whiteout)]
    [InlineData("./.wh.x", EntryType.Whiteout)]
    [InlineData("a/b/.wh.x", EntryType.Whiteout)]
    [InlineData(".wh..x", EntryType.Whiteout)]
    [InlineData(".wh..wh", EntryType.Whiteout)]
    [InlineData(".wh..wh.x", EntryType.File)]
    [InlineData(".wh..wh..opq", EntryType.OpaqueWhiteout)]
    [InlineData("./.wh..wh..opq", EntryType.OpaqueWhiteout)]
    [InlineData("a/.wh..wh..opq", EntryType.OpaqueWhiteout)]
    [InlineData("a//.wh..wh..opq", EntryType.OpaqueWhiteout)]
    [InlineData("a/.wh..wh..opqx", EntryType.Whiteout)]
    [InlineData(".wh..wh.aufs", EntryType.File)]
    [InlineData("./.wh..wh.plnk", EntryType.File)]
    [InlineData("/.wh..wh.orph", EntryType.File)]
    [InlineData("a/.wh..wh.aufs", EntryType.Whiteout)]
    [InlineData(".wh", EntryType.File)]
    [InlineData(".wha", EntryType.File)]
    [InlineData("x.wh.y", EntryType.File)]
    [InlineData(".WH.x", EntryType.File)]
    [InlineData(".wh.d/x", EntryType.File)]
    public void The_last_part_of_the_name_makes_a_whiteout(string name, EntryType type)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File(name));
        Assert.Equal(type, Indexed.Entries(index)[0].Type);
        Assert.Equal(type is EntryType.Whiteout or EntryType.OpaqueWhiteout ? (0, 1) : (1, 0), (index.FileCount, index.WhiteoutCount));
        Assert.Empty(index.Warnings);
    }

    [Theory]
    [InlineData(".wh.")]
    [InlineData("a/.wh.")]
    [InlineData("a/.wh./")]
    public void The_bare_prefix_removes_nothing_and_is_warned_of(string name)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File(name).File("kept"));
        Assert.Equal(0, index.WhiteoutCount);
        Assert.Equal(ImageErrorId.WhiteoutInvalid, Assert.Single(index.Warnings).ErrorId);
        Assert.Equal(2, index.Count);
    }

    [Theory]
    [InlineData('0')]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('5')]
    [InlineData('6')]
    [InlineData('Z')]
    public void A_whiteout_may_be_of_any_tar_type(char flag)
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .Entry(new TarEntrySpec { Path = "a/.wh.x", TypeFlag = (byte)flag, Target = ".wh..wh.plnk/1.2" })
            .Entry(new TarEntrySpec { Path = "b/.wh..wh..opq", TypeFlag = (byte)flag, Target = "t" })
            .File("next"));
        Assert.Equal([EntryType.Whiteout, EntryType.OpaqueWhiteout, EntryType.File], entries.Select(entry => entry.Type));
    }

    [Fact]
    public void A_whiteout_that_is_a_directory_has_its_name_without_the_slash()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Directory("a/.wh.x"));
        Assert.Equal(("/a/.wh.x", ".wh.x", EntryType.Whiteout), (entry.InnerPath, entry.Name, entry.Type));
    }

    [Fact]
    public void A_whiteout_with_content_has_no_size()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File(".wh.x", "some bytes").File("y", "abc"));
        Assert.Equal([0, 3], Indexed.Entries(index).Select(entry => entry.Size));
        Assert.Equal((3, 1), (index.Size, index.FileCount));
    }

    [Fact]
    public void The_target_of_a_whiteout_is_what_stands_behind_the_prefix() =>
        Assert.Equal("passwd"u8.ToArray(), Whiteout.Target(".wh.passwd"u8).ToArray());
}
