using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Sources.Caching;

namespace PSLayers.Trees;

/// <summary>The one way to images and their trees: for cmdlets, drives and completion alike.</summary>
internal static class ImageOpening
{
    private const int MostNames = 10;

    /// <summary>Opens what a path leads to; no layer is read.</summary>
    /// <param name="path">Full path of an archive or folder.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="anew">Whether nothing that was learned before counts, and nothing is kept.</param>
    /// <exception cref="ImageException">It is no image, or cannot be read at all.</exception>
    public static ImageArchive Open(string path, ReadMeter meter, bool anew = false) =>
        anew ? ImageArchive.Open(path, meter) : ArchiveCache.Shared.Open(path, DiskCache.Own, meter);

    /// <summary>Opens an archive, reads the layers of one of its images and builds the tree.</summary>
    /// <param name="path">Full path of an archive or folder.</param>
    /// <param name="isWanted">Chooses among the images.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="findings">Gets what is odd or damaged but still shown.</param>
    /// <exception cref="ImageException">There is no such image, or there are several, or it cannot be read.</exception>
    public static LayeredImage OpenOne(string path, Func<ContainerImage, bool> isWanted, ReadMeter meter, ImageFindings findings)
    {
        ImageArchive archive = Open(path, meter);
        List<ContainerImage> chosen = [.. archive.Images.Where(image => image.Kind == ImageKind.Image && isWanted(image))];
        if (chosen.Count != 1)
        {
            throw chosen.Count == 0
                ? new ImageException(ImageErrorId.NoMatchingImage, $"no image has this tag and platform; there are {NamesOf(archive)}")
                : new ImageException(ImageErrorId.SeveralImages, $"one image is wanted, and there are {NamesOf(archive)}; tag and platform choose");
        }
        findings.Warnings.AddRange(chosen[0].Warnings);
        return Read(chosen[0], meter, findings);
    }

    /// <summary>Reads the layers of an image, side by side, and builds its tree; both are done once as long as the image is in use.</summary>
    /// <param name="image">The image.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="findings">Gets what is odd or damaged but still shown.</param>
    /// <param name="needs">What is wanted of each layer beside its entries; null for nothing more.</param>
    public static LayeredImage Read(ContainerImage image, ReadMeter meter, ImageFindings? findings = null, Func<int, LayerNeeds>? needs = null)
    {
        LayerReading reading = LayerReading.Start(image, wanted: null, meter, needs);
        var contents = new LayerIndex?[image.LayerCount];
        findings ??= new ImageFindings();
        for (int layer = 0; layer < contents.Length; layer++)
        {
            try
            {
                contents[layer] = reading.Layers[layer].WaitAsync(meter.Cancellation).GetAwaiter().GetResult();
                if (image.Layers[layer].WhyUnread is { } reason)
                    findings.Warnings.Add(new ImageWarning(ImageErrorId.LayerUnreadable, $"layer {layer} {reason}, and what it does to the image is not known."));
                findings.Warnings.AddRange(contents[layer]?.Warnings ?? []);
                if (contents[layer]?.Damage is { } damage)
                    findings.Errors.Add(damage);
            }
            catch (ImageException e)
            {
                findings.Errors.Add(e);
            }
        }
        LayeredImage tree = LayeredImage.Of(image, contents, meter.Cancellation);
        findings.Warnings.AddRange(image.Identity.WrongClaims);
        findings.Warnings.AddRange(tree.Tree.Warnings);
        return tree;
    }

    /// <summary>The images of an archive in a few words, for who asked for one that is not there.</summary>
    public static string NamesOf(ImageArchive archive) =>
        string.Join(", ", archive.Images.Select(image => $"{image.Name} ({image.Platform})").Distinct().Take(MostNames));
}
