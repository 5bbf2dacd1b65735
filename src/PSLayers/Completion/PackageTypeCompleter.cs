using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Packages;

namespace PSLayers.Completion;

/// <summary>Completes the kinds of packages.</summary>
public sealed class PackageTypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PackageDatabases.Types.Where(type => type.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(type => new CompletionResult(type));
}
