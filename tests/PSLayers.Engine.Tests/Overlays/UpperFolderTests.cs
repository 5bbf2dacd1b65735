using System.Diagnostics;
using System.Runtime.Versioning;
using PSLayers.Engine.Tests.Extraction;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Overlays;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>The folder that has the changes to an image.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpperFolderTests : ArchiveTest
{
    [SystemFact(Need.Linux)]
    public void A_folder_that_is_missing_is_made_with_its_work_folder_beside_it()
    {
        using UpperFolder upper = Open("upper");

        Assert.Equal((At("upper"), At("upper.work"), false), (upper.Path, upper.WorkPath, upper.IsTemporary));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(upper.WorkPath));
        Assert.True((File.GetUnixFileMode(upper.Path) & UnixFileMode.OtherWrite) == 0);
        Assert.False(upper.Root.IsInvalid || upper.Work.IsInvalid);
        Assert.Empty(Directory.EnumerateFileSystemEntries(upper.Path));
    }

    [SystemFact(Need.Linux)]
    public void What_is_in_the_folder_stays_and_is_there_again()
    {
        using (Open("upper"))
            File.WriteAllText(At("upper/mine"), "mine");

        using UpperFolder again = Open("upper");

        Assert.Equal("mine", File.ReadAllText(At("upper/mine")));
    }

    [SystemFact(Need.Linux)]
    public void Of_a_link_what_it_leads_to_is_the_folder_and_the_work_folder_stands_beside_that()
    {
        Directory.CreateDirectory(At("real/in"));
        Directory.CreateSymbolicLink(At("link"), At("real/in"));

        using UpperFolder upper = Open("link");

        Assert.Equal(At("real/in"), upper.Path);
        Assert.True(Directory.Exists(At("real/in.work")));
    }

    [SystemFact(Need.Linux)]
    public void Drafts_that_a_killed_session_left_are_gone_and_nothing_else_is()
    {
        using (Open("upper"))
            File.WriteAllText(At("upper.work/drafts/half"), "ha");

        using UpperFolder again = Open("upper");

        Assert.Empty(Directory.EnumerateFileSystemEntries(At("upper.work/drafts")));
    }

    [SystemFact(Need.Linux)]
    public void A_folder_that_is_no_work_folder_is_left_alone()
    {
        Directory.CreateDirectory(At("upper.work/thesis"));

        Refused(ImageErrorId.DestinationExists, "upper");
        Assert.Equal(["thesis"], Directory.EnumerateFileSystemEntries(At("upper.work")).Select(Path.GetFileName));
    }

    [SystemFact(Need.Linux)]
    public void A_file_or_a_place_that_is_not_there_is_refused()
    {
        File.WriteAllText(At("file"), "");

        Refused(ImageErrorId.NotADirectory, "file");
        Refused(ImageErrorId.PathNotFound, "none/upper");
        Refused(ImageErrorId.MountFailed, "/");
    }

    [SystemFact(Need.Linux)]
    public void One_drive_at_a_time_has_it_and_others_may_look()
    {
        using UpperFolder upper = Open("upper");

        Refused(ImageErrorId.DriveInUse, "upper");
        Assert.True(UpperFolder.IsOpen(upper.Path));
        using UpperFolder seen = UpperFolder.Look(upper.Path, ReadLimits.Default);
        Assert.Equal(upper.Path, seen.Path);
        upper.Dispose();
        Assert.False(UpperFolder.IsOpen(upper.Path));
        Open("upper").Dispose();
    }

    [SystemFact(Need.Linux)]
    public void The_changes_to_another_image_are_refused()
    {
        (ContainerImage one, ContainerImage two) = (Image("one"), Image("two"));
        using (UpperFolder first = Open("upper"))
        {
            first.BelongTo(one, 1);
            first.BelongTo(one, 1);
        }
        using UpperFolder upper = Open("upper");

        upper.BelongTo(one, 1);

        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => upper.BelongTo(two, 1)).ErrorId);
        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => upper.BelongTo(one, 0)).ErrorId);
    }

    [SystemFact(Need.Linux)]
    public void A_note_that_is_none_is_said()
    {
        Open("upper").Dispose();
        foreach (string note in new[] { "nothing", "{}", """{"marks": 5, "topLayer": "x"}""" })
        {
            File.WriteAllText(At("upper.work/image"), note);
            Refused(ImageErrorId.DestinationExists, "upper");
        }
    }

    [SystemFact(Need.Linux)]
    public void A_temporary_folder_goes_when_it_is_closed_unless_it_is_left_to_a_mount()
    {
        UpperFolder upper = UpperFolder.Temporary("docker.io/library/odd name:1"), left = UpperFolder.Temporary("x");
        File.WriteAllText(Path.Join(upper.Path, "file"), "");
        Assert.True(upper.IsTemporary);
        Assert.StartsWith("docker.io-library-odd-name-1-", Path.GetFileName(Path.GetDirectoryName(upper.Path)), StringComparison.Ordinal);

        upper.Dispose();
        left.LeaveToMount();
        left.Dispose();

        Assert.False(Directory.Exists(Path.GetDirectoryName(upper.Path)));
        Assert.True(Directory.Exists(left.Path));
        TemporaryUppers.Remove(left.Path);
        Assert.False(Directory.Exists(Path.GetDirectoryName(left.Path)));
    }

    [SystemFact(Need.Linux)]
    public void Only_temporary_folders_are_removed_as_such()
    {
        using UpperFolder upper = Open("upper");

        TemporaryUppers.Remove(upper.Path);

        Assert.True(Directory.Exists(upper.Path));
    }

    [SystemFact(Need.Linux)]
    public void What_a_killed_session_left_is_removed_by_the_next_and_what_is_in_use_is_not()
    {
        using UpperFolder used = UpperFolder.Temporary("used"), young = UpperFolder.Temporary("young");
        string killed = Path.Join(TemporaryUppers.Folder, "killed-12345678");
        Directory.CreateDirectory(Path.Join(killed, "upper/secret"));
        Directory.CreateDirectory(Path.Join(killed, "upper.work/work"), UnixFileMode.None);
        foreach (string place in new[] { killed, Path.GetDirectoryName(used.Path)! })
            Directory.SetLastWriteTimeUtc(place, DateTime.UtcNow.AddHours(-1));

        UpperFolder.Temporary("next").Dispose();

        Assert.False(Directory.Exists(killed));
        Assert.True(Directory.Exists(used.Path) && Directory.Exists(young.Path));
    }

    [SystemFact(Need.Linux)]
    public void A_folder_that_the_user_may_not_write_to_is_refused()
    {
        Directory.CreateDirectory(At("upper"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // Root may.
        if (Environment.IsPrivilegedProcess)
            Open("upper").Dispose();
        else
            Refused(ImageErrorId.AccessDenied, "upper");
    }

    [SystemFact(Need.Linux)]
    public void The_marks_are_those_that_the_user_may_set()
    {
        using UpperFolder upper = Open("upper");
        Assert.Equal(Environment.IsPrivilegedProcess ? OverlayMarks.Trusted : OverlayMarks.User, upper.Marks);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Everybody_else_sets_those_of_users_and_root_goes_on_with_them()
    {
        Shell("chown 65534:65534 \"$1\"; chmod 755 \"$1\"", Folder.Root);
        Directory.CreateDirectory(At("upper"));
        using (UpperFolder first = Open("upper"))
            UpperNote.Of(Image("one"), 0, OverlayMarks.User).Write(At("upper.work/image"));

        using UpperFolder again = Open("upper");

        Assert.Equal(OverlayMarks.User, again.Marks);
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_disk_without_extended_attributes_is_refused_and_so_is_one_that_is_read_only()
    {
        Directory.CreateDirectory(At("disk"));
        Shell("mount -t ramfs none \"$1\"", At("disk"));
        try
        {
            Directory.CreateDirectory(At("disk/upper"));
            Refused(ImageErrorId.MountFailed, "disk/upper");
            Refused(ImageErrorId.MountFailed, "disk");
            Shell("mount -o remount,ro \"$1\" 2>/dev/null || mount -o remount,ro,bind \"$1\"", At("disk"));
            Refused(ImageErrorId.WriteFailed, "disk/upper");
        }
        finally
        {
            Shell("umount -l \"$1\"", At("disk"));
        }
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_folder_that_is_mounted_is_refused_whatever_its_name()
    {
        string odd = "up, per:\\x=\"y\"";
        foreach (string name in new[] { "lower", "work", "merged", odd })
            Directory.CreateDirectory(At(name));
        Shell("mount -t overlay overlay -o \"lowerdir=$1/lower,upperdir=$1/$2,workdir=$1/work\" \"$1/merged\"", Folder.Root, OverlayMounts.Escape(odd));
        try
        {
            Refused(ImageErrorId.DriveInUse, odd);
        }
        finally
        {
            Shell("umount -l \"$1\"", At("merged"));
        }
        Open(odd).Dispose();
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_work_folder_of_somebody_else_is_refused()
    {
        Directory.CreateDirectory(At("upper"));
        Directory.CreateDirectory(At("upper.work"));
        Shell("chown 65534 \"$1\"", At("upper.work"));

        Refused(ImageErrorId.AccessDenied, "upper");
    }

    private UpperFolder Open(string name) => UpperFolder.Open(name == "/" ? name : At(name), ReadLimits.Default);

    private void Refused(ImageErrorId id, string name) => Assert.Equal(id, Assert.Throws<ImageException>(() => Open(name).Dispose()).ErrorId);

    private string At(string name) => Path.Join(Folder.Root, name);

    private ContainerImage Image(string name) => Open(new ImageBuilder().Layer(Samples.Base()).Layer(new TarBuilder().File(name)).DockerArchive()).Images[0];

    private static string Shell(string script, params string[] arguments)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. arguments]) { RedirectStandardOutput = true })!;
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
