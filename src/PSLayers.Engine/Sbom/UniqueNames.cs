using System.Globalization;

namespace PSLayers.Sbom;

/// <summary>Names of which none is given twice: the second to want one gets it with a number behind.</summary>
/// <param name="before">What stands in front of the number.</param>
internal sealed class UniqueNames(string before)
{
    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);

    /// <summary>Gives a name.</summary>
    public string Take(string wanted)
    {
        if (_given.TryAdd(wanted, 1))
            return wanted;
        while (true)
        {
            string name = wanted + before + (++_given[wanted]).ToString(CultureInfo.InvariantCulture);
            if (_given.TryAdd(name, 1))
                return name;
        }
    }
}
