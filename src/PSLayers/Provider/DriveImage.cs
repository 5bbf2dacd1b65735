using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Sources.Caching;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>Opens the one image that New-PSDrive is to show.</summary>
internal static class DriveImage
{
    /// <summary>Opens an archive, reads the layers of an image and builds its tree.</summary>
    /// <param name="file">Full path of the archive or folder.</param>
    /// <param name="parameters">Which image is wanted.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    /// <param name="warn">Told of what is odd or damaged but still shown.</param>
    /// <exception cref="ImageException">There is no such image, or there are several, or it cannot be read.</exception>
    public static LayeredImage Open(string file, DriveParameters parameters, ReadMeter meter, Action<string> warn)
    {
        ContainerImage image = Choose(ArchiveCache.Shared.Open(file, DiskCache.Own, meter), parameters);
        LayerReading reading = LayerReading.Start(image, wanted: null, meter, withDiffIds: false);
        var contents = new LayerIndex?[image.LayerCount];
        for (int layer = 0; layer < contents.Length; layer++)
        {
            contents[layer] = Read(reading.Layers[layer], layer, image.Layers[layer].WhyUnread, warn);
            foreach (ImageWarning warning in contents[layer]?.Warnings ?? [])
                warn(warning.Message);
        }
        LayeredImage tree = LayeredImage.Of(image, contents, meter.Cancellation);
        foreach (ImageWarning warning in image.Warnings.Concat(tree.Tree.Warnings))
            warn(warning.Message);
        return tree;
    }

    private static ContainerImage Choose(ImageArchive archive, DriveParameters parameters)
    {
        var choice = new ImageChoice(parameters.Tag, parameters.Platform, []);
        List<ContainerImage> chosen = [.. archive.Images.Where(image => image.Kind == ImageKind.Image && choice.Includes(image))];
        if (chosen.Count == 1)
            return chosen[0];
        string there = string.Join(", ", archive.Images.Select(image => $"{image.Name} ({image.Platform})").Distinct().Take(10));
        throw chosen.Count == 0
            ? new ImageException(ImageErrorId.NoMatchingImage, $"no image has this tag and platform; there are {there}")
            : new ImageException(ImageErrorId.SeveralImages, $"a drive shows one image, and there are {there}; -Tag and -Platform choose");
    }

    private static LayerIndex? Read(Task<LayerIndex?> reading, int layer, string? unread, Action<string> warn)
    {
        try
        {
            LayerIndex? content = reading.GetAwaiter().GetResult();
            if (content is null && unread is not null)
                warn($"layer {layer} {unread}, and what it does to the image is not known");
            else if (content?.Damage is { } damage)
                warn(damage.Message);
            return content;
        }
        catch (ImageException e)
        {
            warn($"layer {layer} cannot be read: {e.Message}");
            return null;
        }
    }
}
