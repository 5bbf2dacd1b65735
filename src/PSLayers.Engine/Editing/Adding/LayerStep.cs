using System.Text.Json.Nodes;
using PSLayers.Images;

namespace PSLayers.Editing.Adding;

/// <summary>What the history is to say of an added layer.</summary>
/// <param name="CreatedBy">What was done.</param>
/// <param name="Comment">A comment; null for none.</param>
/// <param name="Author">Who did it; null for nobody.</param>
internal sealed record LayerStep(string CreatedBy, string? Comment = null, string? Author = null)
{
    /// <summary>What is said of the changes of a writable view where nobody says anything else.</summary>
    public const string Changes = "Changes of a writable view";

    /// <summary>The config of an image with this step.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isEmpty">Whether the step makes no layer.</param>
    public ConfigEdit AddTo(ContainerImage image, bool isEmpty = false)
    {
        ConfigEdit config = ConfigEdit.Of(image.Config);
        config.History.Add((JsonNode)ConfigEdit.Step(config.TimeOf(image), CreatedBy, isEmpty, Comment, Author));
        return config;
    }
}
