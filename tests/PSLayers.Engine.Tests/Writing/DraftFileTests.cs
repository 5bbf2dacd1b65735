using PSLayers.Engine.Tests.Extraction;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>What is half written is nowhere.</summary>
public sealed class DraftFileTests : ExportTest
{
    [SystemFact(Need.Linux)]
    public void A_file_has_no_name_until_it_is_whole()
    {
        using DraftFile draft = DraftFile.In(Folder.Root);
        RandomAccess.Write(draft.Handle, "whole"u8, 0);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder.Root));

        draft.Publish(Place("a"), replaces: false);

        Assert.Equal(("a", "whole"), (Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(Folder.Root))), File.ReadAllText(Place("a"))));
    }

    [Fact]
    public void A_file_that_was_closed_gets_its_name_all_the_same()
    {
        using DraftFile draft = DraftFile.In(Folder.Root);
        RandomAccess.Write(draft.Handle, "whole"u8, 0);
        draft.Close();
        draft.Close();

        draft.Publish(Place("a"), replaces: true);

        Assert.Equal(("a", "whole"), (Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(Folder.Root))), File.ReadAllText(Place("a"))));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_full_disk_leaves_all_as_it_was()
    {
        byte[] content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new TarBuilder().File("f", content)).Tag("a:1").OciArchive());
        string small = Folder.Folder("small");
        CommandLine.Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", small);
        try
        {
            Write([OpenOne(Samples.Other().OciArchive(), "other.tar")], Path.Join(small, "layout"), new ExportOptions { Format = ImageFormat.OciLayout });
            File.WriteAllText(Path.Join(small, "there.tar"), "old");
            string[] before = Names();

            Assert.All(Enum.GetValues<LayerCompression>(), compression =>
            {
                var options = new ExportOptions { Replaces = true, Packing = new LayerPacking(compression) };
                Assert.Equal(ImageErrorId.DiskFull, Refusal("there.tar", options));
                Assert.Equal(ImageErrorId.DiskFull, Refusal("layout", options with { Format = ImageFormat.OciLayout }));
                Assert.Equal(ImageErrorId.DiskFull, Refusal("new", options with { Format = ImageFormat.OciLayout }));
            });
            Assert.Equal(before, Names());
            Assert.Equal("old", File.ReadAllText(Path.Join(small, "there.tar")));
        }
        finally
        {
            CommandLine.Run("umount", small);
        }

        string[] Names() => [.. Directory.EnumerateFileSystemEntries(small, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        ImageErrorId Refusal(string name, ExportOptions options) => Assert.Throws<ImageException>(() => Write([image], Path.Join(small, name), options)).ErrorId;
    }
}
