using CsCheck;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

public sealed class LayerFoldersTests
{
    [Fact]
    public void Each_entry_of_random_layers_is_in_its_folder_and_nothing_else_is() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        LayerIndex index = Stack.Index(RandomLayers.Entries(seed, layers: 2, entries: 200, tidy: true)[1]);
        LayerFolders folders = LayerFolders.Of(index, ignoresCase: false, ReadLimits.Default);
        var expected = new Dictionary<string, int>();
        for (int row = 0; row < index.Count; row++)
            expected[index.Path(row)] = row;

        var found = new Dictionary<string, int>();
        Collect(folders, LayerFolders.Root, "", found);

        Assert.Equal(expected.Where(pair => pair.Key != "/").OrderBy(pair => pair.Key, StringComparer.Ordinal), found.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }, iter: 300);

    [Fact]
    public void Whiteouts_stand_under_their_own_names_and_folders_that_are_not_listed_are_there()
    {
        LayerIndex index = Stack.Index([.. new[] { "a/b/.wh.c", "a/.wh..wh..opq", "d" }.Select(EntryLine.Parse)]);
        LayerFolders folders = LayerFolders.Of(index, ignoresCase: false, ReadLimits.Default);

        int a = folders.Child(LayerFolders.Root, "a"u8);
        Assert.Equal(-1, folders.Row(a));
        Assert.Equal([".wh..wh..opq", "b"], folders.Children(a).Select(node => EntryName.Decode(folders.Name(node))));
        Assert.Equal(EntryType.Whiteout, index.Row(folders.Row(folders.Child(folders.Child(a, "b"u8), ".wh.c"u8))).Type);
        Assert.Equal(-1, folders.Child(LayerFolders.Root, "c"u8));
    }

    [Fact]
    public void Of_two_entries_of_one_path_the_last_one_counts()
    {
        LayerIndex index = Stack.Index([.. new[] { "a", "a" }.Select(EntryLine.Parse)]);

        Assert.Equal(1, LayerFolders.Of(index, ignoresCase: false, ReadLimits.Default) is var folders ? folders.Row(folders.Child(LayerFolders.Root, "a"u8)) : -1);
    }

    private static void Collect(LayerFolders folders, int folder, string path, Dictionary<string, int> found)
    {
        foreach (int child in folders.Children(folder))
        {
            string name = $"{path}/{EntryName.Decode(folders.Name(child))}";
            if (folders.Row(child) >= 0)
                found[name] = folders.Row(child);
            Collect(folders, child, name, found);
        }
    }
}
