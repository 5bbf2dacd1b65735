using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace PSLayers.Common;

/// <summary>Values by name out of a hashtable.</summary>
internal static class NamedValues
{
    /// <summary>The names and values in an order that is the same each time: that of the user where a dictionary has one, else that of the names.</summary>
    /// <param name="values">The hashtable; null for none.</param>
    public static IReadOnlyList<KeyValuePair<string, string?>> Of(IDictionary? values)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        foreach (DictionaryEntry entry in values ?? new Hashtable())
            pairs.Add(KeyValuePair.Create(Text(entry.Key)!, Text(entry.Value)));
        if (values is not IOrderedDictionary)
            pairs.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        return pairs;
    }

    private static string? Text(object? value) => value is null ? null : LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) as string;
}
