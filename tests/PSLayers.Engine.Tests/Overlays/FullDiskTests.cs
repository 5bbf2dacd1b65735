using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Mounting;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Mounting.Linux;
using PSLayers.Overlays;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>Where the disk takes no more, all that was there stays, and nothing half shows.</summary>
[SupportedOSPlatform("linux")]
public sealed class FullDiskTests : ArchiveTest
{
    private const int Big = 3 << 20;

    [MountFact]
    public void What_is_written_does_not_show_where_the_disk_is_full() => OnSmallDisk(view =>
    {
        using (UpperDraft draft = view.Write("/small", keepsContent: true))
        {
            draft.Write("kept"u8);
            draft.Complete();
        }

        Assert.Equal(ImageErrorId.DiskFull, Assert.Throws<ImageException>(() =>
        {
            using UpperDraft draft = view.Write("/small", keepsContent: false);
            draft.Write(new byte[Big]);
            draft.Complete();
        }).ErrorId);
        Assert.Equal(ImageErrorId.DiskFull, Assert.Throws<ImageException>(() =>
        {
            using UpperDraft draft = view.Write("/folder/big", keepsContent: true);
            draft.Complete();
        }).ErrorId);

        Assert.Equal("smallkept", Read(view, "/small"));
        Assert.Equal(Big, Read(view, "/folder/big").Length);
    });

    [MountFact]
    public void What_is_moved_or_copied_stays_where_it_was_where_the_disk_is_full() => OnSmallDisk(view =>
    {
        Assert.Equal(ImageErrorId.DiskFull, Assert.Throws<ImageException>(() => view.Move("/folder", "/moved")).ErrorId);
        Assert.Equal(ImageErrorId.DiskFull, Assert.Throws<ImageException>(() => view.Copy(view.Tree, view.Find("/folder"u8, followsLast: false)!, "/small2", recurse: true)).ErrorId);
        Assert.Equal(ImageErrorId.DiskFull, Assert.Throws<ImageException>(() => view.MakeHardLink("/further", "/folder/big")).ErrorId);

        Assert.Equal(["folder", "small"], view.Children(view.Root).Select(child => child.Name));
        Assert.Equal(Big, Read(view, "/folder/big").Length);
        view.Remove("/folder", recurse: true);
        Assert.Equal(["small"], view.Children(view.Root).Select(child => child.Name));
    });

    private void OnSmallDisk(Action<WritableView> use)
    {
        LayeredImage image = ImageOpening.Read(OpenOne(new ImageBuilder().Layer(new TarBuilder().File("small", "small").Directory("folder").File("folder/big", new string('b', Big))).DockerArchive()), new ReadMeter());
        string disk = Folder.Folder("disk");
        Assert.Equal(0, MountCalls.Mount("none", disk, "tmpfs", 0, "size=2m"));
        try
        {
            using var view = new WritableView(image, UpperFolder.Open(Path.Join(disk, "upper"), ReadLimits.Default));
            use(view);
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(view.Upper.WorkPath, "drafts")));
        }
        finally
        {
            Assert.Equal(0, MountCalls.Unmount(disk, MountCalls.Detach));
        }
    }

    private static string Read(WritableView view, string path)
    {
        using var reader = new ContentReader(view.Image);
        using var text = new StreamReader(view.OpenRead(view.Find(Text.EntryName.Encode(path), followsLast: false)!, reader));
        return text.ReadToEnd();
    }
}
