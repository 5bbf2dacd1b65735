using System.Text.Json.Nodes;

namespace PSLayers.Editing.Settings;

/// <summary>Where fields stand in a config document.</summary>
internal static class ConfigFields
{
    /// <summary>Takes a field out. Annotations are none of the document.</summary>
    public static void Clear(ConfigEdit config, ConfigField field)
    {
        (JsonObject parent, string name) = field switch
        {
            ConfigField.Author => (config.Document, "author"),
            ConfigField.Variant => (config.Document, "variant"),
            ConfigField.OsVersion => (config.Document, "os.version"),
            ConfigField.ExposedPort => (config.Container, "ExposedPorts"),
            ConfigField.Volume => (config.Container, "Volumes"),
            ConfigField.Label => (config.Container, "Labels"),
            _ => (config.Container, field.ToString()),
        };
        parent.Remove(name);
    }
}
