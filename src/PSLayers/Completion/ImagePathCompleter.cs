using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PSLayers.Completion;

/// <summary>Completes paths inside images.</summary>
public sealed class ImagePathCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => [];
}
