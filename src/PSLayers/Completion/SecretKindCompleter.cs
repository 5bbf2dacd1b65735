using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Secrets.Rules;

namespace PSLayers.Completion;

/// <summary>Completes the kinds of secrets.</summary>
public sealed class SecretKindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SecretRules.Default.Kinds.Where(kind => kind.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(kind => new CompletionResult(kind));
}
