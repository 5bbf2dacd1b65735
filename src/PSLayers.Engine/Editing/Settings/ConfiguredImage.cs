using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Images;

namespace PSLayers.Editing.Settings;

/// <summary>An image with another config.</summary>
internal static class ConfiguredImage
{
    /// <summary>Makes it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="settings">What is to be set.</param>
    /// <param name="step">The step of the history that tells of it; null for none. Its time is filled in here.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    /// <exception cref="Errors.ImageException">Engines would not take a value, or the image is none.</exception>
    public static ContainerImage Of(ContainerImage image, ConfigSettings settings, (string CreatedBy, string? Comment)? step, ReadMeter meter)
    {
        EditedImage.Check(image);
        ConfigEdit config = ConfigEdit.Of(image.Config);
        settings.Apply(config);
        if (step is { } said)
            config.History.Add((JsonNode)ConfigEdit.Step(config.TimeOf(image), said.CreatedBy, isEmpty: true, said.Comment));
        ContainerImage edited = EditedImage.Of(image, image.Layers, config, meter);
        edited.Annotations = settings.AnnotationsOf(image.Annotations);
        return edited;
    }
}
