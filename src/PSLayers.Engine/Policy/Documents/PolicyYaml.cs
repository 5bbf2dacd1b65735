using System.Text;
using PSLayers.Limits;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PSLayers.Policy.Documents;

/// <summary>Reads policies in YAML: the first document of a file. What is named again by an alias is one node in several places, so that
/// a small file cannot become a large one.</summary>
internal sealed class PolicyYaml
{
    private const string TextTag = "tag:yaml.org,2002:str";

    private readonly string _name;
    private readonly ReadLimits _limits;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, PolicyNode> _anchors = [];

    private PolicyYaml(string name, byte[] content, ReadLimits limits)
    {
        (_name, _limits) = (name, limits);
        // The reader takes off a byte order mark.
        _parser = new Parser(new StreamReader(new MemoryStream(content), Encoding.UTF8));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="limits">How many values there may be, and how deep.</param>
    /// <exception cref="Errors.ImageException">It is no YAML, or has too many values.</exception>
    public static PolicyDocument Read(string name, byte[] content, ReadLimits limits)
    {
        try
        {
            return new PolicyDocument(name, new PolicyYaml(name, content, limits).Read());
        }
        catch (YamlException e)
        {
            throw PolicyDocument.Fault(name, (int)e.Start.Line, $"this is no YAML: {e.Message}");
        }
    }

    private PolicyNode Read()
    {
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart)
            {
                _parser.MoveNext();
                return Node(0);
            }
        }
        return new PolicyNode(PolicyNodeKind.Nothing);
    }

    private PolicyNode Node(int depth)
    {
        if (depth > _limits.DocumentDepth)
            throw PolicyDocument.Fault(_name, Line(_parser.Current!), $"values are nested deeper than {_limits.DocumentDepth} (limit DocumentDepth)");
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                return _anchors.GetValueOrDefault(alias.Value) ?? throw PolicyDocument.Fault(_name, Line(alias), $"nothing is named {alias.Value}");
            case Scalar scalar:
                return Keep(scalar, Value(scalar));
            case SequenceStart start:
                return Keep(start, List(start, depth));
            case MappingStart start:
                return Keep(start, Map(start, depth));
            case { } other:
                throw PolicyDocument.Fault(_name, Line(other), "a value is missing");
            default:
                throw PolicyDocument.Fault(_name, null, "the file ends where a value is expected");
        }
    }

    private static PolicyNode Value(Scalar scalar)
    {
        bool isText = scalar.IsQuotedImplicit || (!scalar.Tag.IsEmpty && scalar.Tag.Value == TextTag);
        bool isNothing = !isText && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
        return new PolicyNode(isNothing ? PolicyNodeKind.Nothing : PolicyNodeKind.Scalar) { Line = Line(scalar), Text = scalar.Value, IsQuoted = isText };
    }

    private PolicyNode List(SequenceStart start, int depth)
    {
        var items = new List<PolicyNode>();
        long weight = 1;
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
            weight = Add(weight, items[^1]);
        }
        return new PolicyNode(PolicyNodeKind.List) { Line = Line(start), Items = items, Weight = weight };
    }

    private PolicyNode Map(MappingStart start, int depth)
    {
        var members = new List<(PolicyNode Key, PolicyNode Value)>();
        var merged = new List<PolicyNode>();
        long weight = 1;
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            PolicyNode key = Node(depth + 1);
            _parser.MoveNext();
            PolicyNode value = Node(depth + 1);
            weight = Add(Add(weight, key), value);
            if (key is { Text: "<<", IsQuoted: false })
                merged.AddRange(value.Kind == PolicyNodeKind.List ? value.Items : [value]);
            else
                members.Add((key, value));
        }
        // What a map has itself counts more than what it takes over; of that the first.
        var own = new HashSet<string>(members.Select(member => member.Key.Text));
        foreach (PolicyNode other in merged)
            members.AddRange(other.Members.Where(member => own.Add(member.Key.Text)));
        return new PolicyNode(PolicyNodeKind.Map) { Line = Line(start), Members = members, Weight = weight };
    }

    private PolicyNode Keep(NodeEvent at, PolicyNode node)
    {
        if (!at.Anchor.IsEmpty)
            _anchors[at.Anchor] = node;
        return node;
    }

    private long Add(long weight, PolicyNode node) =>
        weight + node.Weight is var sum && sum <= _limits.PolicyValues ? sum : throw PolicyDocument.TooLarge(_name, _limits);

    private static int Line(ParsingEvent at) => (int)at.Start.Line;
}
