using PSLayers.Policy.Expressions;

namespace PSLayers.Policy.StructureTests;

/// <summary>A name and the value that a test expects of it.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value, or an expression.</param>
/// <param name="IsExpression">Whether it is an expression.</param>
internal sealed record ExpectedValue(string Key, string Value, bool IsExpression)
{
    /// <summary>What is wrong with a value; null where nothing is.</summary>
    /// <param name="what">What it is the value of, for the message.</param>
    /// <param name="actual">The value; null where there is none.</param>
    public string? WrongOf(string what, string? actual)
    {
        if (actual is null)
            return $"expected the {what} {Key} but the image has none";
        if (!IsExpression)
            return actual == Value ? null : $"expected the {what} {Key} to be '{Value}' but it was '{actual}'";
        var pattern = new GoPattern(Value);
        return pattern.IsMatch(actual) ? null
            : pattern.Fault is { } fault ? $"'{Value}' is no expression: {fault}"
            : $"expected the {what} {Key} to match '{Value}' but it was '{actual}'";
    }
}
