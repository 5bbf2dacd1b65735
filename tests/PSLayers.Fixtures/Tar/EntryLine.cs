using System.Text;

namespace PSLayers.Fixtures;

/// <summary>Entries written as lines, for tests that only care for paths: <c>d/</c> is a directory, <c>l -> t</c> a symbolic link, <c>h => t</c> a
/// hard link, and anything else a file whose content is its line.</summary>
public static class EntryLine
{
    /// <summary>The entry of a line.</summary>
    public static TarEntrySpec Parse(string line)
    {
        if (line.Split(" -> ") is [var link, var target])
            return new TarEntrySpec { Path = link, TypeFlag = (byte)'2', Target = target, Mode = 0b111_111_111 };
        if (line.Split(" => ") is [var name, var file])
            return new TarEntrySpec { Path = name, TypeFlag = (byte)'1', Target = file };
        return line.EndsWith('/')
            ? new TarEntrySpec { Path = line, TypeFlag = (byte)'5', Mode = 0b111_101_101 }
            : new TarEntrySpec { Path = line, Content = Encoding.UTF8.GetBytes(line) };
    }

    /// <summary>An image with a layer for each list of lines.</summary>
    public static ImageBuilder Image(params string[][] layers)
    {
        var image = new ImageBuilder().Tag("t:1");
        foreach (string[] layer in layers)
            image.Layer(RandomLayers.Tar(layer.Select(Parse)));
        return image;
    }
}
