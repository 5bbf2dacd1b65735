using System.Formats.Tar;
using System.Text.Json.Nodes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Model;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>What a Docker engine says of the same images: history, sizes to the byte, config, every file.</summary>
public sealed class DockerImagesTests
{
    // What the engine puts into each container.
    private static readonly string[] MountPoints =
        ["/.dockerenv", "/dev/console", "/dev/pts", "/dev/shm", "/etc/hostname", "/etc/hosts", "/etc/mtab", "/etc/resolv.conf", "/proc", "/sys"];

    private static readonly Dictionary<string, Func<ImageBuilder>> Built = new()
    {
        ["plain"] = () => Samples.App(),
        ["gzip"] = () => Samples.App(Packing.Gzip),
        ["types"] = () => new ImageBuilder().Layer(new TarBuilder().Directory("d", mode: 0b001_111_111_111, uid: 1000, gid: 1001)
            .File("d/setuid", "12345", mode: 0b100_111_101_101, uid: 3_000_000, gid: 7).File("d/setgid", "1", mode: 0b010_111_101_101)
            .Entry(new TarEntrySpec { Path = "d/again", TypeFlag = (byte)'1', Target = "d/setuid", Mode = 0b100_111_101_101, Uid = 3_000_000, Gid = 7 })
            .Symlink("d/relative", "setuid").Symlink("d/absolute", "/d/é", uid: 5).HardLink("d/link", "d/relative").Symlink("nowhere", new string('x', 300))
            .CharDevice("d/null", 1, 3).BlockDevice("d/sda", 8, 0).Fifo("d/pipe").File("d/empty")),
        ["names"] = () => new ImageBuilder().Layer(new TarBuilder(TarDialect.Pax).File($"{new string('n', 150)}/{new string('m', 200)}", "long")
            .File("sp ace\nline", "1").File("é/ü", "12").File("-dash", "1").File("d/./e//f", "1")
            .Entry(new TarEntrySpec { Name = [(byte)'c', 0xE9], Content = [1, 2] })).Layer(new TarBuilder(TarDialect.Gnu).File($"{new string('g', 99)}/{new string('h', 120)}", "gnu")),
        ["whiteouts"] = () => EntryLine.Image(
            ["a/", "a/b/", "a/b/c", "a/d", "e", "f/", "f/g", "h/", "h/i", "j/", "j/k", "l -> e", "m/", "m/n"],
            ["a/b/.wh..wh..opq", "a/b/", "a/b/new", "a/.wh.d", ".wh.e", ".wh.f", "h/.wh..wh..opq", "h/", ".wh.l"],
            ["f/", "f/fresh", "j", "e/", "e/inside", "m/", "m/o"],
            [".wh.j", "a/.wh.b", "m/n"]),
        ["sparse"] = () => new ImageBuilder().Layer(new TarBuilder().PaxSparse10("one", 300_000, new SparsePiece(4096, "data"u8.ToArray()))
            .PaxSparse01("two", 100_000, new SparsePiece(0, "begin"u8.ToArray()), new SparsePiece(99_997, "end"u8.ToArray())).PaxSparse00("three", 5_000, new SparsePiece(4_999, [1]))),
        ["steps"] = () => Enumerable.Range(0, 60).Aggregate(new ImageBuilder(), (image, i) => i % 20 == 7
            ? image.Layer(Samples.One($"f{i}", new string('x', i)), createdBy: $"RUN step {i} # buildkit") : image.EmptyHistory($"ENV A={i} <&>\"é\t", comment: $"comment {i}")),
        ["empty"] = () => new ImageBuilder().Layer(new TarBuilder()).Layer(Samples.One("x")).Layer(new TarBuilder()),
        ["global"] = () => new ImageBuilder().Layer(new TarBuilder()
            .GlobalPax(("uid", "77"), ("gid", "78"), ("uname", "joe"), ("path", "other"), ("linkpath", "there"), ("size", "1"), ("mtime", "1"), ("SCHILY.xattr.user.x", "v"))
            .File("f", "content", uid: 5).Symlink("l", "f")),
        ["config"] = () => new ImageBuilder().Layer(Samples.Base()).Config(env: ["A=1", "B=two words", "C="], cmd: ["run", "a b"], entrypoint: ["/bin/sh", "-c"], user: "1000:app",
            workingDir: "/etc", labels: new Dictionary<string, string> { ["k"] = "v", ["é"] = "<&>" }, exposedPorts: ["80/tcp", "53/udp"], volumes: ["/etc/passwd.d"],
            stopSignal: "SIGUSR1", shell: ["/bin/bash", "-c"], onBuild: ["RUN x"], healthcheck: ["CMD", "true"]).Platform(author: "somebody", comment: "a comment", variant: "v2"),
    };

