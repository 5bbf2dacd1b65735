using System.Net.Sockets;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Folders that strangers wrote: nothing in them shows another file of this machine, waits for ever, or goes round in circles.</summary>
public sealed class FolderLinkTests : ArchiveTest
{
    private const string Stolen = "stolen";

    public static TheoryData<string> Forms => ["oci", "dir", "docker"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_layer_that_is_a_link_out_of_the_folder_is_absent_and_that_is_said(string form)
    {
        (BuiltImage built, string folder) = Written(form);
        foreach (bool isAbsolute in new[] { true, false })
        {
            string layer = LayerFile(built, folder);
            File.Delete(layer);
            string target = Folder.Write("host.tar", new TarBuilder().File(Stolen).Build());
            File.CreateSymbolicLink(layer, isAbsolute ? target : Path.GetRelativePath(Path.GetDirectoryName(layer)!, target));

            ContainerImage image = Assert.Single(ImageArchive.Open(folder).Images);
            Assert.Contains(image.Warnings, warning => warning.ErrorId == ImageErrorId.PathOutside && warning.Message.Contains("cp -rL", StringComparison.Ordinal));
            Assert.Equal([false, true, true], Layers(image).Select(each => each.Present));
        }
    }

    [Theory]
    [InlineData("oci", "index.json")]
    [InlineData("dir", "manifest.json")]
    [InlineData("docker", "manifest.json")]
    public void A_manifest_that_is_a_link_out_of_the_folder_is_an_error(string form, string name)
    {
        (_, string folder) = Written(form);
        string file = Path.Join(folder, name);
        string moved = Path.Join(Folder.Root, "moved.json");
        File.Move(file, moved);
        File.CreateSymbolicLink(file, moved);

        Assert.Equal(ImageErrorId.PathOutside, Assert.Throws<ImageException>(() => ImageArchive.Open(folder)).ErrorId);
    }

    [Fact]
    public void A_config_that_is_a_link_out_of_the_folder_is_not_read()
    {
        (BuiltImage built, string folder) = Written("docker");
        string config = Directory.GetFiles(folder, Sha.HexOf(built.ConfigDigest) + "*").Single();
        string moved = Path.Join(Folder.Root, "config.json");
        File.Move(config, moved);
        File.CreateSymbolicLink(config, moved);

        ContainerImage image = Assert.Single(ImageArchive.Open(folder).Images);
        Assert.Null(image.Config);
        Assert.Contains(ImageErrorId.PathOutside, Codes(image));
    }

    [Theory]
    [InlineData("blobs")]
    [InlineData("blobs/sha256")]
    public void A_directory_on_the_way_that_is_a_link_out_leads_nowhere(string directory)
    {
        (_, string folder) = Written("oci");
        string there = Path.Join(folder, directory), moved = Path.Join(Folder.Root, "layout-moved");
        Directory.Move(there, moved);
        Directory.CreateSymbolicLink(there, moved);

        ImageArchive archive = ImageArchive.Open(folder);
        Assert.Empty(archive.Images);
        Assert.Equal(ImageErrorId.PathOutside, Assert.Single(archive.Errors).ErrorId);
    }

    [Fact]
    public void Links_that_stay_in_the_folder_are_followed_however_they_are_written()
    {
        (BuiltImage built, string folder) = Written("oci");
        Directory.Move(Path.Join(folder, "blobs", "sha256"), Path.Join(folder, "store"));
        Directory.CreateSymbolicLink(Path.Join(folder, "blobs", "sha256"), Path.Join(folder, ".", "store"));
        string layer = Path.Join(folder, "store", Sha.HexOf(built.Layers[0].Digest));
        File.Move(layer, Path.Join(folder, "layer.tar"));
        File.CreateSymbolicLink(layer, "../blobs/../layer.tar");

        AssertIs(built, Assert.Single(ImageArchive.Open(folder).Images));
    }

    [Fact]
    public void Links_that_lead_round_in_circles_end()
    {
        (BuiltImage built, string folder) = Written("oci");
        string layer = LayerFile(built, folder);
        File.Delete(layer);
        File.CreateSymbolicLink(layer, Path.GetFileName(layer));
        for (int i = 0; i < 30; i++)
        {
            Directory.CreateSymbolicLink(Path.Join(folder, $"round{i}"), folder);
            Directory.CreateSymbolicLink(Path.Join(folder, "blobs", $"round{i}"), "..");
        }

        var cache = new ArchiveCache();
        ContainerImage image = Assert.Single(cache.Open(folder).Images);
        Assert.Contains(image.Warnings, warning => warning.ErrorId is ImageErrorId.LinkCycle or ImageErrorId.ReadFailed or ImageErrorId.BlobMissing);
        Assert.InRange(FolderListing.Files(folder).Count(), 5, 20);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("socket")]
    [InlineData("device")]
    public async Task What_is_no_file_is_never_opened_whichever_file_it_stands_for(string kind)
    {
        if (OperatingSystem.IsWindows() || (kind == "device" && !Environment.IsPrivilegedProcess))
            return;
        foreach (string form in Forms)
        {
            (BuiltImage built, string folder) = Written(form);
            foreach (FileInfo file in FolderListing.Files(folder).ToList())
            {
                byte[] content = File.ReadAllBytes(file.FullName);
                File.Delete(file.FullName);
                if (!Make(kind, file.FullName))
                    return;
                // Whoever opens a pipe that nobody writes into waits for ever.
                await Task.Run(() => Opened(folder)).WaitAsync(TimeSpan.FromMinutes(5));
                File.Delete(file.FullName);
                File.WriteAllBytes(file.FullName, content);
            }
            AssertIs(built, Assert.Single(ImageArchive.Open(folder).Images));
        }
    }

    [Fact]
    public async Task A_pipe_that_takes_the_place_of_a_layer_is_a_change_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            return;
        (BuiltImage built, string folder) = Written("oci");
        ContainerImage image = Assert.Single(ImageArchive.Open(folder).Images);
        string layer = LayerFile(built, folder);
        File.Delete(layer);
        if (!Make("pipe", layer))
            return;

        ImageException error = await Assert.ThrowsAsync<ImageException>(() => Task.Run(() => image.Store!.ReadLayer(image.Layers[0], new ReadMeter())).WaitAsync(TimeSpan.FromMinutes(5)));
        Assert.Equal(ImageErrorId.ArchiveChanged, error.ErrorId);
    }

