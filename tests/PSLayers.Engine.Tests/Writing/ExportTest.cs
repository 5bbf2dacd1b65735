using PSLayers.Bytes;
using PSLayers.Engine.Tests.Referees;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Trees;
using PSLayers.Verification;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>What tests of written images share.</summary>
public abstract class ExportTest : ArchiveTest
{
    /// <summary>The forms.</summary>
    public static TheoryData<ImageFormat> Formats => [.. Forms];

    internal static readonly ImageFormat[] Forms = [ImageFormat.DockerArchive, ImageFormat.OciArchive, ImageFormat.OciLayout];

    internal string Place(string name) => Path.Join(Folder.Root, name);

    internal static IReadOnlyList<ExportedImage> Write(IReadOnlyList<ContainerImage> images, string path, ExportOptions options, ReadMeter? meter = null) =>
        ImageExport.Write(images, path, options, meter ?? new ReadMeter());

    /// <summary>Writes images, and opens what was written. It has nothing that a check finds wrong.</summary>
    internal ImageArchive Written(IReadOnlyList<ContainerImage> images, ExportOptions options, string name = "written")
    {
        Write(images, Place(name), options);
        ImageArchive archive = ImageArchive.Open(Place(name));
        AssertSound(archive);
        return archive;
    }

    internal static void AssertSound(ImageArchive archive)
    {
        Assert.Empty(archive.Errors);
        var checks = new List<ImageCheck>(ImageVerification.OfArchive(archive.Images[0]));
        foreach (ContainerImage image in archive.Images)
        {
            checks.AddRange(ImageVerification.OfDocuments(image));
            checks.AddRange(ImageVerification.OfLayers(image, isFast: false, new ReadMeter()));
        }
        string[] failed = [.. checks.Where(check => check.Result == CheckResult.Failed).Select(check => $"{check.Check} {check.Target} {check.Expected} {check.Actual} {check.Message}")];
        Assert.True(failed.Length == 0, string.Join('\n', failed));
    }

    /// <summary>Whether the views of two images are equal, path by path.</summary>
    internal static void AssertSameView(ContainerImage expected, ContainerImage actual) =>
        Trees.Stack.AssertSame(Lines(expected), Lines(actual), expected.Name);

    /// <summary>What two images say of themselves, and their views.</summary>
    internal static void AssertSameImage(ContainerImage expected, ContainerImage actual)
    {
        Assert.Equal((expected.ImageId, expected.Config?.Raw), (actual.ImageId, actual.Config?.Raw));
        Assert.Equal(expected.Tags.Select(ImageReference.Full), actual.Tags.Select(ImageReference.Full));
        AssertSameView(expected, actual);
    }

    private static IEnumerable<string> Lines(ContainerImage image) =>
        FileLines.OfView(LayeredImage.Of(image, Contents(image), default)).Values.Order(StringComparer.Ordinal);
}
