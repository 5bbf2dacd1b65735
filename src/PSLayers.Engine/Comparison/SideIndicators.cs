using PSLayers.Diff;

namespace PSLayers.Comparison;

/// <summary>How Compare-Object writes on which side something is.</summary>
internal static class SideIndicators
{
    public static string Of(ChangeKind change) => change switch
    {
        ChangeKind.Added => "=>",
        ChangeKind.Removed => "<=",
        ChangeKind.Unmodified => "==",
        ChangeKind.NotCompared => "??",
        _ => "<>",
    };
}
