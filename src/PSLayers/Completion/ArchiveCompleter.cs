using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Archives;
using PSLayers.Errors;
using PSLayers.Formatting;
using PSLayers.Model;

namespace PSLayers.Completion;

/// <summary>Completes from what the archives on the command line hold.</summary>
public abstract class ArchiveCompleter : IArgumentCompleter
{
    private const string WithWildcards = "param($p) $ExecutionContext.SessionState.Path.GetResolvedProviderPathFromPSPath($p, [ref]$null)";
    private const string AsItStands = "param($p) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($p)";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = (wordToComplete ?? "").Trim('\'', '"');
        WildcardPattern pattern = WildcardPattern.Get(word + "*", WildcardOptions.IgnoreCase);
        return Archives(fakeBoundParameters).SelectMany(archive => archive.Images).SelectMany(Values).Distinct().Where(value => pattern.IsMatch(value))
            .Select(value => new CompletionResult(Argument(value), View.Text(value), CompletionResultType.ParameterValue, View.Text(value)));
    }

    /// <summary>What an image offers.</summary>
    private protected abstract IEnumerable<string> Values(ContainerImage image);

    private static IEnumerable<ImageArchive> Archives(IDictionary parameters)
    {
        IEnumerable<string> files = Texts(parameters["Path"]).SelectMany(path => Resolve(path, WithWildcards))
            .Concat(Texts(parameters["LiteralPath"]).SelectMany(path => Resolve(path, AsItStands)));
        foreach (string file in files)
        {
            ImageArchive? archive = null;
            try
            {
                archive = ArchiveCache.Shared.Open(file);
            }
            catch (ImageException)
            {
                // Completion offers what there is; the command itself will say what is wrong.
            }
            if (archive is not null)
                yield return archive;
        }
    }

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        string text => [text],
        IEnumerable many => many.Cast<object>().Select(item => item?.ToString() ?? ""),
        _ => [],
    };

    // What an archive calls its images is typed into the user's command line: it must be one argument there, whatever it is, and no wildcard.
    private static string Argument(string value)
    {
        string literal = WildcardPattern.Escape(value);
        return literal.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':') && !value.StartsWith('-')
            ? literal
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(literal)}'";
    }

    private static List<string> Resolve(string path, string script)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return [.. shell.AddScript(script).AddArgument(path).Invoke<string>()];
    }
}

/// <summary>Completes the names of images.</summary>
public sealed class TagCompleter : ArchiveCompleter
{
    private protected override IEnumerable<string> Values(ContainerImage image) => image.Tags;
}

/// <summary>Completes the platforms of images.</summary>
public sealed class PlatformCompleter : ArchiveCompleter
{
    private protected override IEnumerable<string> Values(ContainerImage image) => image.Platform is null ? [] : [image.Platform];
}
