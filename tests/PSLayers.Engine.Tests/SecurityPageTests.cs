using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using PSLayers.Limits;

namespace PSLayers.Engine.Tests;

/// <summary>The table of limits in docs/security.md is that of <see cref="ReadLimits"/>.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly Dictionary<string, string> Rows = File.ReadLines(Path.Join(AppContext.BaseDirectory, "security.md"))
        .Select(line => Row().Match(line)).Where(match => match.Success).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [Fact]
    public void Each_limit_is_there_with_its_value_and_no_other()
    {
        PropertyInfo[] limits = [.. typeof(ReadLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance)];

        Assert.NotEmpty(limits);
        Assert.Equal(limits.Select(limit => $"{limit.Name} {Convert.ToInt64(limit.GetValue(ReadLimits.Default), CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal),
            Rows.Select(row => $"{row.Key} {Value(row.Value)}").Order(StringComparer.Ordinal));
    }

    private static long Value(string text)
    {
        string[] parts = text.Split(' ');
        long number = long.Parse(parts[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        return parts.Length == 1 ? number : number << parts[1] switch { "KiB" => 10, "MiB" => 20, "GiB" => 30, _ => throw new FormatException(text) };
    }

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+) \| [^|]+ \| [^|]+ \|$")]
    private static partial Regex Row();
}
