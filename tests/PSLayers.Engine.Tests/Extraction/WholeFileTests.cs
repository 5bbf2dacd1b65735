using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>A file that is written is there whole, or not at all.</summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_fails_on_the_way_leaves_all_as_it_was(bool exists)
    {
        if (exists)
            _folder.Write("a", "old"u8.ToArray());

        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(Place("a"), replaces: true, file =>
        {
            file.Write("new"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal(exists ? ["a"] : [], Names());
        if (exists)
            Assert.Equal("old", File.ReadAllText(Place("a")));
    }

    [Fact]
    public void What_exists_is_replaced_only_if_it_may_be()
    {
        _folder.Write("a", "old"u8.ToArray());

        Assert.Equal(ImageErrorId.DestinationExists, Refusal("a", replaces: false));
        Assert.Equal("old", File.ReadAllText(Place("a")));
        Assert.Equal(Place("a"), WholeFile.Write(Place("a"), replaces: true, file => file.Write("new"u8)).FullName);
        Assert.Equal(("new", "a"), (File.ReadAllText(Place("a")), Assert.Single(Names())));
    }

    [Fact]
    public void What_comes_into_its_place_meanwhile_stays()
    {
        var error = Assert.Throws<ImageException>(() => WholeFile.Write(Place("a"), replaces: false, _ => File.WriteAllText(Place("a"), "theirs")));

        Assert.Equal((ImageErrorId.DestinationExists, "theirs", "a"), (error.ErrorId, File.ReadAllText(Place("a")), Assert.Single(Names())));
    }

    [Theory]
    [InlineData("target", true)]
    [InlineData("nowhere", false)]
    public void A_link_is_replaced_itself(string target, bool exists)
    {
        if (exists)
            _folder.Write("target", "old"u8.ToArray());
        File.CreateSymbolicLink(Place("link"), target);

        Assert.Equal(ImageErrorId.DestinationExists, Refusal("link", replaces: false));
        WholeFile.Write(Place("link"), replaces: true, file => file.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(Place("link")));
        Assert.Null(new FileInfo(Place("link")).LinkTarget);
        Assert.Equal(exists, File.Exists(Place("target")) && File.ReadAllText(Place("target")) == "old");
    }

    [Fact]
    public void A_folder_is_never_replaced_and_none_is_made()
    {
        _folder.Folder("folder");

        Assert.Equal(ImageErrorId.DestinationExists, Refusal("folder", replaces: true));
        Assert.Equal(ImageErrorId.PathNotFound, Refusal("missing/a", replaces: true));
    }

    private ImageErrorId Refusal(string name, bool replaces) => Assert.Throws<ImageException>(() => WholeFile.Write(Place(name), replaces, _ => { })).ErrorId;

    private string Place(string name) => Path.Join(_folder.Root, name);

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(_folder.Root).Select(path => Path.GetFileName(path))];
}
