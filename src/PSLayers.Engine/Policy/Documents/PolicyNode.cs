namespace PSLayers.Policy.Documents;

/// <summary>What kind of value a node of a policy is.</summary>
internal enum PolicyNodeKind
{
    /// <summary>Nothing: <c>null</c>, <c>~</c> or no text at all.</summary>
    Nothing,

    /// <summary>A text, a number or a truth.</summary>
    Scalar,

    /// <summary>A list.</summary>
    List,

    /// <summary>Keys, each with a value.</summary>
    Map,
}

/// <summary>One value of a policy, whatever the form of its file.</summary>
/// <param name="Kind">What it is.</param>
internal sealed record PolicyNode(PolicyNodeKind Kind)
{
    /// <summary>Line of the file, from 1; null where the form does not tell.</summary>
    public int? Line { get; init; }

    /// <summary>Text of a scalar.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a scalar is a text whatever it looks like, as in quotes.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>Values of a list.</summary>
    public IReadOnlyList<PolicyNode> Items { get; init; } = [];

    /// <summary>Keys of a map with their values, as they stand in the file.</summary>
    public IReadOnlyList<(PolicyNode Key, PolicyNode Value)> Members { get; init; } = [];

    /// <summary>Number of values in it and itself; what is used in several places counts each time.</summary>
    public long Weight { get; init; } = 1;
}
