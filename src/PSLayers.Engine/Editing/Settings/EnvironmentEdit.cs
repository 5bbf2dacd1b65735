using System.Text.Json.Nodes;

namespace PSLayers.Editing.Settings;

/// <summary>Sets variables of an image's environment: a list of <c>NAME=value</c>, whose order stays.</summary>
internal static class EnvironmentEdit
{
    /// <summary>Sets variables where they stand, new ones at the end.</summary>
    /// <param name="container">What containers are made with.</param>
    /// <param name="values">The variables; null takes one out.</param>
    /// <param name="ignoresCase">Whether names that differ by case only are one, as on Windows.</param>
    public static void Set(JsonObject container, IReadOnlyList<KeyValuePair<string, string?>> values, bool ignoresCase)
    {
        if (values.Count == 0)
            return;
        List<string> list = NodeText.ListOf(container["Env"]);
        foreach ((string name, string? value) in values)
        {
            SettingChecks.Variable(name);
            int first = list.FindIndex(IsIt);
            if (value is not null && first >= 0)
                list[first] = $"{name}={value}";
            else if (value is not null)
                list.Add($"{name}={value}");
            // Of a variable that is there twice, programs take the one or the other.
            for (int i = list.Count - 1; i >= 0; i--)
            {
                if (IsIt(list[i]) && (value is null || (first >= 0 && i != first)))
                    list.RemoveAt(i);
            }

            bool IsIt(string entry) => string.Equals(entry.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals ? entry[..equals] : entry, name,
                ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        }
        if (list.Count == 0)
            container.Remove("Env");
        else
            container["Env"] = new JsonArray([.. list.Select(entry => (JsonNode)entry)]);
    }
}
