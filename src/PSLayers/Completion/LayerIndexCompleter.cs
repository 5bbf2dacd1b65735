using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Text;

namespace PSLayers.Completion;

/// <summary>Completes the numbers of layers, and tells what made each.</summary>
public sealed class LayerIndexCompleter : IArgumentCompleter
{
    private const int LongestTip = 200;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        var images = new NamedImages(commandAst, fakeBoundParameters, isPathTaken: false);
        return CommandLine.InTime(meter => images.Open(meter).SelectMany(named => Numbers(named.Image)))
            .DistinctBy(result => result.CompletionText)
            .Where(result => result.CompletionText.StartsWith(wordToComplete ?? "", StringComparison.Ordinal));
    }

    private static IEnumerable<CompletionResult> Numbers(ContainerImage image)
    {
        for (int layer = 0; image.Kind == ImageKind.Image && layer < image.LayerCount; layer++)
        {
            string number = layer.ToString(CultureInfo.InvariantCulture);
            string tip = image.Layers[layer].History?.CreatedBy is { Length: > 0 } step ? Instructions.Clean(step) : $"layer {number}";
            yield return new CompletionResult(number, number, CompletionResultType.ParameterValue, VisibleText.Line(tip.Length > LongestTip ? tip[..LongestTip] + "…" : tip));
        }
    }
}
