using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Microsoft.PowerShell.Commands;

namespace PSLayers.Shell.StandIns;

/// <summary>
/// One value of a -Property parameter: a name that may hold wildcards, a script block, or a table such as
/// @{ Name = 'MB'; Expression = { $_.Size / 1MB }; Descending = $true }.
/// </summary>
/// <param name="Expression">What gives the value.</param>
/// <param name="Label">The name that the table states, else null.</param>
/// <param name="Descending">The order that the table states, else null.</param>
internal sealed record Term(PSPropertyExpression Expression, string? Label, bool? Descending)
{
    /// <summary>Reads all values of a parameter.</summary>
    /// <exception cref="PSArgumentException">A table has a key that means nothing, or no expression.</exception>
    public static List<Term> ParseAll(IEnumerable<object>? values) => values is null ? [] : [.. values.Select(Parse)];

    /// <summary>The single value for an object; the engine's "nothing", which is not null, where it has no such property.</summary>
    public object? Of(PSObject item)
    {
        List<PSPropertyExpressionResult> found = Expression.GetValues(item);
        return found.Count == 0 ? AutomationNull.Value : found[0].Result;
    }

    /// <summary>Every property that the term stands for in an object, by name; wildcards give several or none.</summary>
    public IEnumerable<(string Name, PSPropertyExpressionResult? Result)> Members(PSObject item)
    {
        if (Expression.Script is not null || !Expression.HasWildCardCharacters)
        {
            List<PSPropertyExpressionResult> found = Expression.GetValues(item);
            PSPropertyExpression named = found.Count == 0 || Expression.Script is not null ? Expression : found[0].ResolvedExpression;
            return [(Label ?? named.ToString(), found.Count == 0 ? null : found[0])];
        }

        return Expression.ResolveNames(item).Select(name => (name.ToString(), name.GetValues(item).FirstOrDefault()));
    }

    private static Term Parse(object value)
    {
        object plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain is IDictionary table ? FromTable(table) : new Term(ToExpression(plain), null, null);
    }

    private static PSPropertyExpression ToExpression(object value) =>
        value is ScriptBlock script ? new PSPropertyExpression(script) : new PSPropertyExpression(value.ToString());

    private static Term FromTable(IDictionary table)
    {
        PSPropertyExpression? expression = null;
        string? label = null;
        bool? descending = null;
        foreach (DictionaryEntry entry in table)
        {
            string key = entry.Key.ToString() ?? "";
            if (Means(key, "Expression"))
                expression = ToExpression(entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value ?? "");
            else if (Means(key, "Name") || Means(key, "Label"))
                label = entry.Value?.ToString();
            else if (Means(key, "Descending"))
                descending = LanguagePrimitives.IsTrue(entry.Value);
            else if (Means(key, "Ascending"))
                descending = !LanguagePrimitives.IsTrue(entry.Value);
            else
                throw new PSArgumentException($"The key '{key}' is not valid in a calculated property.");
        }

        return expression is null
            ? throw new PSArgumentException("A calculated property needs an Expression.")
            : new Term(expression, label, descending);
    }

    /// <summary>Keys may be shortened, as everywhere in PowerShell.</summary>
    private static bool Means(string key, string word) => key.Length > 0 && word.StartsWith(key, StringComparison.OrdinalIgnoreCase);
}
