using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>A folder that is written is there whole, or not at all.</summary>
public sealed class WholeFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Place => Path.Join(_folder.Root, "rootfs");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_fails_on_the_way_leaves_all_as_it_was(bool exists)
    {
        if (exists)
            _folder.Write("rootfs/old", "old"u8.ToArray());

        Assert.Throws<InvalidOperationException>(() => WholeFolder.Write(Place, replaces: true, folder =>
        {
            File.WriteAllText(Path.Join(folder, "new"), "new");
            Directory.CreateDirectory(Path.Join(folder, "a/b/c"));
            throw new InvalidOperationException();
        }));
        Assert.Equal(exists ? ["rootfs"] : [], Names(_folder.Root));
        if (exists)
            Assert.Equal(["old"], Names(Place));
    }

    [Fact]
    public void Until_the_end_the_old_one_stands_in_its_place_so_that_a_kill_leaves_it()
    {
        _folder.Write("rootfs/old", "old"u8.ToArray());

        Assert.Empty(WholeFolder.Write(Place, replaces: true, folder =>
        {
            Assert.Empty(Names(folder));
            Assert.Equal(_folder.Root, Path.GetDirectoryName(folder));
            File.WriteAllText(Path.Join(folder, "new"), "new");
            Assert.Equal(["old"], Names(Place));
        }));
        Assert.Equal(["new"], Names(Place));
        Assert.Equal(["rootfs"], Names(_folder.Root));
    }

    [SystemFact(Need.Unix)]
    public void Nobody_else_can_look_into_it_before()
    {
        WholeFolder.Write(Place, replaces: false, folder => Assert.Equal("700", Convert.ToString((int)new DirectoryInfo(folder).UnixFileMode, 8)));
    }

    [Fact]
    public void What_comes_into_its_place_meanwhile_stays()
    {
        var error = Assert.Throws<ImageException>(() => WholeFolder.Write(Place, replaces: false, _ => _folder.Write("rootfs/theirs", "theirs"u8.ToArray())));

        Assert.Equal(ImageErrorId.DestinationExists, error.ErrorId);
        Assert.Equal(["theirs"], Names(Place));
        Assert.Equal(["rootfs"], Names(_folder.Root));
    }

    [SystemFact(Need.Unix)]
    public void A_folder_that_may_not_be_written_is_removed_with_all_that_is_in_it()
    {
        string mine = _folder.Folder("mine"), place = Path.Join(mine, "rootfs"), closed = Path.Join(place, "closed");
        AsNobody.Run(mine, () =>
        {
            Directory.CreateDirectory(closed);
            File.WriteAllText(Path.Join(closed, "file"), "x");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Assert.Empty(WholeFolder.Write(place, replaces: true, _ => { }));
        });
        Assert.Equal(["rootfs"], Names(mine));
    }

    [Fact]
    public void Where_nothing_can_be_made_is_said()
    {
        Assert.Equal(ImageErrorId.PathNotFound, Assert.Throws<ImageException>(() => WholeFolder.Write(Path.Join(_folder.Root, "no/rootfs"), true, _ => { })).ErrorId);
        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => WholeFolder.Write(Path.GetPathRoot(_folder.Root)!, true, _ => { })).ErrorId);
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
