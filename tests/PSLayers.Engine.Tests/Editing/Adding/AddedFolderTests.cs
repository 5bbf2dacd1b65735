using System.Globalization;
using PSLayers.Bytes;
using PSLayers.Editing;
using PSLayers.Editing.Adding;
using PSLayers.Engine.Tests.Extraction;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Referees;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Adding;

/// <summary>A folder of the disk becomes a layer that shows just that.</summary>
public sealed class AddedFolderTests : AddingTest
{
    private static readonly DateTime Old = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [ToolFact("find")]
    public void The_view_shows_what_the_folder_has()
    {
        ContainerImage image = BaseImage();
        for (int seed = 0; seed < 12; seed++)
        {
            string folder = RandomFolder(seed);

            LayeredImage added = Add(image, new Addition { Sources = [folder], InnerPath = "/opt/app", PreservesOwner = true });

            Dictionary<string, UnpackedFile> disk = UnpackedFile.OfFolder(folder);
            Dictionary<string, UnpackedFile> view = UnpackedFile.OfView(added).Where(file => file.Key.StartsWith("/opt/app/", StringComparison.Ordinal))
                .ToDictionary(file => file.Key["/opt/app".Length..], file => file.Value);
            string[] differences = [.. UnpackedFile.Differences(disk, view)];
            Assert.True(differences.Length == 0, $"seed {seed}\n{string.Join('\n', differences)}");
            Assert.True(disk.Count > 3);
        }
    }

    [Fact]
    public void Files_belong_to_root_and_directories_above_are_the_images_own()
    {
        string[] lines = Lines(Add(BaseImage(), new Addition { Sources = [Site("index.html", "css/a.css")], InnerPath = "/var/www" }));

        Assert.Equal(["drwxr-xr-x 7:8 /var", "drwxr-xr-x 0:0 /var/www", "drwxr-xr-x 0:0 /var/www/css", "-rw-r--r-- 0:0 /var/www/css/a.css", "-rw-r--r-- 0:0 /var/www/index.html"], lines);
    }

    [Fact]
    public void A_directory_of_the_image_keeps_its_mode_and_missing_ones_are_made()
    {
        LayeredImage added = Add(BaseImage(), new Addition { Sources = [Site("a")], InnerPath = "/tmp" });
        Assert.Equal("drwxrwxrwt 0:0 /tmp", Lines(added)[0]);

        string[] lines = Lines(Add(BaseImage(), new Addition { Sources = [Site("a")], InnerPath = "opt/x/y/", Owner = "5:6" }));
        Assert.Equal(["drwxr-xr-x 0:0 /opt", "drwxr-xr-x 0:0 /opt/x", "drwxr-xr-x 5:6 /opt/x/y", "-rw-r--r-- 5:6 /opt/x/y/a"], lines);
    }

