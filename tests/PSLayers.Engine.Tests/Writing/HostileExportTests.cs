using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Verification;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>Archives that were tampered with: what is made of them is sound, or it is not made.</summary>
public sealed class HostileExportTests : ExportTest
{
    // What an archive says of its own bytes. That layers are odd, or histories, is their own affair.
    private static readonly string[] Checks = ["DocumentDigest", "DocumentSize", "LayerPresent", "LayerSize", "LayerDigest", "DiffId", "LayerCount"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_made_of_mutated_archives_is_sound(int part)
    {
        const int Archives = 100;
        int written = 0;
        for (int seed = part * Archives; seed < (part + 1) * Archives; seed++)
        {
            ImageArchive source;
            try
            {
                source = Open(Mutants.Archive(seed));
            }
            catch (ImageException)
            {
                continue;
            }
            LayerCompression compression = Enum.GetValues<LayerCompression>()[seed % 4];
            foreach (ContainerImage image in source.Images)
                written += Try([image], Forms[seed % 3], compression, seed) ? 1 : 0;
            if (source.Images.Count > 0)
                Try(source.Images, Forms[(seed + 1) % 3], compression, seed);
        }
        Assert.True(written > Archives / 4);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_breaks_off_in_the_midst_leaves_nothing(ImageFormat format)
    {
        byte[] content = new byte[6_000_000];
        new Random(1).NextBytes(content);
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new TarBuilder().File("f", content)).Tag("a:1").OciArchive());

        Assert.All(Enum.GetValues<LayerCompression>(), compression =>
        {
            using var stop = new CancellationTokenSource();
            var options = new ExportOptions { Format = format, Packing = new LayerPacking(compression) };
            Assert.Throws<OperationCanceledException>(() => Write([image], Place("written"), options, new StoppingMeter(stop)));
            Assert.Equal(["image.tar"], Directory.EnumerateFileSystemEntries(Folder.Root).Select(path => Path.GetFileName(path)));
        });
    }

    private bool Try(IReadOnlyList<ContainerImage> images, ImageFormat format, LayerCompression compression, int seed)
    {
        string place = Place("written");
        try
        {
            Write(images, place, new ExportOptions { Format = format, Packing = new LayerPacking(compression) });
        }
        catch (ImageException)
        {
            Assert.Equal(["image.tar"], Directory.EnumerateFileSystemEntries(Folder.Root).Select(path => Path.GetFileName(path)));
            return false;
        }
        ImageArchive archive = ImageArchive.Open(place);
        IEnumerable<string> failed = archive.Errors.Select(error => error.Message);
        foreach (ContainerImage image in archive.Images)
        {
            failed = failed.Concat(ImageVerification.OfDocuments(image).Concat(ImageVerification.OfLayers(image, isFast: false, new ReadMeter()))
                .Where(check => check.Result == CheckResult.Failed && Checks.Contains(check.Check) && image.Layers.All(layer => layer.IsTar))
                .Select(check => $"{check.Check} {check.Target} {check.Expected} {check.Actual} {check.Message}"));
        }
        string all = string.Join('\n', failed);
        if (format == ImageFormat.OciLayout)
            Directory.Delete(place, recursive: true);
        else
            File.Delete(place);
        Assert.True(all.Length == 0, $"seed {seed}, {format}, {compression}: {all}");
        return true;
    }

    private sealed class StoppingMeter(CancellationTokenSource stop) : ReadMeter(stop.Token)
    {
        public override void Add(long bytes)
        {
            base.Add(bytes);
            if (Done > 2_000_000)
                stop.Cancel();
        }
    }
}
