using System.IO.MemoryMappedFiles;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Extraction;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Referees;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Mounting;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>What a mounted view shows is what the image has, whoever serves it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public abstract class MountedViewTests : ArchiveTest
{
    [MountFact]
    public void Every_file_of_a_view_is_there_with_all_that_the_image_says_of_it() => Compare(new ImageBuilder()
        .Layer(Samples.Base())
        .Layer(new TarBuilder(TarDialect.Pax)
            .Directory("etc", mode: 0b1_111_111_111, uid: 7, gid: 70_000)
            .Whiteout("etc/hostname")
            .File("big", new string('x', 100_000), mode: 0b100_111_101_101, uid: 1000, mtime: new DateTimeOffset(1965, 1, 2, 3, 4, 5, TimeSpan.Zero))
            .Symlink("link", "etc/passwd").Symlink("long", new string('l', 3000)).HardLink("hard", "big").HardLink("etc/again", "hard")
            .File("empty").CharDevice("dev/null", 1, 3).BlockDevice("dev/far", 259, 70_000).Fifo("pipe")));

    [MountFact]
    public void A_directory_has_any_number_of_names_of_any_length()
    {
        var tar = new TarBuilder(TarDialect.Pax);
        for (int i = 0; i < 2000; i++)
            tar.File($"many/{new string('!', i % 3)}{i}{new string('n', i * 7 % 240)}", $"{i}");
        for (int i = 0; i < 60; i++)
            tar.File($"d{i}/{new string('a', i * 4 + 1)}").Directory($"e{new string('e', i)}");

        Compare(new ImageBuilder().Layer(tar));
    }

    [MountFact]
    public void Sparse_files_have_their_holes_and_their_data() => Compare(new ImageBuilder().Layer(new TarBuilder(TarDialect.Pax)
        .PaxSparse10("sparse", 300_000_000, new SparsePiece(5, [1, 2, 3]), new SparsePiece(299_999_000, [4, 5]))
        .GnuSparse("old", 10_000, new SparsePiece(0, new byte[513]), new SparsePiece(9000, [9]))
        .GnuSparse("hole", 12_345_678)
        .File("plain", "p")));

    [MountFact]
    public void Odd_layers_look_as_the_view_tells()
    {
        var image = new ImageBuilder();
        for (int number = 0; number < 400; number++)
        {
            if (!UmociHeaderTests.IsDoubted(number))
                image.Layer(OddLayer.Make(number).Tar);
        }

        Compare(image);
    }

    [MountFact]
    public void Extended_attributes_are_there() => Mounted(Open(new ImageBuilder().Layer(new TarBuilder(TarDialect.Pax)
        .File("both", "x", xattrs: new Dictionary<string, byte[]> { ["user.one"] = [1, 2, 3], ["security.capability"] = [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ["user.empty"] = [] })
        .Directory("folder", xattrs: new Dictionary<string, byte[]> { ["trusted.long"] = new byte[3000] })).DockerArchive()).Images[0], (_, target) =>
    {
        Assert.Equal([1, 2, 3], LinuxXattr.Read(Path.Join(target, "both"), "user.one"));
        Assert.Equal(20, LinuxXattr.Read(Path.Join(target, "both"), "security.capability").Length);
        Assert.Empty(LinuxXattr.Read(Path.Join(target, "both"), "user.empty"));
        Assert.Equal(new byte[3000], LinuxXattr.Read(Path.Join(target, "folder"), "trusted.long"));
        Assert.Equal("x", File.ReadAllText(Path.Join(target, "both")));
    });

    [MountFact]
    public void Where_there_are_no_extended_attributes_their_list_is_empty() => Mounted(Open(new ImageBuilder().Layer(new TarBuilder().File("file").Directory("folder")).DockerArchive()).Images[0], (_, target) =>
    {
        Assert.Equal(0, LinuxXattr.ListLength(Path.Join(target, "file")));
        Assert.Equal(0, LinuxXattr.ListLength(Path.Join(target, "folder")));
    });

    [MountFact]
    public void Links_whose_targets_no_path_can_be_are_left_out()
    {
        Mounted(Open(new ImageBuilder().Layer(new TarBuilder(TarDialect.Pax)
            .Symlink("longest", new string('l', 4095)).Symlink("longer", new string('l', 4096)).Symlink("far", new string('l', 10_000)).Symlink("nowhere", "")).DockerArchive()).Images[0], (image, target) =>
        {
            Assert.Equal(["longest"], Directory.EnumerateFileSystemEntries(target).Select(Path.GetFileName));
            Assert.Equal(new string('l', 4095), new FileInfo(Path.Join(target, "longest")).LinkTarget);
            Assert.Equal(3, ViewInodes.Of(image, image.Tree.TopView, default).LeftOut);
        });
    }

    [MountFact]
    public void A_file_is_read_as_memory_and_runs_as_a_program()
    {
        byte[] program = File.ReadAllBytes("/bin/true");
        Mounted(Open(new ImageBuilder().Layer(new TarBuilder().File("program", program, mode: 0b111_101_101)).DockerArchive()).Images[0], (_, target) =>
        {
            using (var mapped = MemoryMappedFile.CreateFromFile(File.OpenHandle(Path.Join(target, "program")), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false))
            using (MemoryMappedViewAccessor view = mapped.CreateViewAccessor(0, program.Length, MemoryMappedFileAccess.Read))
            {
                byte[] seen = new byte[program.Length];
                view.ReadArray(0, seen, 0, seen.Length);
                Assert.Equal(program, seen);
            }
            Assert.Equal("", CommandLine.RunText(Path.Join(target, "program")));
        });
    }

    [MountFact]
    public void Compressed_layers_are_read_at_any_place_by_several_programs()
    {
        byte[] content = new byte[9_000_000];
        new Random(2).NextBytes(content.AsSpan(0, 4_000_000));
        Mounted(Open(new ImageBuilder().Layer(new TarBuilder().File("a", content[3_000_000..6_000_001]).File("b", content), Packing.Gzip).DockerArchive()).Images[0], (_, target) =>
            Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, number =>
            {
                if (number < 3)
                    Assert.Equal(content, File.ReadAllBytes(Path.Join(target, "b")));
                var random = new Random(number);
                using FileStream file = File.OpenRead(Path.Join(target, "a"));
                byte[] buffer = new byte[70_000];
                for (int i = 0; i < 50; i++)
                {
                    int at = random.Next((int)file.Length);
                    file.Position = at;
                    int read = file.ReadAtLeast(buffer.AsSpan(0, random.Next(1, buffer.Length)), 1, throwOnEndOfStream: false);
                    Assert.True(content.AsSpan(3_000_000 + at, read).SequenceEqual(buffer.AsSpan(0, read)));
                }
            }));
    }

    [MountFact]
    public void A_file_that_the_archive_has_in_part_cannot_be_read()
    {
        byte[] tar = new TarBuilder().File("whole", "w").File("cut", new string('c', 5000)).Build();
        ContainerImage image = Open(new ImageBuilder().Layer(tar[..3000]).DockerArchive()).Images[0];

        Mounted(image, (_, target) =>
        {
            Assert.Equal("w", File.ReadAllText(Path.Join(target, "whole")));
            Assert.Equal(5000, new FileInfo(Path.Join(target, "cut")).Length);
            Assert.Throws<IOException>(() => File.ReadAllText(Path.Join(target, "cut")));
        });
    }

    [MountFact]
    public void An_archive_that_is_cut_short_under_the_mount_gives_errors_and_no_other_bytes()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new TarBuilder().File("first", "f").File("last", new string('l', 500_000))).DockerArchive());

        Mounted(image, (_, target) =>
        {
            using (var archive = new FileStream(image.ImagePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                archive.SetLength(archive.Length / 2);
            Assert.Equal("f", File.ReadAllText(Path.Join(target, "first")));
            Assert.Throws<IOException>(() => File.ReadAllText(Path.Join(target, "last")));
        });
    }

    [MountFact]
    public void An_archive_that_is_replaced_under_the_mount_does_not_show() => ReplaceUnderMount(Packing.None);

    [MountFact]
    public void Nor_does_one_of_compressed_layers() => ReplaceUnderMount(Packing.Gzip);

    private void ReplaceUnderMount(Packing packing)
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new TarBuilder().File("file", "old"), packing).DockerArchive());

        Mounted(image, (_, target) =>
        {
            File.Delete(image.ImagePath);
            Folder.Write("image.tar", new byte[100_000]);
            Assert.Equal("old", File.ReadAllText(Path.Join(target, "file")));
        });
    }

    [MountFact]
    public void Eight_threads_read_any_place_of_any_file()
    {
        byte[] content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        Mounted(OpenOne(new ImageBuilder().Layer(new TarBuilder().File("a", content[..1_000_001]).File("b", content)).DockerArchive()), (_, target) =>
            Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
            {
                var random = new Random(number);
                using FileStream file = File.OpenRead(Path.Join(target, number % 2 == 0 ? "a" : "b"));
                byte[] buffer = new byte[70_000];
                for (int i = 0; i < 200; i++)
                {
                    int at = random.Next((int)file.Length);
                    file.Position = at;
                    int read = file.ReadAtLeast(buffer.AsSpan(0, random.Next(1, buffer.Length)), 1);
                    Assert.True(content.AsSpan(at, read).SequenceEqual(buffer.AsSpan(0, read)));
                }
            }));
    }

    private protected void Compare(ImageBuilder image) => Compare(Open(image.DockerArchive()).Images[0]);

    private void Compare(ContainerImage image) => Mounted(image, (layered, target) =>
        Assert.Empty(UnpackedFile.Differences(UnpackedFile.OfFolder(target), UnpackedFile.OfView(layered))));

    /// <summary>Mounts a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="target">An empty folder.</param>
    /// <returns>What ends the mount.</returns>
    private protected abstract Action Mount(LayeredImage image, string target);

    private protected void Mounted(ContainerImage image, Action<LayeredImage, string> look)
    {
        LayeredImage layered = ImageOpening.Read(image, new ReadMeter());
        string target = Folder.Folder("mnt");
        Action end = Mount(layered, target);
        try
        {
            look(layered, target);
        }
        finally
        {
            end();
        }
    }
}
