using System.Management.Automation;

namespace PSLayers.Help;

/// <summary>What the engine knows of one parameter, in one parameter set or in all of them together.</summary>
/// <param name="Name">Name without the hyphen.</param>
/// <param name="Type">Its type, without Nullable.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Mandatory">Must be given.</param>
/// <param name="Position">Position, from 0; null for a parameter that needs its name.</param>
/// <param name="FromValue">Takes the pipeline's objects.</param>
/// <param name="FromProperty">Takes a property of the pipeline's objects.</param>
/// <param name="Wildcards">Takes wildcards.</param>
public sealed record ParameterFacts(
    string Name, Type Type, IReadOnlyList<string> Aliases, bool Mandatory, int? Position, bool FromValue, bool FromProperty, bool Wildcards)
{
    /// <summary>A switch takes no value.</summary>
    public bool IsSwitch => Type == typeof(SwitchParameter);

    /// <summary>The type as help shows it: <c>String[]</c>.</summary>
    public string TypeName => Type.Name;

    /// <summary>The values that an enum allows, in declared order; else none.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The words that help uses: false, or true with the ways in.</summary>
    public string PipelineInput => (FromValue, FromProperty) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    internal static ParameterFacts Of(CommandParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return new ParameterFacts(
            parameter.Name,
            type,
            [.. parameter.Aliases],
            parameter.IsMandatory,
            parameter.Position < 0 ? null : parameter.Position,
            parameter.ValueFromPipeline,
            parameter.ValueFromPipelineByPropertyName,
            parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any())
        { Values = AllowedValues(parameter, type) };
    }

    /// <summary>
    /// What is true of a parameter as a whole: it is mandatory if every set that has it demands it, and positional, or bound from the
    /// pipeline, if any set allows that.
    /// </summary>
    internal static ParameterFacts Merge(string name, IEnumerable<ParameterFacts> inSets)
    {
        var all = inSets.ToList();
        return all[0] with
        {
            Mandatory = all.TrueForAll(parameter => parameter.Mandatory),
            Position = all.Min(parameter => parameter.Position),
            FromValue = all.Exists(parameter => parameter.FromValue),
            FromProperty = all.Exists(parameter => parameter.FromProperty),
        };
    }

    private static string[] AllowedValues(CommandParameterInfo parameter, Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type;
        if (element.IsEnum) return Enum.GetNames(element);
        return parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set ? [.. set.ValidValues] : [];
    }
}
