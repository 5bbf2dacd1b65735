using System.Collections;
using System.Management.Automation;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace PSLayers.Shell.StandIns;

/// <summary>ConvertFrom-Json; the lines of the input are one document.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
[OutputType(typeof(PSObject))]
public sealed class ConvertFromJson : PSCmdlet
{
    private readonly StringBuilder _text = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    /// <summary>Gives an array as one object.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => _text.Append(InputObject).Append('\n');

    protected override void EndProcessing()
    {
        if (string.IsNullOrWhiteSpace(_text.ToString()))
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(_text.ToString(), new JsonDocumentOptions
            {
                MaxDepth = Depth,
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
            });
            JsonElement root = document.RootElement;
            WriteObject(Read(root), enumerateCollection: !NoEnumerate && root.ValueKind == JsonValueKind.Array);
        }
        catch (JsonException wrong)
        {
            var failure = new PSArgumentException("Conversion from JSON failed with error: " + wrong.Message);
            ThrowTerminatingError(new ErrorRecord(failure, "InvalidJson", ErrorCategory.InvalidArgument, null));
        }
    }

    private object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => AsHashtable ? ReadTable(element) : ReadObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => ReadString(element),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private PSObject ReadObject(JsonElement element)
    {
        var result = new PSObject();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            result.Properties.Remove(property.Name);
            result.Properties.Add(new PSNoteProperty(property.Name, Read(property.Value)));
        }

        return result;
    }

    private Hashtable ReadTable(JsonElement element)
    {
        var table = new Hashtable(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
            table[property.Name] = Read(property.Value);
        return table;
    }

    /// <summary>A text that is a date and a time becomes one, as from the real command.</summary>
    private static object? ReadString(JsonElement element)
    {
        string text = element.GetString()!;
        bool looksLikeTime = text.Length >= 19 && text[10] == 'T' && char.IsAsciiDigit(text[0]);
        return looksLikeTime && element.TryGetDateTime(out DateTime time) ? time : text;
    }

    private static object ReadNumber(JsonElement element)
    {
        if (element.TryGetInt64(out long whole))
            return whole;
        string text = element.GetRawText();
        return BigInteger.TryParse(text, out BigInteger big) ? big : element.GetDouble();
    }
}
