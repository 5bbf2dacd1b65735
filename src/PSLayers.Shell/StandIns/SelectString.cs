using System.Management.Automation;
using System.Text.RegularExpressions;

namespace PSLayers.Shell.StandIns;

/// <summary>A line that Select-String found.</summary>
/// <param name="Path">The file, or "InputStream" for what came through the pipeline.</param>
/// <param name="LineNumber">Counted from 1.</param>
/// <param name="Line">The whole line.</param>
/// <param name="Pattern">The pattern that it matched.</param>
/// <param name="Matches">Each match in the line.</param>
public sealed record FoundLine(string Path, int LineNumber, string Line, string Pattern, IReadOnlyList<Match> Matches)
{
    internal const string NoFile = "InputStream";

    public string Filename => System.IO.Path.GetFileName(Path);

    /// <summary>The form that the engine's view asks for; the folder that paths are shown from is left away.</summary>
    public string ToEmphasizedString(string directory)
    {
        if (Path == NoFile)
            return Line;
        string shown = Path.StartsWith(directory, StringComparison.Ordinal) ? System.IO.Path.GetRelativePath(directory, Path) : Path;
        return $"{shown}:{LineNumber}:{Line}";
    }

    public override string ToString() => Path == NoFile ? Line : $"{Path}:{LineNumber}:{Line}";
}

/// <summary>Select-String: the lines that match a pattern.</summary>
[Cmdlet(VerbsCommon.Select, "String", DefaultParameterSetName = "Path")]
public sealed class SelectString : ProviderCommand
{
    private List<(string Text, Regex Regex)> _patterns = [];

    private int _line;

    private bool _any;

    [Parameter(Mandatory = true, Position = 0)]
    public string[] Pattern { get; set; } = [];

    [Parameter(Position = 1, ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    /// <summary>The first match of each file only.</summary>
    [Parameter]
    public SwitchParameter List { get; set; }

    /// <summary>Only whether anything matches.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>The lines alone, as text.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override void BeginProcessing()
    {
        RegexOptions options = CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase;
        _patterns = [.. Pattern.Select(text => (text, new Regex(SimpleMatch ? Regex.Escape(text) : text, options)))];
    }

    protected override void ProcessRecord()
    {
        if (InputObject?.BaseObject is FileInfo file)
            Search(file.FullName);
        else if (LiteralPath is not null || Path is not null)
            base.ProcessRecord();
        else if (InputObject is not null)
            Look(FoundLine.NoFile, ++_line, InputObject.ToString());
    }

    protected override void Handle(string path)
    {
        string pattern = LiteralPath is null ? path : WildcardPattern.Escape(path);
        foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out _))
            Search(file);
    }

    protected override void EndProcessing()
    {
        if (Quiet)
            WriteObject(_any);
    }

    private void Search(string file)
    {
        if (Directory.Exists(file))
            return;
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            if (Look(file, ++number, line) && List)
                return;
        }
    }

    private bool Look(string path, int number, string line)
    {
        (string text, MatchCollection? matches) = Find(line);
        if (matches is null == !NotMatch)
            return false;
        _any = true;
        if (Quiet)
            return true;
        var result = new PSObject(new FoundLine(path, number, line, text, [.. matches ?? Enumerable.Empty<Match>()]));
        result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MatchInfo");
        WriteObject(Raw ? line : result);
        return true;
    }

    private (string Text, MatchCollection? Matches) Find(string line)
    {
        foreach ((string text, Regex regex) in _patterns)
        {
            if (regex.Matches(line) is { Count: > 0 } matches)
                return (text, matches);
        }

        return (Pattern[0], null);
    }
}
