using System.Management.Automation;

namespace PSLayers.Tests.Hosting;

/// <summary>What a command line gave: its objects, and what it had to say beside them.</summary>
internal sealed record Result(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<ProgressRecord> Progress)
{
    /// <summary>A property of every object.</summary>
    public IEnumerable<object?> Of(string property) => Output.Select(item => item.Get(property));

    /// <summary>A property of every object as text.</summary>
    public string[] Texts(string property) => [.. Of(property).Select(value => value?.ToString() ?? "")];

    /// <summary>The one error, where there must be one and no more.</summary>
    public ErrorRecord Error => Assert.Single(Errors);
}

internal static class PSObjects
{
    /// <summary>A property's value, without PowerShell's wrapping.</summary>
    public static object? Get(this PSObject item, string property)
    {
        PSPropertyInfo? found = item.Properties[property];
        Assert.True(found is not null, $"{item.BaseObject.GetType().Name} has no property {property}.");
        return found.Value is PSObject wrapped ? wrapped.BaseObject : found.Value;
    }

    /// <summary>The items of a property that is a list.</summary>
    public static string[] List(this PSObject item, string property) =>
        [.. LanguagePrimitives.GetEnumerable(item.Get(property)).Cast<object>().Select(value => value.ToString()!)];
}
