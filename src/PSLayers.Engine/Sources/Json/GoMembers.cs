using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PSLayers.Limits;

namespace PSLayers.Sources.Json;

/// <summary>Reads the members of objects as Go's encoding/json does, whose programs write and read these documents: a name counts in any case, of two
/// members with one name the last counts, and what both say of an object, a map or the items of a list is joined. Keys of maps are exact.</summary>
internal sealed class GoMembers
{
    private const char LongS = '\u017F';
    private const char Kelvin = '\u212A';

    private readonly Func<Type, JsonTypeInfo?> _typeOf;
    private readonly List<byte> _output = [];
    private readonly List<(string Member, string Where)> _clashes = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private bool _isOdd;
    private bool _isInClash;

    private GoMembers(Func<Type, JsonTypeInfo?> typeOf) => _typeOf = typeOf;

    /// <summary>Makes of a document one that has each known member once and by its own name.</summary>
    /// <param name="json">The document.</param>
    /// <param name="type">What it is read as.</param>
    /// <param name="typeOf">Tells what a type of a member has.</param>
    /// <param name="clashes">Takes a text for each member that is there twice, whatever the number of its places.</param>
    /// <param name="always">Whether names that differ in capitals alone are to be right too, which readers here do not mind.</param>
    /// <returns>The document as it is where no name is odd, or where it is no JSON at all.</returns>
    public static ReadOnlyMemory<byte> Settle(ReadOnlyMemory<byte> json, Type type, Func<Type, JsonTypeInfo?> typeOf, List<string> clashes, bool always = false)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ReadLimits.Default.DocumentDepth });
            var members = new GoMembers(typeOf);
            members.Write([document.RootElement], type, "", "");
            clashes.AddRange(members._clashes.Select(clash => members.Text(clash.Member, clash.Where)));
            return members._isOdd || always ? members._output.ToArray() : json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>Whether a name is another's, as Go has it: in any case, the long s an s and the sign for Kelvin a k.</summary>
    public static bool IsSame(string name, string known)
    {
        if (name.Length != known.Length)
            return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (Folded(name[i]) != Folded(known[i]))
                return false;
        }
        return true;
    }

    private static char Folded(char letter) => letter switch
    {
        LongS => 's',
        Kelvin => 'k',
        _ => char.IsAsciiLetterUpper(letter) ? (char)(letter | ' ') : letter,
    };

    private string Text(string member, string where) =>
        $"{where} is there more than once, in capitals or not; the last one counts, as in Go{(_counts[member] > 1 ? $" (and {_counts[member] - 1} more like it)" : "")}";

    // Values that stand in one place, in order.
    private void Write(List<JsonElement> values, Type type, string member, string where)
    {
        JsonElement last = values[^1];
        if (MembersOf(type) is { } known)
        {
            List<JsonElement> objects = values.FindAll(value => value.ValueKind == JsonValueKind.Object);
            if (objects.Count > 0)
                WriteObject(objects, known, member, where);
            else
                Raw(last);
        }
        else if (type.IsArray && MembersOf(type.GetElementType()!) is not null && last.ValueKind == JsonValueKind.Array)
            WriteList([.. SinceNull(values).Where(value => value.ValueKind == JsonValueKind.Array)], type.GetElementType()!, member, where);
        else if (ValueOfMap(type) is { } inner && last.ValueKind == JsonValueKind.Object)
            WriteMap(SinceNull(values).Where(value => value.ValueKind == JsonValueKind.Object), inner, member, where);
        else
            Raw(type.IsArray || ValueOfMap(type) is not null ? last : values.FindLast(value => value.ValueKind != JsonValueKind.Null) is { ValueKind: not JsonValueKind.Undefined } value ? value : last);
    }

    private void WriteObject(List<JsonElement> objects, IList<JsonPropertyInfo> known, string member, string where)
    {
        var places = new List<JsonElement>?[known.Count];
        foreach (JsonProperty property in objects.SelectMany(value => value.EnumerateObject()))
        {
            string name = property.Name;
            if (IndexOf(known, name) is not (>= 0 and var at))
                continue;
            _isOdd |= !name.Equals(known[at].Name, StringComparison.OrdinalIgnoreCase);
            if (places[at] is null)
                places[at] = [];
            else
                Note(member + known[at].Name, where + known[at].Name);
            places[at]!.Add(property.Value);
        }
        _output.Add((byte)'{');
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is not { } values)
                continue;
            Separate('{');
            _output.AddRange(JsonSerializer.SerializeToUtf8Bytes(known[i].Name, DocumentContext.Default.String));
            _output.Add((byte)':');
            Write(values, known[i].PropertyType, $"{member}{known[i].Name}.", $"{where}{known[i].Name}.");
        }
        _output.Add((byte)'}');
    }

    // Go decodes the items of a second list into those of the first, and cuts what is left.
    private void WriteList(List<JsonElement> lists, Type item, string member, string where)
    {
        _output.Add((byte)'[');
        int number = 0;
        // That the list is there twice says enough.
        bool isInClash = _isInClash;
        _isInClash |= lists.Count > 1;
        foreach (JsonElement last in lists[^1].EnumerateArray())
        {
            Separate('[');
            List<JsonElement> values = [.. lists.SkipLast(1).Where(list => number < list.GetArrayLength()).Select(list => list[number]), last];
            Write(values, item, $"{member.TrimEnd('.')}[].", $"{where.TrimEnd('.')}[{number++}].");
        }
        _isInClash = isInClash;
        _output.Add((byte)']');
    }

    private void WriteMap(IEnumerable<JsonElement> maps, Type value, string member, string where)
    {
        _output.Add((byte)'{');
        foreach (JsonProperty property in maps.SelectMany(map => map.EnumerateObject()))
        {
            Separate('{');
            _output.Add((byte)'"');
            _output.AddRange(JsonMarshal.GetRawUtf8PropertyName(property));
            _output.AddRange("\":"u8);
            Write([property.Value], value, $"{member}*.", $"{where}*.");
        }
        _output.Add((byte)'}');
    }

    private void Note(string member, string where)
    {
        _isOdd = true;
        if (_isInClash)
            return;
        if (_counts.TryAdd(member, 1))
            _clashes.Add((member, where));
        else
            _counts[member]++;
    }

    private void Separate(char start)
    {
        if (_output[^1] != start)
            _output.Add((byte)',');
    }

    private void Raw(JsonElement value) => _output.AddRange(JsonMarshal.GetRawUtf8Value(value));

    private IList<JsonPropertyInfo>? MembersOf(Type type) =>
        !type.IsArray && ValueOfMap(type) is null && _typeOf(type) is { Kind: JsonTypeInfoKind.Object } info ? info.Properties : null;

    private static Type? ValueOfMap(Type type) => type == typeof(NameSet) ? typeof(object)
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static List<JsonElement> SinceNull(List<JsonElement> values) => values[(values.FindLastIndex(value => value.ValueKind == JsonValueKind.Null) + 1)..];

    private static int IndexOf(IList<JsonPropertyInfo> known, string name)
    {
        for (int i = 0; i < known.Count; i++)
        {
            if (IsSame(name, known[i].Name))
                return i;
        }
        return -1;
    }
}
