namespace PSLayers.Editing.Merging;

/// <summary>What becomes of the steps of the history whose layers are merged.</summary>
public enum MergedHistory
{
    /// <summary>They stay, as steps that made no layer, and a new step behind them stands for the merged layer.</summary>
    Keep,

    /// <summary>One new step takes the place of them all, and of the steps without a layer between them.</summary>
    Fold,
}
