using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace PSLayers.Shell.StandIns;

/// <summary>Compares values as PowerShell's own commands do: by value where the types allow it, else as text.</summary>
internal sealed class ValueOrder(bool caseSensitive) : IComparer<object?>, IEqualityComparer<object?>
{
    public int Compare(object? x, object? y)
    {
        x = Bare(x);
        y = Bare(y);
        if (x is long or int && y is long or int)
            return Convert.ToInt64(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToInt64(y, CultureInfo.InvariantCulture));
        if (LanguagePrimitives.TryCompare(x, y, !caseSensitive, CultureInfo.CurrentCulture, out int order))
            return order;
        return string.Compare(x?.ToString(), y?.ToString(), !caseSensitive, CultureInfo.CurrentCulture);
    }

    public new bool Equals(object? x, object? y) => Compare(x, y) == 0;

    public int GetHashCode(object? obj)
    {
        // Numbers of different types may be equal, and so may a number and its text.
        string text = Convert.ToString(Bare(obj), CultureInfo.InvariantCulture) ?? "";
        return text.GetHashCode(caseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase);
    }

    private static object? Bare(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}

/// <summary>An object with the values that it is ordered or grouped by.</summary>
/// <param name="Item">The object.</param>
/// <param name="Keys">One value a term, or the object itself where there are no terms.</param>
/// <param name="Position">Its place in the input, which keeps equal objects in their order.</param>
internal readonly record struct Keyed(PSObject Item, object?[] Keys, int Position)
{
    public static Keyed From(PSObject item, List<Term> terms, int position)
    {
        if (terms.Count == 0)
            return new Keyed(item, [item], position);
        object?[] keys = new object?[terms.Count];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = terms[i].Of(item);
        return new Keyed(item, keys, position);
    }
}

/// <summary>Orders keyed objects, each key in its own direction; those that lack the property come last in both.</summary>
internal sealed class KeyOrder(bool caseSensitive, bool[] descending) : IComparer<Keyed>
{
    private readonly ValueOrder _values = new(caseSensitive);

    public int Compare(Keyed x, Keyed y)
    {
        int order = CompareKeys(x, y);
        return order != 0 ? order : x.Position.CompareTo(y.Position);
    }

    public int CompareKeys(Keyed x, Keyed y)
    {
        for (int i = 0; i < x.Keys.Length; i++)
        {
            bool missing = x.Keys[i] == AutomationNull.Value;
            if (missing != (y.Keys[i] == AutomationNull.Value))
                return missing ? 1 : -1;
            int order = _values.Compare(x.Keys[i], y.Keys[i]);
            if (order != 0)
                return descending[i] ? -order : order;
        }

        return 0;
    }
}
