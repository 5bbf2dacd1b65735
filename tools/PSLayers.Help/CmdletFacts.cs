using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace PSLayers.Help;

/// <summary>What the engine knows of one cmdlet: its parameter sets, as it would bind them.</summary>
/// <param name="Name">Verb-Noun.</param>
/// <param name="Sets">The parameter sets, the default one first.</param>
/// <param name="Parameters">Its parameters over all sets. The common ones are left out.</param>
public sealed record CmdletFacts(string Name, IReadOnlyList<SetFacts> Sets, IReadOnlyList<ParameterFacts> Parameters)
{
    /// <summary>Reads every cmdlet of an assembly, by name.</summary>
    /// <exception cref="IOException">The assembly cannot be read.</exception>
    /// <exception cref="BadImageFormatException">The file is no assembly.</exception>
    public static IReadOnlyList<CmdletFacts> OfAssembly(string path)
    {
        // LoadFrom, for it also finds the assemblies that lie beside this one.
        var cmdlets = Assembly.LoadFrom(Path.GetFullPath(path)).GetExportedTypes()
            .Select(type => (Type: type, Attribute: type.GetCustomAttribute<CmdletAttribute>(inherit: false)))
            .Where(found => found.Attribute is not null && typeof(Cmdlet).IsAssignableFrom(found.Type) && !found.Type.IsAbstract)
            .Select(found => (found.Type, Name: $"{found.Attribute!.VerbName}-{found.Attribute.NounName}"))
            .OrderBy(found => found.Name, StringComparer.Ordinal)
            .ToList();

        var state = InitialSessionState.Create();
        foreach (var (type, name) in cmdlets) state.Commands.Add(new SessionStateCmdletEntry(name, type, null));
        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return [.. cmdlets.Select(cmdlet => Of(runspace.SessionStateProxy.InvokeCommand.GetCmdlet(cmdlet.Name)))];
    }

    private static CmdletFacts Of(CmdletInfo cmdlet)
    {
        var sets = cmdlet.ParameterSets.OrderByDescending(set => set.IsDefault).Select(SetFacts.Of).ToList();
        var parameters = InSyntaxOrder(sets.SelectMany(set => set.Parameters)).GroupBy(parameter => parameter.Name, ParameterFacts.Merge);
        return new CmdletFacts(cmdlet.Name, sets, [.. parameters]);
    }

    /// <summary>By position, then the mandatory ones, then the rest as declared, and what the engine adds last.</summary>
    internal static IEnumerable<ParameterFacts> InSyntaxOrder(IEnumerable<ParameterFacts> parameters) => parameters
        .OrderBy(parameter => parameter.Position ?? int.MaxValue)
        .ThenByDescending(parameter => parameter.Mandatory)
        .ThenBy(parameter => Cmdlet.OptionalCommonParameters.Contains(parameter.Name));
}

/// <summary>One parameter set, its parameters in the order in which syntax shows them.</summary>
public sealed record SetFacts(string Name, IReadOnlyList<ParameterFacts> Parameters)
{
    internal static SetFacts Of(CommandParameterSetInfo set) => new(set.Name, [.. CmdletFacts.InSyntaxOrder(set.Parameters
        .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !IsHidden(parameter, set.Name))
        .Select(ParameterFacts.Of))]);

    private static bool IsHidden(CommandParameterInfo parameter, string set) =>
        parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow && attribute.ParameterSetName == set);
}
