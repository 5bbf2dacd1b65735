using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PSLayers.Common;

/// <summary>Completes the names of encodings.</summary>
public sealed class EncodingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        TextEncodingAttribute.Names.Where(name => name.StartsWith((wordToComplete ?? "").Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
