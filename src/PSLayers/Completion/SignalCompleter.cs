using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Editing.Settings;

namespace PSLayers.Completion;

/// <summary>Completes names of signals, with SIG in front or without.</summary>
public sealed class SignalCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SignalNames.All.Where(name => Begins(name, wordToComplete) || Begins(name[3..], wordToComplete)).Select(name => new CompletionResult(name));

    private static bool Begins(string name, string? word) => name.StartsWith(word ?? "", StringComparison.OrdinalIgnoreCase);
}
