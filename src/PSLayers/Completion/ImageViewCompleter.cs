using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Text;

namespace PSLayers.Completion;

/// <summary>Completes the names of mounted images.</summary>
public sealed class ImageViewCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        string start = (wordToComplete ?? "").Trim('\'', '"');
        shell.AddCommand("Get-ImageView").AddParameter("Name", WildcardPattern.Escape(start) + "*");
        return [.. shell.Invoke<Provider.ImageView>().Select(view => new CompletionResult(CommandLine.Argument(view.Name), view.Name, CompletionResultType.ParameterValue, $"{VisibleText.Line(view.ImageName)}, layers 0 to {view.TopLayer}"))];
    }
}
