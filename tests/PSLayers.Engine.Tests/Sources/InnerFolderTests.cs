using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Archives made of the folder that an image was in: everything is one or more folders further down.</summary>
public sealed class InnerFolderTests : ArchiveTest
{
    public static TheoryData<string, string, bool> Forms => new()
    {
        { "docker", "myimage", false }, { "oci", "oci", false }, { "containerd", "a/b/c", false }, { "skopeo", "./dir", false }, { "docker", "my image", true }, { "oci", "x", true },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_image_in_the_one_folder_of_an_archive_is_read_with_a_warning(string form, string folder, bool isCompressed)
    {
        BuiltImage built = Build(form);
        BuiltImage moved = Moved(built, folder);
        ContainerImage image = OpenOne(isCompressed ? moved.Packed(Packing.Gzip) : moved);

        AssertIs(built, image);
        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(ImageErrorId.ImageInFolder, warning.ErrorId);
        Assert.Contains(folder.Replace("./", "", StringComparison.Ordinal), warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_macOS_puts_beside_each_file_does_no_harm()
    {
        BuiltImage moved = Moved(Build("docker"), "img").With(archive => archive.File("._img", "x").File("img/._manifest.json", "x"));
        Assert.Equal("small:1", OpenOne(moved).Name);
    }

    [Fact]
    public void Of_several_folders_with_images_the_error_tells_where_they_are()
    {
        BuiltImage one = Moved(Build("docker"), "one"), two = Moved(Build("oci"), "two");
        byte[] both = one.With(archive => archive.Files.AddRange(two.Archive.Files));

        ImageException error = Assert.Throws<ImageException>(() => Open(both));

        Assert.Equal(ImageErrorId.ManifestMissing, error.ErrorId);
        Assert.Contains("(one, two)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"name\":\"my site\",\"icons\":[]}")]
    [InlineData("[{\"src\":\"a.js\"}]")]
    [InlineData("no JSON")]
    public void A_web_page_with_a_manifest_in_a_folder_stays_a_root_file_system(string manifest)
    {
        ContainerImage image = OpenOne(new TarBuilder().File("app/index.html", "x").File("app/manifest.json", manifest).Build());
        Assert.Equal("rootfs", image.Format);
    }

    [Fact]
    public void A_layout_in_a_system_is_one_of_its_files()
    {
        BuiltImage moved = Moved(Build("oci"), "var/lib/images").With(archive => archive.File("etc/passwd", "x"));
        Assert.Equal("rootfs", OpenOne(moved).Format);
    }

    [Fact]
    public void A_name_in_the_manifest_cannot_lead_out_of_the_folder()
    {
        BuiltImage moved = Moved(HostileManifest.ConfigPath("../secret.json"), "img").With(archive => archive.File("secret.json", "{}"));
        Assert.Contains(ImageErrorId.PathOutside, Codes(OpenOne(moved)));
    }

    private static BuiltImage Build(string form) => form switch
    {
        "docker" => HostileInput.SmallImage().DockerArchive(),
        "oci" => HostileInput.SmallImage().OciArchive(),
        "containerd" => HostileInput.SmallImage().ContainerdArchive(new ContainerdOptions { Attestation = false }),
        _ => HostileInput.SmallImage().SkopeoDir(),
    };

    private static BuiltImage Moved(BuiltImage image, string folder)
    {
        var moved = new Archive();
        foreach (ArchiveFile file in image.Archive.Files)
            moved.Files.Add(file with { Path = $"{folder}/{file.Path}", Target = file.TypeFlag == '1' ? $"{folder}/{file.Target}" : file.Target });
        return new BuiltImage { Archive = moved, Layers = image.Layers, Config = image.Config, Tags = image.Tags, Manifest = image.Manifest };
    }
}
