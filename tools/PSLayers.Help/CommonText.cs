namespace PSLayers.Help;

/// <summary>The text of the parameters that the engine adds to a cmdlet that changes something.</summary>
internal static class CommonText
{
    public static string? Of(string parameter) => parameter switch
    {
        "WhatIf" => "Shows what would happen, and does nothing.",
        "Confirm" => "Asks before it does anything.",
        _ => null,
    };
}
