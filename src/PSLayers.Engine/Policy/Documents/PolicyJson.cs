using System.Text.Json;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Policy.Documents;

/// <summary>Reads policies in JSON as Go's encoding/json does: keys in any case, unknown ones passed over, of equal ones the last.</summary>
internal static class PolicyJson
{
    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="limits">How many values there may be, and how deep.</param>
    /// <exception cref="ImageException">It is no JSON, or has too many values.</exception>
    public static PolicyDocument Read(string name, byte[] content, ReadLimits limits)
    {
        try
        {
            var reader = new Utf8JsonReader(content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsSpan(3) : content, new JsonReaderOptions { MaxDepth = limits.DocumentDepth });
            reader.Read();
            var values = new Values(name, content, limits);
            PolicyNode root = values.Read(ref reader);
            if (reader.Read())
                throw PolicyDocument.Fault(name, null, "there is something behind the document's end");
            return new PolicyDocument(name, root) { IsStrict = false, IgnoresCase = true };
        }
        catch (JsonException e)
        {
            throw PolicyDocument.Fault(name, (int?)(e.LineNumber + 1), $"this is no JSON: {e.Message}");
        }
    }

    private sealed class Values(string name, byte[] content, ReadLimits limits)
    {
        private int _line = 1;
        private int _counted;
        private int _count;

        public PolicyNode Read(ref Utf8JsonReader reader)
        {
            if (++_count > limits.PolicyValues)
                throw PolicyDocument.TooLarge(name, limits);
            int line = LineAt((int)reader.TokenStartIndex);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    var items = new List<PolicyNode>();
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                        items.Add(Read(ref reader));
                    return new PolicyNode(PolicyNodeKind.List) { Line = line, Items = items };
                case JsonTokenType.StartObject:
                    var members = new List<(PolicyNode Key, PolicyNode Value)>();
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                    {
                        var key = new PolicyNode(PolicyNodeKind.Scalar) { Line = LineAt((int)reader.TokenStartIndex), Text = reader.GetString()!, IsQuoted = true };
                        reader.Read();
                        members.Add((key, Read(ref reader)));
                    }
                    return new PolicyNode(PolicyNodeKind.Map) { Line = line, Members = members };
                case JsonTokenType.String:
                    return new PolicyNode(PolicyNodeKind.Scalar) { Line = line, Text = reader.GetString()!, IsQuoted = true };
                case JsonTokenType.Null:
                    return new PolicyNode(PolicyNodeKind.Nothing) { Line = line };
                default:
                    return new PolicyNode(PolicyNodeKind.Scalar) { Line = line, Text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan) };
            }
        }

        private int LineAt(int offset)
        {
            _line += content.AsSpan(_counted, offset - _counted).Count((byte)'\n');
            _counted = offset;
            return _line;
        }
    }
}
