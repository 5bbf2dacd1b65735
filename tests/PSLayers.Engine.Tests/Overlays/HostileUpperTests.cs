using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Extraction;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Overlays;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>Images that mean harm, or are merely odd, leave a writable view as it is.</summary>
[SupportedOSPlatform("linux")]
public sealed class HostileUpperTests : ArchiveTest
{
    [SystemFact(Need.LinuxRoot)]
    public void Names_that_only_whiteouts_may_have_do_not_come_into_the_upper_folder()
    {
        using WritableView view = Open(new TarBuilder().Directory("odd").File("odd/.wh.x/y", "y").File("odd/z", "z"));

        Assert.Equal(ImageErrorId.UnsafeName, Refused(() => view.Copy(view.Tree, view.Find("odd"u8, followsLast: false)!, "/copy", recurse: true)));
        Assert.Equal(ImageErrorId.UnsafeName, Refused(() => view.MakeFile("/odd/.wh.x/new")));
        view.MakeFile("/odd/new");

        Assert.Equal(["odd", "odd/new"], UpperScan.Of(view.Upper, view.Image.Limits, default).Entries.Select(entry => Encoding.UTF8.GetString(entry.Path)));
        Assert.Empty(Drafts(view));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Paths_that_no_layer_can_have_are_not_made_by_a_copy()
    {
        string name = new('n', 200);
        string deep = string.Join('/', Enumerable.Repeat(name, 20));
        using WritableView view = Open(new TarBuilder(TarDialect.Pax).File($"{deep}/f", "f"));
        view.MakeFolder("/" + new string('m', 250));
        view.MakeFolder("/" + new string('m', 250) + "/" + new string('m', 250));

        Assert.Equal(ImageErrorId.UnsafeName, Refused(() =>
            view.Copy(view.Tree, view.Find(EntryName.Encode(name), followsLast: false)!, $"/{new string('m', 250)}/{new string('m', 250)}/c", recurse: true)));
        Assert.Empty(Drafts(view));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_name_that_no_disk_has_is_found_beside_changes()
    {
        string name = new('n', 300);
        using WritableView view = Open(new TarBuilder(TarDialect.Pax).Directory("d").File($"d/{name}", "long"));

        view.MakeFile("/d/new");

        Assert.Equal("long", Read(view, $"/d/{name}"));
        Assert.Null(view.Find(EntryName.Encode($"/d/{name}x"), followsLast: false));
    }

    [SystemFact(Need.LinuxRoot)]
    public void What_cannot_be_put_into_its_directory_leaves_no_draft()
    {
        using WritableView view = Open(new TarBuilder(TarDialect.Pax).Directory("owner", uid: uint.MaxValue).File("f", "f"));

        Assert.Equal(ImageErrorId.WriteFailed, Refused(() => view.MakeFolder("/owner/new")));
        Assert.Equal(ImageErrorId.WriteFailed, Refused(() => view.Copy(view.Tree, view.Find("f"u8, followsLast: false)!, "/owner/f", recurse: false)));

        Assert.Empty(Drafts(view));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_name_in_another_case_is_the_same_one_in_an_image_of_Windows()
    {
        using WritableView view = Open(new TarBuilder().Directory("Files").File("Files/A.txt", "a").File("Files/z.txt", "z"), "windows");

        view.MakeFile("/FILES/New");
        Write(view, "/files/a.TXT", "b");
        Assert.Equal(ImageErrorId.DestinationExists, Refused(() => view.MakeFile("/Files/nEW")));
        view.Remove("/files/Z.TXT", recurse: false);
        view.MakeFile("/Files/Z.txt");

        Assert.Equal(["Files"], view.Children(view.Root).Select(child => child.Name));
        Assert.Equal(["A.txt", "New", "z.txt"], view.Children(view.Find("Files"u8, followsLast: false)!).Select(child => child.Name));
        Assert.Equal("b", Read(view, "/files/A.TXT"));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Holes_stay_holes_in_copies_of_what_was_changed()
    {
        const long size = 1L << 42;
        using WritableView view = Open(new TarBuilder().Directory("d"));
        using (UpperDraft draft = view.Write("/hole", keepsContent: false))
        {
            draft.SetLength(size);
            draft.Seek(size / 2, SeekOrigin.Begin);
            draft.Write("middle"u8);
            draft.Complete();
        }

        view.Copy(view.Tree, view.Find("hole"u8, followsLast: false)!, "/d/copy", recurse: false);
        using (UpperDraft draft = view.Write("/hole", keepsContent: true))
        {
            draft.Write("end"u8);
            draft.Complete();
        }

        Assert.Equal((size, size + 3), (view.Find("d/copy"u8, followsLast: false)!.Size, view.Find("hole"u8, followsLast: false)!.Size));
        using var reader = new ContentReader(view.Image);
        using Stream copy = view.OpenRead(view.Find("d/copy"u8, followsLast: false)!, reader);
        copy.Position = size / 2;
        byte[] middle = new byte[6];
        copy.ReadExactly(middle);
        Assert.Equal("middle"u8, middle);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Links_in_the_work_folder_lead_nowhere()
    {
        string file = Path.Join(Folder.Root, "file"), folder = Path.Join(Folder.Root, "folder"), work = Path.Join(Folder.Root, "upper.work");
        Directory.CreateDirectory(Path.Join(Folder.Root, "upper"));
        Directory.CreateDirectory(work);
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, "as it was");
        UnixFileMode mode = File.GetUnixFileMode(folder);

        Assert.Equal(ImageErrorId.AccessDenied, OpenWith("lock", file));
        Assert.Equal(ImageErrorId.DestinationExists, OpenWith("image", file));
        Assert.Equal(ImageErrorId.WriteFailed, OpenWith("drafts", folder));
        Assert.Null(OpenWith("image.new", file));

        Assert.Equal("as it was", File.ReadAllText(file));
        Assert.Equal(mode, File.GetUnixFileMode(folder));

        ImageErrorId? OpenWith(string name, string target)
        {
            string link = Path.Join(work, name);
            File.Delete(link);
            File.CreateSymbolicLink(link, target);
            try
            {
                Open(new TarBuilder().Directory("d")).Dispose();
                return null;
            }
            catch (ImageException e)
            {
                return e.ErrorId;
            }
            finally
            {
                File.Delete(link);
            }
        }
    }

    private static ImageErrorId Refused(Action change) => Assert.Throws<ImageException>(change).ErrorId;

    private static IEnumerable<string> Drafts(WritableView view) => Directory.EnumerateFileSystemEntries(Path.Join(view.Upper.WorkPath, "drafts"));

    private WritableView Open(TarBuilder layer, string os = "linux") => new(
        ImageOpening.Read(OpenOne(new ImageBuilder().Platform(os: os).Layer(layer).DockerArchive()), new ReadMeter()),
        UpperFolder.Open(Path.Join(Folder.Root, "upper"), ReadLimits.Default));

    private static void Write(WritableView view, string path, string text)
    {
        using UpperDraft draft = view.Write(path, keepsContent: false);
        draft.Write(Encoding.UTF8.GetBytes(text));
        draft.Complete();
    }

    private static string Read(WritableView view, string path)
    {
        using var reader = new ContentReader(view.Image);
        using var text = new StreamReader(view.OpenRead(view.Find(EntryName.Encode(path), followsLast: false)!, reader));
        return text.ReadToEnd();
    }
}
