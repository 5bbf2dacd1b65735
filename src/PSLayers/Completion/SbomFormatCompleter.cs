using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Sbom;

namespace PSLayers.Completion;

/// <summary>Completes the forms of bills of materials.</summary>
public sealed class SbomFormatCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SbomFormats.Names.Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
