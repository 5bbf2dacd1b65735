using PSLayers.Diff;

namespace PSLayers.Comparison;

/// <summary>How Compare-Object writes on which side something is.</summary>
internal static class SideIndicators
{
    public static string Of(Change change) => change switch
    {
        Change.Added => "=>",
        Change.Removed => "<=",
        Change.Unmodified => "==",
        Change.NotCompared => "??",
        _ => "<>",
    };
}
