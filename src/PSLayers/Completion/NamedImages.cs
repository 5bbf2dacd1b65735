using System.Collections;
using System.Management.Automation.Language;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Images;

namespace PSLayers.Completion;

/// <summary>The images that a command is about to work on, each with the uppermost layer that is meant: as its parameters name them, or what
/// stands before it in the pipeline.</summary>
internal static class NamedImages
{
    /// <summary>Finds the images.</summary>
    /// <param name="command">The command.</param>
    /// <param name="parameters">Its parameters as far as they are known.</param>
    /// <param name="isPathTaken">Whether -Path is what is being completed, so that it names no archive.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    public static IEnumerable<(ContainerImage Image, int? Layer)> Of(CommandAst? command, IDictionary parameters, bool isPathTaken, ReadMeter meter)
    {
        var choice = new ImageChoice([.. CommandLine.Texts(parameters["Tag"])], [.. CommandLine.Texts(parameters["Platform"])], [.. CommandLine.Texts(parameters["ImageId"])]);
        object[] compared = [.. CommandLine.Items(parameters["ReferenceImage"]), .. CommandLine.Items(parameters["DifferenceImage"])];
        IEnumerable<object> paths = CommandLine.Items(isPathTaken ? null : parameters["Path"]).Concat(compared.Where(item => item is string));
        foreach (ContainerImage image in CommandLine.Archives(paths, parameters["LiteralPath"], meter).SelectMany(archive => archive.Images).Where(choice.Includes))
            yield return (image, null);
        IEnumerable<object> objects = CommandLine.Items(parameters["InputObject"]).Concat(compared).Concat(Upstream(command, meter));
        foreach (object item in objects)
        {
            if (item is ContainerImage image)
                yield return (image, null);
            else if (item is ImageLayer { Image: { } of, LayerIndex: var index })
                yield return (of, index);
        }
    }

    // A variable in front of the pipe is looked at, and of a command in front of it the archives that it names; nothing is run.
    private static IEnumerable<object> Upstream(CommandAst? command, ReadMeter meter)
    {
        if (command?.Parent is not PipelineAst pipeline || pipeline.PipelineElements.IndexOf(command) is not (> 0 and var place))
            return [];
        switch (pipeline.PipelineElements[place - 1])
        {
            case CommandExpressionAst { Expression: VariableExpressionAst variable }:
                return CommandLine.Items(CommandLine.ValueOf(variable.VariablePath.UserPath));
            case CommandAst before:
                Dictionary<string, ParameterBindingResult> bound = StaticParameterBinder.BindCommand(before).BoundParameters;
                return CommandLine.Archives(Constant("Path"), Constant("LiteralPath"), meter).SelectMany(archive => archive.Images);
                object? Constant(string name) => bound.TryGetValue(name, out ParameterBindingResult? value) ? value.ConstantValue : null;
            default:
                return [];
        }
    }
}
