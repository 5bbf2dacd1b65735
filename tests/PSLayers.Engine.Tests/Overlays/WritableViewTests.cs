using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Extraction;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Overlays;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>A view over which changes are written shows them, and keeps what was there until they are whole.</summary>
[SupportedOSPlatform("linux")]
public sealed class WritableViewTests : ArchiveTest
{
    private static readonly Dictionary<string, byte[]> Capable = new() { ["security.capability"] = [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ["user.note"] = [7] };

    [SystemFact(Need.LinuxRoot)]
    public void A_file_that_is_written_keeps_owner_and_mode_and_its_directories_are_as_in_the_image()
    {
        using WritableView view = Open();

        Write(view, "/etc/app/conf", "new");

        Assert.Equal("new", Read(view, "/etc/app/conf"));
        MergedNode file = Find(view, "/etc/app/conf"), folder = Find(view, "/etc/app");
        Assert.Equal((0x9ED, (33L, 44L)), (file.Attributes.Mode, file.Attributes.Owner!.Value));
        Assert.Equal(["user.note"], file.Attributes.Xattrs!.Keys);
        Assert.Equal((0x1C8, (5L, 6L)), (folder.Attributes.Mode, folder.Attributes.Owner!.Value));
        Assert.Equal(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero), folder.Attributes.LastWriteTime);
        Assert.Equal(["app", "link", "other"], view.Children(Find(view, "/etc")).Select(child => child.Name));
    }

    [SystemFact(Need.LinuxRoot)]
    public void What_is_written_shows_when_it_is_complete_and_else_never()
    {
        using WritableView view = Open();

        using (UpperDraft draft = view.Write("/etc/other", keepsContent: false))
        {
            draft.Write("half"u8);
            Assert.Equal("other", Read(view, "/etc/other"));
        }
        Assert.Equal("other", Read(view, "/etc/other"));
        using (UpperDraft draft = view.Write("/etc/other", keepsContent: true))
        {
            draft.Write(", and more"u8);
            draft.Complete();
        }

        Assert.Equal("other, and more", Read(view, "/etc/other"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(view.Upper.WorkPath, "drafts")));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_link_is_followed_inside_the_image_only()
    {
        using WritableView view = Open();

        Write(view, "/outside", "made");
        Write(view, "/etc/link", "by way of a link");
        view.MakeSymbolicLink("/hole", "../etc/./made");
        Write(view, "/hole", "behind a link that led nowhere");

        Assert.Equal("made", Read(view, "/tmp/canary"));
        Assert.Equal("by way of a link", Read(view, "/etc/other"));
        Assert.False(File.Exists("/tmp/canary"));
        Assert.Equal(ImageErrorId.FileNotFound, Assert.Throws<ImageException>(() => view.Write("/none/of/this", keepsContent: false)).ErrorId);
        Assert.Equal(ImageErrorId.NotAFile, Assert.Throws<ImageException>(() => view.Write("/etc", keepsContent: false)).ErrorId);
    }

    [SystemFact(Need.LinuxRoot)]
    public void What_is_removed_is_gone_and_a_directory_that_is_made_again_is_empty()
    {
        using WritableView view = Open();

        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => view.Remove("/etc", recurse: false)).ErrorId);
        view.Remove("/etc", recurse: true);
        Assert.Null(view.Find("/etc/other"u8, followsLast: false));
        view.MakeFolder("/etc");
        Assert.Empty(view.Children(Find(view, "/etc")));
        Write(view, "/etc/fresh", "f");
        Assert.Equal(["fresh"], view.Children(Find(view, "/etc")).Select(child => child.Name));
        view.Remove("/etc/fresh", recurse: false);
        view.Remove("/etc", recurse: false);

