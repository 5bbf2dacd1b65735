using System.Text;

namespace PSLayers.Secrets.UserRules;

/// <summary>Turns expressions as Go has them (RE2) into those of .NET, where the two write one thing in two ways.</summary>
internal static class GoExpression
{
    private static readonly (string Name, string Members)[] Classes =
    [
        ("[:alnum:]", "0-9A-Za-z"), ("[:alpha:]", "A-Za-z"), ("[:digit:]", "0-9"), ("[:lower:]", "a-z"), ("[:upper:]", "A-Z"),
        ("[:space:]", @"\s"), ("[:word:]", "0-9A-Za-z_"), ("[:xdigit:]", "0-9A-Fa-f"), ("[:punct:]", @"!-/:-@\[-`{-~"),
    ];

    /// <summary>The expression as .NET reads it.</summary>
    public static string ToNet(string expression)
    {
        var net = new StringBuilder(expression.Replace("(?P<", "(?<", StringComparison.Ordinal));
        foreach ((string name, string members) in Classes)
            net.Replace(name, members);
        return net.ToString();
    }
}
