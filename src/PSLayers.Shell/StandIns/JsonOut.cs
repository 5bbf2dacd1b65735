using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PSLayers.Shell.StandIns;

/// <summary>ConvertTo-Json.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJson : PSCmdlet
{
    private readonly List<object?> _items = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Levels below the top that are written out; what lies deeper becomes text.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    /// <summary>Writes an array even for a single object.</summary>
    [Parameter]
    public SwitchParameter AsArray { get; set; }

    protected override void ProcessRecord() => _items.Add(InputObject);

    protected override void EndProcessing()
    {
        if (_items.Count == 0)
            return;
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = !Compress, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            var tree = new JsonTree(writer, Depth, EnumsAsStrings);
            tree.Write(_items.Count > 1 || AsArray ? _items : _items[0], 0);
            if (tree.Truncated)
                WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
        }

        WriteObject(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}

/// <summary>Writes PowerShell objects as JSON, down to a depth.</summary>
internal sealed class JsonTree(Utf8JsonWriter writer, int depth, bool enumsAsStrings)
{
    /// <summary>True when something lay deeper than was allowed and became text.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Writes a value that lies so many levels below the top.</summary>
    public void Write(object? value, int level)
    {
        object? bare = value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
        if (WriteScalar(bare))
            return;
        if (level > depth)
        {
            Truncated = true;
            writer.WriteStringValue(LanguagePrimitives.ConvertTo<string>(value));
        }
        else if (bare is IDictionary table)
        {
            WriteTable(table, level);
        }
        else if (bare is IEnumerable list)
        {
            WriteList(list, level);
        }
        else
        {
            WriteProperties(PSObject.AsPSObject(value!), level);
        }
    }

    private bool WriteScalar(object? value)
    {
        switch (value)
        {
            case null or DBNull:
                writer.WriteNullValue();
                break;
            case string or char or Guid or Uri:
                writer.WriteStringValue(value.ToString());
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time);
                break;
            case Enum member when enumsAsStrings:
                writer.WriteStringValue(member.ToString());
                break;
            case Enum member:
                writer.WriteNumberValue(Convert.ToDecimal(member, CultureInfo.InvariantCulture));
                break;
            case double or float:
                WriteReal(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>A whole number keeps its ".0", so that it reads back as a real one; JSON has no word for what is not finite.</summary>
    private void WriteReal(string text)
    {
        if (text.AsSpan().ContainsAny("NI∞"))
            writer.WriteStringValue(text);
        else if (text.AsSpan().ContainsAny(".E"))
            writer.WriteNumberValue(double.Parse(text, CultureInfo.InvariantCulture));
        else
            writer.WriteNumberValue(decimal.Parse(text + ".0", CultureInfo.InvariantCulture));
    }

    private void WriteTable(IDictionary table, int level)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in table)
        {
            writer.WritePropertyName(entry.Key.ToString() ?? "");
            Write(entry.Value, level + 1);
        }

        writer.WriteEndObject();
    }

    private void WriteList(IEnumerable list, int level)
    {
        writer.WriteStartArray();
        foreach (object? item in list)
            Write(item, level + 1);
        writer.WriteEndArray();
    }

    private void WriteProperties(PSObject item, int level)
    {
        writer.WriteStartObject();
        foreach (PSPropertyInfo property in item.Properties)
        {
            writer.WritePropertyName(property.Name);
            Write(ValueOf(property), level + 1);
        }

        writer.WriteEndObject();
    }

    /// <summary>A property that cannot be read counts as empty, as in views.</summary>
    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.IsGettable ? property.Value : null;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