        Assert.Equal(["lib", "outside", "tmp"], view.Children(view.Root).Select(child => child.Name));
        Assert.Equal(EntryType.Whiteout, UpperFacts.Read(view.Upper.Root, "etc\0"u8)!.Type);
        Assert.Equal(ImageErrorId.FileNotFound, Assert.Throws<ImageException>(() => view.Remove("/etc", recurse: true)).ErrorId);
        Assert.Equal(ImageErrorId.UnsafeName, Assert.Throws<ImageException>(() => view.Remove("/", recurse: true)).ErrorId);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Files_and_directories_of_both_get_other_paths()
    {
        using WritableView view = Open();

        view.Move("/etc", "/conf");
        Assert.Equal("other", Read(view, "/conf/other"));
        Assert.Null(view.Find("/etc"u8, followsLast: false));
        view.MakeFolder("/etc");
        view.Remove("/etc", recurse: false);
        view.Move("/conf", "/etc");
        Assert.Equal(["app", "link", "other"], view.Children(Find(view, "/etc")).Select(child => child.Name));
        Assert.Equal(["etc", "lib", "outside", "tmp"], view.Children(view.Root).Select(child => child.Name));
        Assert.True(UpperFacts.Read(view.Upper.Root, "etc\0"u8)!.IsOpaque);
        view.Move("/lib/one", "/etc/other", replaces: true);

        Assert.Equal("x", Read(view, "/etc/other"));
        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => view.Move("/lib/two", "/etc/other")).ErrorId);
        Assert.Equal(ImageErrorId.UnsafeName, Assert.Throws<ImageException>(() => view.Move("/etc", "/etc/app/etc")).ErrorId);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Names_of_one_file_stay_names_of_one_file()
    {
        using WritableView view = Open();

        view.Move("/lib", "/usr");
        Write(view, "/usr/one", "both");
        Assert.Equal("both", Read(view, "/usr/two"));
        view.MakeHardLink("/again", "/etc/other");
        Write(view, "/again", "again");

        Assert.Equal("again", Read(view, "/etc/other"));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_tree_is_copied_over_another_with_all_that_it_has()
    {
        using WritableView view = Open();
        Write(view, "/etc/app/conf", "changed");

        view.Copy(view.Tree, Find(view, "/etc"), "/lib", recurse: true);
        view.Copy(new MergedTree(view.Image, null), new MergedTree(view.Image, null).Find("/etc/app"u8, followsLast: false)!, "/copy", recurse: true);

        Assert.Equal(["app", "link", "one", "other", "two"], view.Children(Find(view, "/lib")).Select(child => child.Name));
        Assert.Equal("changed", Read(view, "/lib/app/conf"));
        Assert.Equal("old", Read(view, "/copy/conf"));
        Assert.Equal(2, Find(view, "/copy/conf").Attributes.Xattrs!.Count);
        Assert.Equal((0x1C8, (5L, 6L)), (Find(view, "/copy").Attributes.Mode, Find(view, "/copy").Attributes.Owner!.Value));
        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => view.Copy(view.Tree, Find(view, "/etc"), "/lib/one", recurse: true)).ErrorId);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Modes_and_owners_are_set_without_a_change_of_the_content()
    {
        using WritableView view = Open();

        view.SetAttributes("/etc/other", attributes => attributes with { Mode = 0x180, Owner = (1, 2) });

        Assert.Equal((0x180, (1L, 2L)), (Find(view, "/etc/other").Attributes.Mode, Find(view, "/etc/other").Attributes.Owner!.Value));
        Assert.Equal("other", Read(view, "/etc/other"));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_directory_keeps_its_time_where_no_name_comes_or_goes()
    {
        using WritableView view = Open();
        DateTimeOffset? before = Find(view, "/etc/app").Attributes.LastWriteTime;

        Write(view, "/etc/app/conf", "1");
        Write(view, "/etc/app/conf", "2");
        Assert.Equal(before, Find(view, "/etc/app").Attributes.LastWriteTime);
        Write(view, "/etc/app/new", "");

        Assert.NotEqual(before, Find(view, "/etc/app").Attributes.LastWriteTime);
    }

    [SystemFact(Need.LinuxRoot)]
    public void The_folder_of_one_image_is_not_taken_for_another()
    {
        using WritableView view = Open();
        string path = view.Upper.Path;
        view.Dispose();
        LayeredImage other = ImageOpening.Read(OpenOne(new ImageBuilder().Layer(new TarBuilder().File("x", "y")).DockerArchive()), new ReadMeter());
        using UpperFolder upper = UpperFolder.Open(path, ReadLimits.Default);

        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => new WritableView(other, upper)).ErrorId);
    }

    private WritableView Open() => new WritableView(ImageOpening.Read(OpenOne(new ImageBuilder()
        .Layer(new TarBuilder(TarDialect.Pax)
            .Directory("etc").Directory("etc/app", mode: 0x1C8, uid: 5, gid: 6, mtime: new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero))
            .File("etc/app/conf", "old", mode: 0x9ED, uid: 33, gid: 44, xattrs: Capable)
            .File("etc/other", "other").Symlink("etc/link", "/etc/other").Symlink("outside", "../../../tmp/canary")
            .File("lib/one", "x").HardLink("lib/two", "lib/one").Directory("tmp")).DockerArchive()), new ReadMeter()), UpperFolder.Open(Path.Join(Folder.Root, "upper"), ReadLimits.Default));

    private static MergedNode Find(WritableView view, string path) => view.Find(EntryName.Encode(path), followsLast: false)!;

    private static void Write(WritableView view, string path, string text)
    {
        using UpperDraft draft = view.Write(path, keepsContent: false);
        draft.Write(Encoding.UTF8.GetBytes(text));
        draft.Complete();
    }

    private static string Read(WritableView view, string path)
    {
        using var reader = new ContentReader(view.Image);
        using var text = new StreamReader(view.OpenRead(Find(view, path), reader));
        return text.ReadToEnd();
    }
}
