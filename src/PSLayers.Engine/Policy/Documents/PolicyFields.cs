using System.Globalization;

namespace PSLayers.Policy.Documents;

/// <summary>The keys of one map of a policy: each is asked for once, and at the end it is told which nobody knows.</summary>
internal sealed class PolicyFields
{
    private readonly PolicyDocument _document;
    private readonly string _what;
    private readonly StringComparison _comparison;
    private readonly List<string> _asked = [];

    /// <summary>Takes a map.</summary>
    /// <param name="document">The policy that it is in.</param>
    /// <param name="node">The map; nothing is one without keys.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="Errors.ImageException">It is no map.</exception>
    public PolicyFields(PolicyDocument document, PolicyNode node, string what)
    {
        (_document, Node, _what) = (document, node, what);
        _comparison = document.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (node.Kind is not (PolicyNodeKind.Map or PolicyNodeKind.Nothing))
            throw document.Fault(node, $"{what} has keys with values; here is something else");
    }

    /// <summary>The map.</summary>
    public PolicyNode Node { get; }

    /// <summary>The value of a key; null where the map does not have it.</summary>
    public PolicyNode? Find(string key)
    {
        _asked.Add(key);
        PolicyNode? found = null;
        foreach ((PolicyNode name, PolicyNode value) in Node.Members)
        {
            if (!name.Text.Equals(key, _comparison))
                continue;
            if (found is not null && _document.IsStrict)
                throw _document.Fault(name, $"{_what} has {key} twice");
            // Go leaves a value alone that null is read into.
            if (found is null || value.Kind != PolicyNodeKind.Nothing)
                found = value;
        }
        return found;
    }

    /// <summary>A text; empty where there is none.</summary>
    public string Text(string key) => Find(key) is { } value ? TextOf(value, key) : "";

    /// <summary>A truth.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ifAbsent">What it is where the map does not have the key.</param>
    public bool Flag(string key, bool ifAbsent = false) => Find(key) switch
    {
        null => ifAbsent,
        { Kind: PolicyNodeKind.Nothing } => !_document.IsStrict && ifAbsent,
        { Kind: PolicyNodeKind.Scalar, IsQuoted: false } value when TruthOf(value.Text) is { } truth => truth,
        { } other => throw _document.Fault(other, $"{key} of {_what} is true or false"),
    };

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ifAbsent">What it is where the map does not have the key.</param>
    public long Number(string key, long ifAbsent) => Find(key) switch
    {
        null => ifAbsent,
        { Kind: PolicyNodeKind.Nothing } => _document.IsStrict ? 0 : ifAbsent,
        { Kind: PolicyNodeKind.Scalar, IsQuoted: false } value when NumberOf(value.Text) is { } number => number,
        { } other => throw _document.Fault(other, $"{key} of {_what} is a whole number"),
    };

    /// <summary>The values of a list; none where there is no list.</summary>
    public IReadOnlyList<PolicyNode> Items(string key) => Find(key) switch
    {
        null or { Kind: PolicyNodeKind.Nothing } => [],
        { Kind: PolicyNodeKind.List } list => list.Items,
        { } other => throw _document.Fault(other, $"{key} of {_what} is a list"),
    };

    /// <summary>The texts of a list; null where there is no list, which is something else than an empty one.</summary>
    public IReadOnlyList<string>? TextsOrNull(string key) => Find(key) switch
    {
        null or { Kind: PolicyNodeKind.Nothing } => null,
        { Kind: PolicyNodeKind.List } list => [.. list.Items.Select(item => TextOf(item, key))],
        { } other => throw _document.Fault(other, $"{key} of {_what} is a list"),
    };

    /// <summary>The texts of a list; none where there is no list.</summary>
    public IReadOnlyList<string> Texts(string key) => TextsOrNull(key) ?? [];

    /// <summary>Complains of the first key that nobody asked for, where the form is strict. To be called last.</summary>
    public void RefuseOthers()
    {
        if (!_document.IsStrict)
            return;
        foreach ((PolicyNode key, _) in Node.Members)
        {
            if (_asked.Exists(name => name.Equals(key.Text, _comparison)))
                continue;
            string advice = SimilarName.Of(key.Text, _asked) is { } similar ? $"; did you mean {similar}?" : $"; it knows {string.Join(", ", _asked.Distinct())}";
            throw _document.Fault(key, $"{_what} knows no {key.Text}{advice}");
        }
    }

    private string TextOf(PolicyNode value, string key) => value.Kind switch
    {
        PolicyNodeKind.Nothing => "",
        PolicyNodeKind.Scalar when _document.IsStrict || value.IsQuoted => value.Text,
        _ => throw _document.Fault(value, $"{key} of {_what} is a text"),
    };

    // The words of YAML 1.1; JSON has only the first of each.
    private bool? TruthOf(string text) => text switch
    {
        "true" => true,
        "false" => false,
        "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" when _document.IsStrict => true,
        "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" when _document.IsStrict => false,
        _ => null,
    };

    private long? NumberOf(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && !IsOctal(text))
            return number;
        if (!_document.IsStrict)
            return null;
        // YAML 1.1 has other bases, underlines between digits, and floats that are whole numbers all the same.
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        bool isNegative = digits.StartsWith('-');
        digits = digits.TrimStart('-', '+');
        int radix = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 16 : digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase) ? 2 : IsOctal(digits) ? 8 : 10;
        string plain = radix switch { 16 or 2 => digits[2..], 8 => digits.TrimStart('0').TrimStart('o', 'O'), _ => digits };
        try
        {
            long value = radix == 10 ? (long)double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture) : Convert.ToInt64(plain, radix);
            return isNegative ? -value : value;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsOctal(string text) => text.TrimStart('-', '+') is { Length: > 1 } digits && digits[0] == '0' && digits[1] is 'o' or 'O' or (>= '0' and <= '7');
}
