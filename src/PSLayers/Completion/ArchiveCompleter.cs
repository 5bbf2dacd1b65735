using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PSLayers.Common;
using PSLayers.Images;
using PSLayers.Text;

namespace PSLayers.Completion;

/// <summary>Completes from what the archives on the command line hold.</summary>
public abstract class ArchiveCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = (wordToComplete ?? "").Trim('\'', '"');
        WildcardPattern pattern = TextPattern.Of(word + "*", WildcardOptions.IgnoreCase);
        List<string> files = Files(parameterName, fakeBoundParameters);
        return CommandLine.InTime(meter => CommandLine.Open(files, meter).SelectMany(archive => archive.Images).SelectMany(Values))
            .Distinct().Where(value => pattern.IsMatch(value))
            .Select(value => new CompletionResult(CommandLine.Argument(value), VisibleText.Line(value), CompletionResultType.ParameterValue, VisibleText.Line(value)));
    }

    // Where two images are compared, a parameter of one of them means the archive of that.
    private static List<string> Files(string parameter, IDictionary bound)
    {
        string[] names = parameter switch
        {
            "ReferenceTag" => ["ReferenceImage"],
            "DifferenceTag" => ["DifferenceImage"],
            _ => ["Path", "ReferenceImage", "DifferenceImage"],
        };
        object[] paths = [.. names.SelectMany(name => CommandLine.Items(bound[name])).Where(item => item is string)];
        return CommandLine.Files(paths, bound["LiteralPath"]);
    }

    /// <summary>What an image offers.</summary>
    private protected abstract IEnumerable<string> Values(ContainerImage image);
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
