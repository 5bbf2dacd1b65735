using PSLayers.Editing;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Writing.Archives;

/// <summary>Makes configs where the one that the image has does not do (image-spec, config.md).</summary>
internal static class ConfigDocumentOf
{
    // What docker's first configs said of layers, and nobody reads any more.
    private static readonly string[] OldMembers = ["id", "parent", "parent_id", "layer_id", "Size", "throwaway"];

    /// <summary>The config of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="diffIds">DiffIds of its layers, base first.</param>
    /// <param name="time">When it was made; null for what it says itself.</param>
    public static byte[] Image(ContainerImage image, IReadOnlyList<string> diffIds, DateTimeOffset? time)
    {
        ConfigEdit config = ConfigEdit.Of(image.Config);
        if (image.Config is null)
        {
            config.Document["architecture"] = image.Architecture ?? (string?)config.Document["architecture"];
            config.Document["os"] = image.Os ?? (string?)config.Document["os"];
        }
        bool isOld = image.Config is { DiffIds.Count: 0 } && diffIds.Count > 0;
        if (isOld)
            Renew(config, image.Config!);
        config.SetDiffIds(diffIds);
        if (time is { } created)
            config.SetCreated(created);
        return config.ToBytes();
    }

    // Before docker 1.10 each layer had a config, and those together were the history.
    private static void Renew(ConfigEdit config, ImageConfig old)
    {
        foreach (string member in OldMembers)
            config.Document.Remove(member);
        if (config.History.Count > 0)
            return;
        foreach (ConfigHistory step in old.History)
            config.History.Add(ConfigEdit.Step(step.Created ?? DateTimeOffset.UnixEpoch, step.CreatedBy ?? "", step.EmptyLayer, step.Comment, step.Author));
    }
}