    private (BuiltImage Image, string Folder) Written(string form)
    {
        ImageBuilder image = Samples.App();
        BuiltImage built = form switch { "oci" => image.OciArchive(), "dir" => image.SkopeoDir(), _ => image.PodmanArchive() };
        return (built, built.WriteTo(Folder.Folder("layout-" + form)));
    }

    private static string LayerFile(BuiltImage built, string folder) =>
        FolderListing.Files(folder).Select(file => file.FullName).Single(path => Path.GetFileName(path).StartsWith(Sha.HexOf(built.Layers[0].Digest), StringComparison.Ordinal)
            || Path.GetFileName(path).StartsWith(Sha.HexOf(built.Layers[0].DiffId), StringComparison.Ordinal));

    // All that can be asked of the images; an error is an answer.
    private static int Opened(string folder)
    {
        try
        {
            ImageArchive archive = ImageArchive.Open(folder);
            foreach (ContainerImage image in archive.Images)
                Contents(image);
            return archive.Images.Count;
        }
        catch (ImageException)
        {
            return 0;
        }
    }

    private static bool Make(string kind, string path)
    {
        if (kind == "socket")
        {
            // Its path may have a hundred bytes at most, so it is made where paths are short, and moved.
            string brief = Path.Join(Path.GetTempPath(), Path.GetRandomFileName());
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(brief));
            File.Move(brief, path);
            return true;
        }
        if (CommandLine.Find("mknod") is null)
            return false;
        CommandLine.Run("mknod", kind == "pipe" ? [path, "p"] : [path, "c", "1", "5"]);
        return true;
    }
}
