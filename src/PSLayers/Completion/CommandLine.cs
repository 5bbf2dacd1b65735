using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Completion;

/// <summary>What a command line that is not finished names: archives, and values that are one argument each.</summary>
internal static class CommandLine
{
    private const string WithWildcards = "param($p) Convert-Path -Path $p -ErrorAction Ignore";
    private const string AsItStands = "param($p) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($p)";
    private const string Variable = "param($n) , $ExecutionContext.SessionState.PSVariable.GetValue($n)";

    private const string Nothing = "";

    // A shell takes long to sort and to show more, and nobody reads them.
    internal const int MostResults = 5_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What can be found before a user who pressed a key would become impatient; what is wrong, the command itself will say. Of many, <see cref="MostResults"/>.</summary>
    /// <param name="find">Finds it, on another thread; the meter carries the wish to stop.</param>
    public static List<T> InTime<T>(Func<ReadMeter, IEnumerable<T>> find) => PatientSearch.Find(meter => find(meter).Take(MostResults), Patience, NoticeStop);

    /// <summary>The files that paths name.</summary>
    /// <param name="paths">Paths with wildcards.</param>
    /// <param name="literalPaths">Paths as they stand.</param>
    public static List<string> Files(object? paths, object? literalPaths) =>
        [.. Texts(paths).SelectMany(path => Run<string>(WithWildcards, path)), .. Texts(literalPaths).SelectMany(path => Run<string>(AsItStands, path))];

    /// <summary>Opens archives; what cannot be opened is left out, for the command itself will say what is wrong.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    public static IEnumerable<ImageArchive> Open(IEnumerable<string> files, ReadMeter meter)
    {
        foreach (string file in files)
        {
            ImageArchive? archive = null;
            try
            {
                archive = ImageOpening.Open(file, meter);
            }
            catch (ImageException)
            {
                continue;
            }
            yield return archive;
        }
    }

    /// <summary>The texts of a value that may be one or several.</summary>
    public static IEnumerable<string> Texts(object? value) => Items(value).Select(item => item.ToString() ?? "");

    /// <summary>The objects of a value that may be one or several.</summary>
    public static IEnumerable<object> Items(object? value) => Bare(value) switch
    {
        null => [],
        string text => [text],
        IEnumerable many => many.Cast<object?>().Select(Bare).OfType<object>(),
        { } one => [one],
    };

    /// <summary>The value of a variable of the session.</summary>
    public static object? ValueOf(string variable) => Run<PSObject>(Variable, variable).FirstOrDefault();

    /// <summary>What an archive calls something, as one argument without wildcards: it is typed into the user's command line, whatever it is.</summary>
    public static string Argument(string value)
    {
        string literal = WildcardPattern.Escape(value);
        return literal.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':') && !value.StartsWith('-')
            ? literal
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(literal)}'";
    }

    // A user who stops the completion stops the pipeline that it runs in, and a nested one is what notices.
    private static void NoticeStop()
    {
        if (Runspace.DefaultRunspace is not null)
            Run<object>(Nothing, "");
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static List<T> Run<T>(string script, string argument)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return [.. shell.AddScript(script).AddArgument(argument).Invoke<T>()];
    }
}