    [Theory]
    [InlineData("/var/run/app", "/run/app/pid")]
    [InlineData("/var/run", "/run/pid")]
    [InlineData("/var/run/../www", "/www/pid")]
    [InlineData("/data/x", "/srv/data/x/pid")]
    [InlineData("/../../run", "/run/pid")]
    public void Links_of_the_image_lead_where_they_do_in_a_container(string innerPath, string shown)
    {
        LayeredImage added = Add(BaseImage(), new Addition { Sources = [Site("pid")], InnerPath = innerPath });

        Assert.Equal("pid", Text(added, shown));
        Assert.Equal("pid", Text(added, innerPath + "/pid"));
        Assert.DoesNotContain(Lines(added), line => line.EndsWith("/var/run", StringComparison.Ordinal) || line.EndsWith("/data", StringComparison.Ordinal) && line.Contains(" -> ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_of_the_folder_goes_where_the_images_link_of_that_name_leads()
    {
        LayeredImage added = Add(BaseImage(), new Addition { Sources = [Site("bin/tool", "usr/share/doc")] });

        Assert.Equal(["drwxr-xr-x 0:0 /usr", "drwxr-xr-x 0:0 /usr/bin", "-rw-r--r-- 0:0 /usr/bin/tool", "drwxr-xr-x 0:0 /usr/share", "-rw-r--r-- 0:0 /usr/share/doc"], Lines(added));
        Assert.Equal("bin/tool", Text(added, "/bin/tool"));
        Assert.Equal("sh", Text(added, "/bin/sh"));
    }

    [Fact]
    public void The_same_files_give_the_same_bytes_in_whatever_order_they_were_made()
    {
        string one = Site("a-b", "a/c", "a/b", "ü", "z/"), other = Site("z/", "ü", "a/b", "a/c", "a-b");
        foreach (string path in Directory.EnumerateFileSystemEntries(one, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFileSystemEntries(other, "*", SearchOption.AllDirectories)))
            File.SetLastWriteTimeUtc(path, Old);
        Directory.SetLastWriteTimeUtc(one, Old);
        Directory.SetLastWriteTimeUtc(other, Old);
        ContainerImage image = BaseImage();

        LayeredImage first = Add(image, new Addition { Sources = [one], InnerPath = "/new/place" }), second = Add(image, new Addition { Sources = [other], InnerPath = "/new/place" });

        Assert.Equal(first.Image.Layers[^1].DiffId, second.Image.Layers[^1].DiffId);
        string[] paths = [.. Lines(first).Select(line => line.Split(' ')[2])];
        Assert.Equal(["/new", "/new/place", "/new/place/a", "/new/place/a-b", "/new/place/a/b", "/new/place/a/c", "/new/place/z", "/new/place/ü"], paths);
    }

    [SystemFact(Need.Unix)]
    public void Links_are_kept_as_links_and_nothing_outside_is_read()
    {
        string outside = Site("secret"), folder = Site("inside");
        File.CreateSymbolicLink(Path.Join(folder, "file"), Path.Join(outside, "secret"));
        Directory.CreateSymbolicLink(Path.Join(folder, "folder"), outside);
        File.CreateSymbolicLink(Path.Join(folder, "nowhere"), "../../nothing");

        string[] lines = Lines(Add(BaseImage(), new Addition { Sources = [folder], InnerPath = "/l" }));

        Assert.Equal(
            ["drwxr-xr-x 0:0 /l", $"lrwxrwxrwx 0:0 /l/file -> {outside}/secret", $"lrwxrwxrwx 0:0 /l/folder -> {outside}", "-rw-r--r-- 0:0 /l/inside", "lrwxrwxrwx 0:0 /l/nowhere -> ../../nothing"], lines);
    }

    [ToolFact("ln", "mkfifo")]
    public void Further_names_of_a_file_are_hard_links_and_pipes_are_left_out()
    {
        string folder = Site("b", "c");
        CommandLine.Run("ln", Path.Join(folder, "b"), Path.Join(folder, "a"));
        CommandLine.Run("mkfifo", Path.Join(folder, "pipe"));
        var warnings = new List<ImageWarning>();

        LayeredImage added = Tree(AddedLayer.Of(Tree(BaseImage()), new Addition { Sources = [folder], InnerPath = "/l" }, Step, new ReadMeter(), warnings));

        Assert.Equal(["drwxr-xr-x 0:0 /l", "-rw-r--r-- 0:0 /l/a", "hrw-r--r-- 0:0 /l/b -> l/a", "-rw-r--r-- 0:0 /l/c"], Lines(added));
        Assert.Equal("b", Text(added, "/l/b"));
        Assert.Contains("pipe", Assert.Single(warnings, warning => warning.ErrorId == ImageErrorId.SpecialFileSkipped).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_ignored_is_left_out_and_directories_of_exceptions_are_there()
    {
        string folder = Site("app.js", "node_modules/x/y.js", "logs/a.log", "logs/deep/keep.log", ".git/config", "empty/");

        string[] lines = Lines(Add(BaseImage(), new Addition
        {
            Sources = [folder],
            InnerPath = "/srv",
            Ignored = new IgnoreRules(["node_modules", ".git", "logs", "!**/keep.log"]),
        }));

        Assert.Equal(["/srv", "/srv/app.js", "/srv/empty", "/srv/logs", "/srv/logs/deep", "/srv/logs/deep/keep.log"], lines.Select(line => line.Split(' ')[2]));
    }

    [Theory]
    [InlineData(null, "drwxrwxrwt 0:0 /tmp")]
    [InlineData("0700", "drwx------ 0:0 /tmp")]
    public void Where_the_system_knows_no_modes_directories_of_the_image_keep_theirs(string? mode, string expected)
    {
        LayeredImage image = Tree(BaseImage());
        SourceFolder folder = SourceFolder.Read(Site("tmp/x", "new/"), IgnoreRules.None, image.Limits, default, hasModes: false);
        var layer = new NewLayer(image);

        layer.Add(folder, PlaceInImage.Of(image, "/", followsLast: true), new AddingOptions(Mode: mode is null ? null : ModeChange.Parse(mode)));

        LayeredImage added = Tree(EditedImage.Of(image.Image, [.. image.Image.Layers, layer.ToLayer("x", DateTimeOffset.UnixEpoch, null)], Step.AddTo(image.Image), new ReadMeter()));
        string made = mode is null ? "drwxr-xr-x 0:0 /new" : "drwx------ 0:0 /new";
        Assert.Equal([made, expected, mode is null ? "-rw-r--r-- 0:0 /tmp/x" : "-rwx------ 0:0 /tmp/x"], Lines(added));
    }

    [Theory]
    [InlineData("33:50", "33:50")]
    [InlineData("33", "33:33")]
    [InlineData("www-data", "33:34")]
    [InlineData("www-data:staff", "33:50")]
    [InlineData("4294967294:0", "4294967294:0")]
    public void Owners_are_numbers_or_names_that_the_image_has(string owner, string expected) =>
        Assert.Equal($"-rw-r--r-- {expected} /o", Lines(Add(BaseImage(), new Addition { Sources = [Site("o")], Owner = owner }))[^1]);

    [Theory]
    [InlineData("nobody")]
    [InlineData("33:nobody")]
    [InlineData(":33")]
    [InlineData("33:")]
    [InlineData("1:2:3")]
    [InlineData("-1")]
    public void Owners_that_nobody_knows_are_refused(string owner) =>
        Assert.Equal(ImageErrorId.ValueIgnored, Refusal(BaseImage(), new Addition { Sources = [Site("o")], Owner = owner }));

    [Theory]
    [InlineData("0600", "drw-------", "-rw-------")]
    [InlineData("4755", "drwsr-xr-x", "-rwsr-xr-x")]
    [InlineData("u=rwX,go=", "drwx------", "-rw-------")]
    [InlineData("a+x,o-r", "drwxr-x--x", "-rwxr-x--x")]
    [InlineData("g=w,+t", "drwx-w-r-t", "-rw--w-r-T")]
    public void Modes_are_changed_as_chmod_does(string mode, string folder, string file) =>
        Assert.Equal([folder, file], Lines(Add(BaseImage(), new Addition { Sources = [Site("d/f")], Mode = mode })).Select(line => line.Split(' ')[0]));

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("77777")]
    [InlineData("u")]
    [InlineData("u=q")]
    [InlineData("rwx")]
    public void Modes_that_are_none_are_refused(string mode) => Assert.Equal(ImageErrorId.ValueIgnored, Refusal(BaseImage(), new Addition { Sources = [Site("a")], Mode = mode }));

    [Fact]
    public void A_file_that_changed_since_is_an_error_when_it_is_read()
    {
        string folder = Site("a", "b");
        LayeredImage added = Add(BaseImage(), new Addition { Sources = [folder], InnerPath = "/x" });
        File.AppendAllText(Path.Join(folder, "b"), "more");

        Assert.Equal("a", Text(added, "/x/a"));
        ImageException error = Assert.Throws<ImageException>(() => Text(added, "/x/b"));
        Assert.Equal(ImageErrorId.ArchiveChanged, error.ErrorId);
        Assert.Contains(Path.Join(folder, "b"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_remove_files_are_refused() =>
        Assert.Equal(ImageErrorId.UnsafeName, Refusal(BaseImage(), new Addition { Sources = [Site("a/.wh.b")] }));

    [SystemFact(Need.Linux)]
    public void Names_that_are_no_text_are_refused_and_not_left_out()
    {
        string folder = Site("a");
        CommandLine.Run("sh", "-c", "touch \"$0/$(printf 'a\\377')\"", folder);

        Assert.Equal(ImageErrorId.ReadFailed, Refusal(BaseImage(), new Addition { Sources = [folder] }));
    }

    [Theory]
    [InlineData("/file")]
    [InlineData("/file/x")]
    [InlineData("/etc/passwd/../x")]
    public void A_file_of_the_image_is_no_place_for_a_folder(string innerPath) =>
        Assert.Equal(ImageErrorId.NotADirectory, Refusal(BaseImage(), new Addition { Sources = [Site("a")], InnerPath = innerPath }));

    [Fact]
    public void A_link_that_leads_to_itself_is_an_error() =>
        Assert.Equal(ImageErrorId.LinkCycle, Refusal(BaseImage(), new Addition { Sources = [Site("a")], InnerPath = "/loop/x" }));

    [Fact]
    public void Two_folders_that_have_one_file_are_refused()
    {
        Assert.Equal(ImageErrorId.NameCollision, Refusal(BaseImage(), new Addition { Sources = [Site("a/x"), Site("a/x")] }));
        Assert.Equal(ImageErrorId.NameCollision, Refusal(BaseImage(), new Addition { Sources = [Site("bin/tool"), Site("usr/bin/tool")] }));
        Assert.Equal(ImageErrorId.NameCollision, Refusal(BaseImage(), new Addition { Sources = [Site("a"), Site("a/x")] }));
    }

    [Fact]
    public void Another_time_for_the_image_is_the_latest_of_its_files()
    {
        string folder = Site("old", "new");
        File.SetLastWriteTimeUtc(Path.Join(folder, "old"), Old);
        DateTimeOffset time = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);
        ContainerImage image = Add(BaseImage(), new Addition { Sources = [folder], InnerPath = "/x", Whiteouts = ["/file"] }).Image;

        LayeredImage stamped = Tree(EditedImage.Restamp(image, time, new ReadMeter()));

        Assert.Equal(time, stamped.Image.Created);
        Assert.Equal(time, stamped.Layers[^1].Created);
        Assert.Equal((time, new DateTimeOffset(Old), time), (Entry(stamped, 1, "/x/new").LastWriteTime, Entry(stamped, 1, "/x/old").LastWriteTime, Entry(stamped, 1, "/.wh.file").LastWriteTime));
        Assert.Equal(stamped.Image.ImageId, EditedImage.Restamp(image, time, new ReadMeter()).ImageId);
    }

    [Fact]
    public void Whatever_the_image_has_the_files_are_where_they_were_to_go_and_all_else_stays()
    {
        int added = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            LayeredImage before = ImageOpening.Read(OpenOne(RandomLayers.Image(seed, tidy: seed % 2 == 0).DockerArchive()), new ReadMeter());
            string[] paths = [.. Enumerable.Range(0, 6).Select(_ => RandomPath(random)).Distinct()];
            string[] files = [.. paths.Where(path => !paths.Any(other => other.StartsWith(path + "/", StringComparison.Ordinal)))];
            string innerPath = "/" + RandomPath(random);
            LayeredImage after;
            try
            {
                var addition = new Addition { Sources = [Site(files)], InnerPath = innerPath };
                after = ImageOpening.Read(AddedLayer.Of(before, addition, Step, new ReadMeter(), []), new ReadMeter());
            }
            catch (ImageException e) when (e.ErrorId is ImageErrorId.NotADirectory or ImageErrorId.LinkCycle or ImageErrorId.NameCollision)
            {
                continue;
            }
            added++;
            foreach (string file in files)
                Assert.Equal((seed, file), (seed, Text(after, $"{innerPath}/{file}")));
            AssertUnchanged(before, after, seed);
        }
        Assert.InRange(added, 25, 60);
    }

    // What the layer does not name, or name as it was, is as it was.
    private static void AssertUnchanged(LayeredImage before, LayeredImage after, int seed)
    {
        Dictionary<string, UnpackedFile> old = UnpackedFile.OfView(before), now = UnpackedFile.OfView(after);
        HashSet<string> put = [.. Lines(after).Select(line => line.Split(' ')[2])];
        foreach ((string path, UnpackedFile file) in old)
        {
            bool isReplaced = put.Any(one => (path == one || path.StartsWith(one + "/", StringComparison.Ordinal)) && now[one].Type != 'd');
            if (!isReplaced && !put.Contains(path))
                Assert.Equal((seed, path, file), (seed, path, now[path]));
        }
        Assert.All(now.Keys.Except(old.Keys), path => Assert.Contains(path, put));
    }

    private static string RandomPath(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => "abcd"[random.Next(4)].ToString()));

    private string RandomFolder(int seed)
    {
        var random = new Random(seed);
        string root = Site();
        var folders = new List<string> { root };
        var files = new List<string>();
        for (int i = 0; i < 30; i++)
        {
            string path = Path.Join(folders[random.Next(folders.Count)], string.Create(CultureInfo.InvariantCulture, $"{"aé -.x"[random.Next(6)]}{new string('n', random.Next(60))}{i}"));
            int kind = random.Next(10);
            if (kind < 3)
                folders.Add(Directory.CreateDirectory(path).FullName);
            else if (kind < 8)
                File.WriteAllBytes(path, new byte[random.Next(4) * 400]);
            else if (kind < 9 || files.Count == 0)
                File.CreateSymbolicLink(path, kind < 9 ? "../x" + i : "/usr");
            else
                CommandLine.Run("ln", files[random.Next(files.Count)], path);
            if (File.Exists(path) && new FileInfo(path).LinkTarget is null)
            {
                files.Add(path);
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(path, (UnixFileMode)random.Next(0x1000));
                File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(random.Next(-1_000_000, 2_000_000_000)));
            }
        }
        // Links have the time of now, to the nanosecond.
        CommandLine.Run("find", root, "-type", "l", "-exec", "touch", "-h", "-d", "@1700000000", "{}", "+");
        return root;
    }
}
