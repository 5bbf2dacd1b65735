using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Tar;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>What tests of archives share: a folder for the files, and one way to open them and to look at their layers.</summary>
public abstract class ArchiveTest : IDisposable
{
    private readonly TempFolder _folder = new();

    private protected TempFolder Folder => _folder;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ImageArchive Open(byte[] archive, string name = "image.tar") => ImageArchive.Open(_folder.Write(name, archive));

    private protected ContainerImage OpenOne(byte[] archive, string name = "image.tar")
    {
        ImageArchive opened = Open(archive, name);
        Assert.Empty(opened.Errors);
        return Assert.Single(opened.Images);
    }

    /// <summary>The folder that the image's files are in, as one image.</summary>
    private protected ContainerImage OpenFolder(BuiltImage image, string name = "folder")
    {
        ImageArchive opened = ImageArchive.Open(image.WriteTo(_folder.Folder(name)));
        Assert.Empty(opened.Errors);
        return Assert.Single(opened.Images);
    }

    /// <summary>The first complaint about an input: what opening throws, else the first error, else the first warning.</summary>
    private protected ImageWarning Complaint(byte[] archive)
    {
        try
        {
            ImageArchive opened = Open(archive);
            return opened.Errors.Select(error => error.ToWarning()).Concat(opened.Images.SelectMany(image => image.Warnings)).First();
        }
        catch (ImageException e)
        {
            return e.ToWarning();
        }
    }

    /// <summary>Replaces the content of a file, and sets its time back. The system's clock for changes has to have gone on since it was opened.</summary>
    private protected static void ReplaceUnseen(string path, byte[] content, DateTime time)
    {
        FileStamp before = FileStamp.Of(new FileInfo(path));
        File.WriteAllBytes(path, content);
        Assert.True(SpinWait.SpinUntil(() =>
        {
            File.SetLastWriteTimeUtc(path, time);
            return FileStamp.Of(new FileInfo(path)) != before;
        }, TimeSpan.FromMinutes(1)));
    }

    /// <summary>Reads all layers, and computes digests of them.</summary>
    internal static LayerIndex?[] Contents(ContainerImage image, LayerNeeds needs) =>
        [.. LayerReading.Start(image, null, new ReadMeter(), _ => needs).Layers.Select(layer => layer.GetAwaiter().GetResult())];

    /// <summary>Reads all layers.</summary>
    internal static LayerIndex?[] Contents(ContainerImage image) =>
        [.. LayerReading.Start(image, null, new ReadMeter(), LayerReading.AnyDiffId(image)).Layers.Select(layer => layer.GetAwaiter().GetResult())];

    /// <summary>The layers as users see them, with their content read.</summary>
    internal static ImageLayer[] Layers(ContainerImage image)
    {
        LayerIndex?[] contents = Contents(image);
        var layers = new ImageLayer[contents.Length];
        for (int i = 0; i < layers.Length; i++)
            layers[i] = ImageLayer.Of(image, i, contents[i], i == 0 ? null : layers[i - 1].ChainId);
        return layers;
    }

    /// <summary>Paths of a layer's entries, in order.</summary>
    internal static string[] Paths(LayerIndex? layer) => [.. Enumerable.Range(0, layer!.Count).Select(layer.Path)];

    /// <summary>Codes of the image's warnings.</summary>
    internal static IEnumerable<ImageErrorId> Codes(ContainerImage image) => image.Warnings.Select(warning => warning.ErrorId);

    /// <summary>Checks everything that does not depend on the archive's form: config, names, and each layer with its content.</summary>
    internal static void AssertIs(BuiltImage expected, ContainerImage image, bool hasConfig = true)
    {
        if (hasConfig)
        {
            Assert.Equal(expected.ConfigDigest, image.ImageId);
            Assert.Equal(System.Text.Encoding.UTF8.GetString(expected.Config), image.Config!.Raw);
        }
        Assert.Equal(ImageKind.Image, image.Kind);
        Assert.Equal(expected.Layers.Count, image.LayerCount);
        ImageLayer[] layers = Layers(image);
        LayerIndex?[] contents = Contents(image);
        for (int i = 0; i < layers.Length; i++)
        {
            BuiltLayer built = expected.Layers[i];
            Assert.Equal(i, layers[i].LayerIndex);
            Assert.True(layers[i].Present);
            Assert.Null(contents[i]!.Damage);
            Assert.Equal((built.DiffId, built.ChainId), (layers[i].DiffId, layers[i].ChainId));
            Assert.Equal((built.TarSize, built.StoredSize), (layers[i].TarSize, layers[i].StoredSize));
            Assert.Equal(image.Name, layers[i].ImageName);
        }
        Assert.Equal(expected.Layers.Select(layer => layer.Spec.Tar).Select(PathsOf), contents.Select(Paths));
    }

    private static string[] PathsOf(byte[] tar)
    {
        var builder = new LayerIndexBuilder("expected", ReadLimits.Default);
        Blob blob = Blob.Of(new MemorySource(tar), 0, tar.Length, "expected");
        using TarInput input = TarInput.Open(blob, ReadLimits.Default, inSequence: true, null);
        return Paths(LayerIndexer.Read(input, builder, ReadLimits.Default, new ReadMeter(), visitor: null));
    }
}
