using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Text;
using PSLayers.Trees;
using TextView = PSLayers.Formatting.View;

namespace PSLayers.Completion;

/// <summary>Completes paths inside images, one directory at a time. Layers that take long to read are not waited for.</summary>
public sealed class InnerPathCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = (wordToComplete ?? "").Trim('\'', '"');
        int? layer = LanguagePrimitives.TryConvertTo(fakeBoundParameters["UpTo"], CultureInfo.InvariantCulture, out int? wanted) ? wanted : null;
        var images = new NamedImages(commandAst, fakeBoundParameters, parameterName == "Path");
        return CommandLine.InTime(meter => images.Open(meter).SelectMany(named => Complete(named.Image, layer ?? named.Layer, word, meter))).DistinctBy(result => result.CompletionText);
    }

    private static IEnumerable<CompletionResult> Complete(ContainerImage image, int? layer, string word, ReadMeter meter)
    {
        if (image.Kind != ImageKind.Image)
            return [];
        LayeredImage tree = ImageOpening.Read(image, meter);
        TreeView view = tree.Tree.View(Math.Clamp(layer ?? int.MaxValue, -1, image.LayerCount - 1));
        string typed = "/" + word.TrimStart('/');
        int slash = typed.LastIndexOf('/');
        string start = WildcardPattern.Unescape(typed[(slash + 1)..]);
        // What was typed may be a name as it stands, or what an earlier completion made of one.
        foreach (string directory in new[] { typed[..(slash + 1)], WildcardPattern.Unescape(typed[..(slash + 1)]) })
        {
            if (Find(tree, view, directory) is { } found)
                return view.Children(found, meter.Cancellation).Select(child => Result(tree, view, directory, child, start)).OfType<CompletionResult>();
        }
        return [];
    }

    // A directory, by way of whatever links.
    private static ViewNode? Find(LayeredImage image, TreeView view, string path) =>
        LinkResolver.Find(view, EntryName.Encode(path), followLast: true, image.Limits, out _) is { } found && view.IsDirectory(found) ? found : null;

    private static CompletionResult? Result(LayeredImage image, TreeView view, string directory, ViewNode child, string start)
    {
        string name = EntryName.Decode(view.Tree.Name(child.Node));
        if (!name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            return null;
        string path = directory + name;
        bool isDirectory = view.IsDirectory(child) || Find(image, view, path) is not null;
        ImageFile file = image.File(child);
        string tip = $"{file.ModeString} {TextView.Size(file.Size)} {file.InnerPath}{(file.LinkTarget is { } target ? " -> " + target : "")}";
        // Editors put the cursor behind the slash of a container, inside the quotes; on Windows they would look for a backslash.
        CompletionResultType type = isDirectory && System.IO.Path.DirectorySeparatorChar == '/' ? CompletionResultType.ProviderContainer : CompletionResultType.ParameterValue;
        return new CompletionResult(CommandLine.Argument(isDirectory ? path + "/" : path), VisibleText.Line(name), type, tip);
    }
}
