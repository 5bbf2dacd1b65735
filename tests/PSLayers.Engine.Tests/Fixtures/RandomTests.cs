using System.Formats.Tar;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Fixtures;

public sealed class RandomTests
{
    [Fact]
    public void The_same_seed_makes_the_same_bytes()
    {
        Assert.Equal(RandomLayers.Image(7).DockerArchive().Bytes, RandomLayers.Image(7).DockerArchive().Bytes);
        Assert.NotEqual(RandomLayers.Image(7).DockerArchive().Bytes, RandomLayers.Image(8).DockerArchive().Bytes);
    }

    [Fact]
    public void Tidy_layers_hold_no_path_twice_and_nothing_below_a_file()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            foreach (var layer in RandomLayers.Entries(seed))
            {
                var paths = layer.Select(entry => entry.Path.TrimEnd('/')).ToList();
                Assert.Equal(paths.Count, paths.Distinct().Count());
                foreach (var entry in layer.Where(entry => entry.TypeFlag != '5'))
                    Assert.DoesNotContain(paths, path => path.StartsWith(entry.Path + "/", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Upper_layers_hold_whiteouts_and_links()
    {
        var all = Enumerable.Range(0, 20).SelectMany(seed => RandomLayers.Entries(seed)).SelectMany(layer => layer).ToList();

        Assert.Contains(all, entry => entry.Path.EndsWith(".wh..wh..opq", StringComparison.Ordinal));
        Assert.Contains(all, entry => entry.Path.Contains(".wh.", StringComparison.Ordinal));
        Assert.Contains(all, entry => entry.TypeFlag == '1');
        Assert.Contains(all, entry => entry.TypeFlag == '2');
    }

    [Fact]
    public void A_large_tar_has_as_many_entries_as_asked_and_parents_before_children()
    {
        using var folder = new TempFolder();
        using var input = File.OpenRead(folder.Write("large.tar", output => LargeTar.Write(output, seed: 1, entries: 20_000, meanFileSize: 100)));
        using var reader = new TarReader(input);
        var seen = new HashSet<string> { "" };
        var bytes = 0L;
        while (reader.GetNextEntry() is { } entry)
        {
            var path = entry.Name.TrimEnd('/');
            Assert.True(seen.Add(path), path);
            Assert.Contains(Path.GetDirectoryName(path)!.Replace('\\', '/'), seen);
            bytes += entry.Length;
        }

        Assert.Equal(20_001, seen.Count);
        Assert.InRange(bytes, 13 * 1250 * 80, 13 * 1250 * 120);
    }
}
