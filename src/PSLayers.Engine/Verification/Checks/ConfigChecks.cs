using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Verification.Checks;

/// <summary>What the config says of the layers, of their history and of the platform (image-spec, config.md).</summary>
internal static class ConfigChecks
{
    public static void Run(ContainerImage image, CheckSheet sheet)
    {
        if (image.Config is not { } config || image.Kind != ImageKind.Image)
            return;
        if (image.Format.StartsWith("docker-legacy", StringComparison.Ordinal) && config is { RootFsType: null, DiffIds: [] })
            sheet.Skip("RootFsType", "config", "layers", "configs of docker's oldest form do not tell of layers");
        else
        {
            sheet.Compare("RootFsType", "config", "layers", config.RootFsType);
            sheet.Compare("LayerCount", "config", image.Layers.Count(layer => !layer.IsUnfinished), config.DiffIds.Count, "config and manifest do not have the same number of layers");
        }
        if (config.History.Count == 0)
            sheet.Skip("History", "config", image.LayerCount, "the config has no history");
        else
            sheet.Compare("History", "config", image.LayerCount, config.History.Count(step => !step.EmptyLayer), "so many steps of the history made a layer");
        Platform? own = Platform.Of(config.Os, config.Architecture, config.Variant, config.OsVersion);
        if (image.StatedPlatform is { } stated && own is not null)
            sheet.Compare("Platform", "config", stated, own.Contradicts(stated) ? own : stated, "the index states another platform");
        foreach (string absent in image.AbsentPlatforms)
            sheet.Skip("ManifestPresent", $"platform {absent}", null, "the index names an image for this platform, which is not in the archive");
    }
}