    /// <summary>The names of the images that are built here.</summary>
    public static TheoryData<string> Names => [.. Built.Keys];

    [DockerTheory]
    [MemberData(nameof(Names))]
    public void The_engine_says_the_same_of_an_image_that_was_built_here(string name) => AssertSame(Built[name]().Tag($"referee/{name}:1", $"referee/{name}:two").DockerArchive());

    [DockerFact]
    public void The_engine_says_the_same_of_an_archive_with_manifest_and_index() => AssertSame(Samples.App(Packing.Gzip).Docker25Archive());

    [DockerFact]
    public void The_engine_says_the_same_of_the_sample() => AssertSame(File.ReadAllBytes(RealImages.Sample("pyapp.docker.tar")));

    [DockerFact]
    public void The_engine_says_the_same_of_the_images_in_the_folder_that_is_named()
    {
        foreach (string path in RealImages.Archives.Where(path => path.EndsWith(".docker.tar", StringComparison.Ordinal)))
            AssertSame(path);
    }

    [DockerFact]
    public void The_engine_says_the_same_of_random_stacks_of_layers()
    {
        for (int seed = 0; seed < 25; seed++)
        {
            var union = new Trees.ReferenceUnion();
            var image = new ImageBuilder().Tag($"referee/random:{seed}");
            foreach (IReadOnlyList<TarEntrySpec> layer in RandomLayers.Entries(seed, layers: 4, entries: 25))
            {
                TarEntrySpec[] plain = [.. layer.Where(entry => IsReadAlike(entry, layer, union)).Select(OfOneKind)];
                image.Layer(RandomLayers.Tar(plain));
                union.Apply(plain);
            }
            AssertSame(image.DockerArchive());
        }
    }

    // Where a layer goes through a link of the layers below, or removes what is in no directory, engines differ: see DockerRefusalTests.
    private static bool IsReadAlike(TarEntrySpec entry, IReadOnlyList<TarEntrySpec> layer, Trees.ReferenceUnion below)
    {
        string name = entry.Path[(entry.Path.LastIndexOf('/') + 1)..];
        string directory = entry.Path[..^name.Length].TrimEnd('/');
        if (entry.TypeFlag == '2' || entry.Path == ".wh..wh..opq")
            return false;
        if (!name.StartsWith(".wh.", StringComparison.Ordinal) || directory.Length == 0)
            return true;
        bool isDirectory = below.View().TryGetValue(directory, out Trees.ReferenceUnion.Seen? seen) && seen.Type == '5';
        return isDirectory && !layer.Any(other => HiddenBelow(other.Path) is { } hidden && hidden != directory && $"{directory}/".StartsWith(hidden + "/", StringComparison.Ordinal))
            && !layer.Any(other => other.Path == Whiteout(directory));
    }

    // The directory of an opaque marker, and what a whiteout removes.
    private static string? HiddenBelow(string marker) =>
        marker.EndsWith("/.wh..wh..opq", StringComparison.Ordinal) ? marker[..^13] : marker.Contains(".wh.", StringComparison.Ordinal) ? marker.Replace(".wh.", "", StringComparison.Ordinal) : null;

    private static string Whiteout(string path) => path.Insert(path.LastIndexOf('/') + 1, ".wh.");

    // The entry of a further name sets owner and mode of the file once more, and a parent that is not listed those of a directory of root: in real
    // layers they are the same.
    private static TarEntrySpec OfOneKind(TarEntrySpec entry) =>
        entry.TypeFlag == '5' ? entry with { Uid = 0, Mode = 0b111_101_101 } : entry with { Uid = 1000, Mode = 0b110_100_000 };

    private static void AssertSame(byte[] archive)
    {
        using var folder = new TempFolder();
        AssertSame(folder.Write("image.tar", archive));
    }

    /// <summary>Whether an engine says the same of an archive.</summary>
    internal static void AssertSame(string path)
    {
        using (FileStream archive = File.OpenRead(path))
            Assert.Null(DockerEngine.Load(archive));
        foreach (ContainerImage image in ImageArchive.Open(path).Images)
        {
            LayeredImage layered = LayeredImage.Of(image, ArchiveTest.Contents(image), default);
            try
            {
                AssertSameHistory(layered);
                AssertSameConfig(layered);
                AssertSameFiles(layered);
            }
            finally
            {
                DockerEngine.Remove(image.ImageId!);
            }
        }
    }

    private static void AssertSameHistory(LayeredImage image)
    {
        IEnumerable<HistoryEntry> ours = HistoryPairing.Entries(image.Image, [.. image.Layers.Select(layer => layer.Size)]);
        Assert.Equal(
            DockerEngine.History(image.Image.ImageId!).Select(step => ((string?)step!["Id"], (string?)step["CreatedBy"], (long)step["Size"]!, (string?)step["Comment"], (long)step["Created"]!)),
            ours.Select((step, i) => (i == 0 ? image.Image.ImageId : step.ShortImageId, (string?)step.CreatedBy, step.Size!.Value, (string?)(step.Comment ?? ""), (step.Created ?? default).ToUnixTimeSeconds())));
    }

