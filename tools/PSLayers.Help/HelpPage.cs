namespace PSLayers.Help;

/// <summary>One page of docs: what a person wrote about one cmdlet. Texts are plain paragraphs, without markup.</summary>
public sealed record HelpPage(string File, string Name)
{
    /// <summary>One line: what the cmdlet does.</summary>
    public string Synopsis { get; set; } = "";

    /// <summary>The paragraphs under Description.</summary>
    public IReadOnlyList<string> Description { get; set; } = [];

    /// <summary>What is said of each parameter, by name without the hyphen.</summary>
    public Dictionary<string, ParameterText> Parameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The worked examples, in order.</summary>
    public List<Example> Examples { get; } = [];

    /// <summary>Types that the pipeline brings.</summary>
    public IReadOnlyList<TypeText> Inputs { get; set; } = [];

    /// <summary>Types that come out.</summary>
    public IReadOnlyList<TypeText> Outputs { get; set; } = [];

    /// <summary>The paragraphs under Notes.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>Related cmdlets, topics and addresses.</summary>
    public IReadOnlyList<Link> Links { get; set; } = [];
}

/// <summary>What a page says of one parameter.</summary>
/// <param name="Line">Line of its heading.</param>
/// <param name="Text">Its paragraphs.</param>
/// <param name="Default">The default value, from a closing <c>(default: X)</c>; else null.</param>
public sealed record ParameterText(int Line, IReadOnlyList<string> Text, string? Default);

/// <summary>A worked example: a command, what it prints if the page shows that, and what it tells.</summary>
public sealed record Example(string Title, string Code, string Output, IReadOnlyList<string> Remarks);

/// <summary>A type and what is said of it.</summary>
public sealed record TypeText(string Name, string Text);

/// <summary>A related cmdlet, topic or address; <paramref name="Uri"/> is empty for the first two.</summary>
public sealed record Link(string Text, string Uri);
