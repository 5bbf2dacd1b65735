using System.Text;
using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Archives whose manifests lie: each is the small image with one thing wrong.</summary>
public static class HostileManifest
{
    /// <summary>Paths that a manifest must not lead to: outside, absolute, nowhere, nonsense.</summary>
    public static IReadOnlyList<string> BadPaths { get; } =
    [
        "../../etc/passwd", "/etc/passwd", "a/../../../etc/passwd", @"..\..\windows\win.ini", @"C:\windows\win.ini",
        "C:/windows/win.ini", @"\\server\share\x", "not/there/layer.tar", "", ".", "..", "manifest.json",
    ];

    /// <summary>Digests that are none.</summary>
    public static IReadOnlyList<string> BadDigests { get; } =
    [
        "sha256:../../x",
        "sha256:../../../../../../../../../../../../../../../../etc/passwd",
        "sha256:" + new string('a', 63),
        "sha256:" + new string('a', 65),
        "sha256:" + new string('A', 64),
        "sha256:" + new string('g', 64),
        "sha512:" + new string('a', 64),
        "md5:" + new string('a', 32),
        new string('a', 64),
        "sha256:", ":", "", "sha256", "sha256:/etc/passwd",
    ];

    /// <summary>A docker archive whose manifest names this path as its first layer.</summary>
    public static BuiltImage LayerPath(string path) => Docker(entry => entry["Layers"]![0] = path);

    /// <summary>A docker archive whose manifest names this path as its config.</summary>
    public static BuiltImage ConfigPath(string path) => Docker(entry => entry["Config"] = path);

    /// <summary>A docker archive whose layers are links to each other, in a ring.</summary>
    public static BuiltImage LayersInACircle() => HostileInput.SmallImage().DockerArchive(new DockerArchiveOptions { LinkCycle = true });

    /// <summary>A docker archive whose first layer is a link to this target.</summary>
    public static BuiltImage LayerLink(string target)
    {
        var image = HostileInput.SmallImage().DockerArchive();
        var path = image.Layers[0].V1Id + "/layer.tar";
        return image.With(archive => archive.Remove(path).Symlink(path, target));
    }

    /// <summary>A docker archive whose manifest.json is these bytes.</summary>
    public static BuiltImage Text(byte[] manifest) =>
        HostileInput.SmallImage().DockerArchive().With(archive => archive["manifest.json"] = manifest);

    /// <summary>A docker archive whose manifest.json is this text.</summary>
    public static BuiltImage Text(string manifest) => Text(Encoding.UTF8.GetBytes(manifest));

    /// <summary>A docker archive with two manifest.json; the second is right, the first names another tag.</summary>
    public static BuiltImage Twice()
    {
        var image = HostileInput.SmallImage().DockerArchive();
        var first = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(image.Archive["manifest.json"]).Replace("small:1", "first:1", StringComparison.Ordinal));
        return image.With(archive => archive.Files.Insert(0, new ArchiveFile("manifest.json", '0', first)));
    }

    /// <summary>Writes a docker archive whose manifest.json is valid, and filled with spaces to this size.</summary>
    public static void Huge(Stream output, long size)
    {
        var image = HostileInput.SmallImage().DockerArchive();
        var manifest = image.Archive["manifest.json"];
        var tar = new TarBuilder(output).EndBlocks(0);
        foreach (var file in image.Archive.Remove("manifest.json").Files)
            tar.Entry(new TarEntrySpec { Path = file.Path, TypeFlag = (byte)file.TypeFlag, Content = file.Content, Target = file.Target });
        tar.Entry(new TarEntrySpec { Path = "manifest.json", SizeField = TarNumber.Fitting(size) });

        var spaces = new byte[1 << 16];
        spaces.AsSpan().Fill((byte)' ');
        for (var left = size - manifest.Length; left > 0; left -= spaces.Length)
            output.Write(spaces, 0, (int)Math.Min(left, spaces.Length));
        output.Write(manifest);
        output.Write(new byte[(int)((512 - (size % 512)) % 512) + 1024]);
    }

    private static BuiltImage Docker(Action<JsonObject> change) =>
        HostileInput.SmallImage().DockerArchive(new DockerArchiveOptions { Entry = change });
}
