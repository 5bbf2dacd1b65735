using System.Collections;
using System.Management.Automation.Language;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Images;

namespace PSLayers.Completion;

/// <summary>The images that a command is about to work on, each with the uppermost layer that is meant: as its parameters name them, or what
/// stands before it in the pipeline.</summary>
internal sealed class NamedImages
{
    private readonly ImageChoice _choice;
    private readonly IReadOnlyList<string> _files;
    private readonly IReadOnlyList<string> _upstream;
    private readonly IReadOnlyList<object> _objects;

    /// <summary>Looks at a command line; no archive is opened, and nothing of it is run.</summary>
    /// <param name="command">The command.</param>
    /// <param name="parameters">Its parameters as far as they are known.</param>
    /// <param name="isPathTaken">Whether -Path is what is being completed, so that it names no archive.</param>
    public NamedImages(CommandAst? command, IDictionary parameters, bool isPathTaken)
    {
        _choice = new ImageChoice([.. CommandLine.Texts(parameters["Tag"])], [.. CommandLine.Texts(parameters["Platform"])], [.. CommandLine.Texts(parameters["ImageId"])]);
        object[] compared = [.. CommandLine.Items(parameters["ReferenceImage"]), .. CommandLine.Items(parameters["DifferenceImage"])];
        object[] paths = [.. CommandLine.Items(isPathTaken ? null : parameters["Path"]), .. compared.Where(item => item is string)];
        _files = CommandLine.Files(paths, parameters["LiteralPath"]);
        CommandElement before = Before(command);
        _upstream = before.Files;
        _objects = [.. CommandLine.Items(parameters["InputObject"]), .. compared, .. before.Objects];
    }

    /// <summary>Opens the archives, on any thread.</summary>
    /// <param name="meter">Carries the wish to stop.</param>
    public IEnumerable<(ContainerImage Image, int? Layer)> Open(ReadMeter meter)
    {
        foreach (ContainerImage image in CommandLine.Open(_files, meter).SelectMany(archive => archive.Images).Where(_choice.Includes))
            yield return (image, null);
        foreach (object item in _objects)
        {
            if (item is ContainerImage image)
                yield return (image, null);
            else if (item is ImageLayer { Image: { } of, LayerIndex: var index })
                yield return (of, index);
        }
        foreach (ContainerImage image in CommandLine.Open(_upstream, meter).SelectMany(archive => archive.Images))
            yield return (image, null);
    }

    // A variable in front of the pipe is looked at, and of a command in front of it the archives that it names.
    private static CommandElement Before(CommandAst? command)
    {
        if (command?.Parent is not PipelineAst pipeline || pipeline.PipelineElements.IndexOf(command) is not (> 0 and var place))
            return new CommandElement([], []);
        switch (pipeline.PipelineElements[place - 1])
        {
            case CommandExpressionAst { Expression: VariableExpressionAst variable }:
                return new CommandElement([], [.. CommandLine.Items(CommandLine.ValueOf(variable.VariablePath.UserPath))]);
            case CommandAst before:
                Dictionary<string, ParameterBindingResult> bound = StaticParameterBinder.BindCommand(before).BoundParameters;
                return new CommandElement(CommandLine.Files(Constant("Path"), Constant("LiteralPath")), []);
                object? Constant(string name) => bound.TryGetValue(name, out ParameterBindingResult? value) ? value.ConstantValue : null;
            default:
                return new CommandElement([], []);
        }
    }

    private readonly record struct CommandElement(IReadOnlyList<string> Files, IReadOnlyList<object> Objects);
}