    private static void AssertSameConfig(LayeredImage image)
    {
        JsonNode theirs = DockerEngine.Inspect(image.Image.ImageId!);
        ImageConfig ours = image.Image.Config!;
        JsonNode run = theirs["Config"]!;
        Assert.Equal(Texts(theirs["RepoTags"]).Order(), image.Image.Tags.Order());
        Assert.Equal((long)theirs["Size"]!, image.Layers.Sum(layer => layer.Size));
        Assert.Equal(Texts(theirs["RootFS"]!["Layers"]), image.Layers.Select(layer => layer.DiffId));
        Assert.Equal(((string?)theirs["Architecture"], (string?)theirs["Variant"] ?? "", (string?)theirs["Os"], (string?)theirs["Author"]),
            (ours.Architecture, ours.Variant ?? "", ours.Os, ours.Author ?? ""));
        Assert.Equal(DateTimeOffset.Parse((string)theirs["Created"]!, System.Globalization.CultureInfo.InvariantCulture), ours.Created);
        Assert.Equal(((string?)run["User"], (string?)run["WorkingDir"], (string?)run["StopSignal"] ?? ""), (ours.User ?? "", ours.WorkingDir ?? "", ours.StopSignal ?? ""));
        foreach ((string name, IReadOnlyList<string> list) in new[] { ("Env", ours.Env), ("Cmd", ours.Cmd), ("Entrypoint", ours.Entrypoint), ("Shell", ours.Shell), ("OnBuild", ours.OnBuild) })
            Assert.Equal(Texts(run[name]), list);
        Assert.Equal(Keys(run["ExposedPorts"]), ours.ExposedPorts.Order(StringComparer.Ordinal));
        Assert.Equal(Keys(run["Volumes"]), ours.Volumes.Order(StringComparer.Ordinal));
        Assert.Equal((run["Labels"]?.AsObject() ?? []).Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal),
            ours.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(Texts(run["Healthcheck"]?["Test"]), ours.Healthcheck?.Test ?? []);
    }

    private static void AssertSameFiles(LayeredImage image)
    {
        using DockerEngine.Container container = DockerEngine.Create(image.Image.ImageId!);
        using Stream export = container.Export();
        Dictionary<string, string> theirs = FileLines.OfTar(export);
        Dictionary<string, string> view = FileLines.OfView(image);
        Dictionary<string, string> ours = view.ToDictionary(line => FileLines.Plain(line.Key), line => FileLines.Plain(line.Value));
        string[] added = [.. MountPoints, .. image.Image.Config!.Volumes, image.Image.Config.WorkingDir ?? ""];
        foreach (string path in theirs.Keys.Where(path => !ours.ContainsKey(path) && Array.Exists(added, mount => mount == path || mount.StartsWith(path + "/", StringComparison.Ordinal))).ToArray())
            theirs.Remove(path);
        foreach (string path in MountPoints)
        {
            theirs.Remove(path);
            ours.Remove(path);
        }
        Trees.Stack.AssertSame(theirs.Values.Order(StringComparer.Ordinal), ours.Values.Order(StringComparer.Ordinal), image.Image.Name);
        AssertSameCopies(image, container);
    }

    // A few files by way of docker cp, which follows links on the way to them.
    private static void AssertSameCopies(LayeredImage image, DockerEngine.Container container)
    {
        TreeView view = image.Tree.TopView;
        ImageFile[] files = [.. view.Everything().Select(node => image.File(node)).Where(file => file.Type is EntryType.File or EntryType.HardLink
            && FileLines.Plain(file.InnerPath) == file.InnerPath && !MountPoints.Contains(file.InnerPath)).Take(5)];
        foreach (ImageFile file in files)
        {
            using Stream copy = container.Copy(file.InnerPath);
            using var tar = new TarReader(copy);
            TarEntry entry = tar.GetNextEntry()!;
            if (entry.EntryType == TarEntryType.SymbolicLink)
                continue;
            using var theirs = new MemoryStream();
            entry.DataStream?.CopyTo(theirs);
            using var ours = new MemoryStream();
            using (Stream content = file.OpenRead())
                content.CopyTo(ours);
            Assert.Equal((file.InnerPath, Convert.ToHexString(theirs.ToArray())), (file.InnerPath, Convert.ToHexString(ours.ToArray())));
        }
    }

    private static string[] Texts(JsonNode? list) => [.. (list?.AsArray() ?? []).Select(text => (string)text!)];

    private static string[] Keys(JsonNode? set) => [.. (set?.AsObject() ?? []).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
}
