using System.Text.Json;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Sources.Json;

/// <summary>Finds what a config document says in a form that is not read, so that nothing is left out in silence: one warning a field, however
/// often it is wrong.</summary>
internal sealed class ConfigShape
{
    private const JsonValueKind Text = JsonValueKind.String;
    private const JsonValueKind List = JsonValueKind.Array;
    private const JsonValueKind Object = JsonValueKind.Object;
    private const JsonValueKind Flag = JsonValueKind.True;

    private static readonly Field[] Container =
    [
        new("User", Text), new("Env", List), new("Entrypoint", List), new("Cmd", List), new("WorkingDir", Text),
        new("ExposedPorts", Object) { MayBeList = true }, new("Volumes", Object) { MayBeList = true }, new("Labels", Object), new("StopSignal", Text), new("Shell", List), new("Healthcheck", Object),
        new("OnBuild", List), new("ArgsEscaped", Flag),
    ];

    private static readonly Field[] Step =
        [new("created", Text), new("created_by", Text), new("author", Text), new("comment", Text), new("empty_layer", Flag)];

    private static readonly Field[] Config =
    [
        new("created", Text), new("author", Text), new("architecture", Text), new("variant", Text), new("os", Text), new("os.version", Text),
        new("os.features", List), new("docker_version", Text), new("config", Object, Container), new("rootfs", Object, [new("diff_ids", List)]),
        new("history", List, Step),
    ];

    private readonly List<(string Field, string Where, string Fault)> _first = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    private ConfigShape()
    {
    }

    /// <summary>Warns of what is not read.</summary>
    /// <param name="json">The document; well-formed.</param>
    /// <param name="name">Its name in the archive.</param>
    /// <param name="warnings">Takes the warnings.</param>
    public static void Check(byte[] json, string name, List<ImageWarning> warnings)
    {
        using var document = JsonDocument.Parse(JsonText.Of(json).ToArray(), new JsonDocumentOptions { MaxDepth = ReadLimits.Default.DocumentDepth });
        var shape = new ConfigShape();
        shape.Look(document.RootElement, Config, "", "");
        foreach ((string field, string where, string fault) in shape._first)
        {
            string more = shape._counts[field] > 1 ? $" (and {shape._counts[field] - 1} more like it)" : "";
            warnings.Add(new ImageException(ImageErrorId.ValueIgnored, $"{where} {fault}{more}", name).ToWarning());
        }
    }

    private void Look(JsonElement element, Field[] fields, string path, string where)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            int known = Array.FindIndex(fields, field => GoMembers.IsSame(property.Name, field.Name));
            if (known < 0)
                continue;
            Field field = fields[known];
            string inner = path + field.Name, there = where + field.Name;
            if (!IsRead(property.Value.ValueKind, field))
                Note(inner, there, $"is {NameOf(property.Value.ValueKind)} and not {NameOf(field.Kind)}; it is not read");
            else if (field.Inside is not null && property.Value.ValueKind == Object)
                Look(property.Value, field.Inside, inner + ".", there + ".");
            else if (field.Inside is not null && property.Value.ValueKind == List)
                LookAtItems(property.Value, field.Inside, inner, there);
        }
    }

    private void LookAtItems(JsonElement list, Field[] fields, string path, string where)
    {
        int number = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string there = $"{where}[{number++}]";
            if (item.ValueKind == Object)
                Look(item, fields, path + "[].", there + ".");
            else if (item.ValueKind != JsonValueKind.Null)
                Note(path + "[]", there, $"is {NameOf(item.ValueKind)} and not {NameOf(Object)}; it is not read");
        }
    }

    private void Note(string field, string where, string fault)
    {
        if (_counts.TryGetValue(field, out int count))
        {
            _counts[field] = count + 1;
            return;
        }
        _counts[field] = 1;
        _first.Add((field, where, fault));
    }

    // As LenientConverters has it: null is nothing, numbers are texts, a text is a list of one, and a list may name what an object has as names.
    private static bool IsRead(JsonValueKind kind, Field field) => kind == JsonValueKind.Null || kind == field.Kind || field.Kind switch
    {
        Text => kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False,
        List => kind == Text && field.Inside is null,
        Flag => kind == JsonValueKind.False,
        _ => field.MayBeList && kind == List,
    };

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        Object => "an object",
        List => "a list",
        Text => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };

    private sealed record Field(string Name, JsonValueKind Kind, Field[]? Inside = null)
    {
        public bool MayBeList { get; init; }
    }
}
