namespace PSLayers.Diff;

/// <summary>How Compare-Object writes on which side something is.</summary>
internal static class SideIndicators
{
    public const string Reference = "<=";

    public const string Difference = "=>";

    public const string Both = "==";

    public const string Changed = "<>";

    public static string Of(ChangeKind change) => change switch
    {
        ChangeKind.Added => Difference,
        ChangeKind.Removed => Reference,
        ChangeKind.Unmodified => Both,
        _ => Changed,
    };
}
