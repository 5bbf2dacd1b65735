using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>Sort-Object; equal objects keep their order.</summary>
[Cmdlet("Sort", "Object")]
public sealed class SortObject : PSCmdlet
{
    private readonly List<Keyed> _items = [];

    private List<Term> _terms = [];

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>Always so; the switch is there for scripts that state it.</summary>
    [Parameter]
    public SwitchParameter Stable { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    protected override void BeginProcessing() => _terms = Term.ParseAll(Property);

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
            _items.Add(Keyed.From(InputObject, _terms, _items.Count));
    }

    protected override void EndProcessing()
    {
        bool[] directions = _terms.Count == 0 ? [Descending] : [.. _terms.Select(term => term.Descending ?? Descending)];
        var order = new KeyOrder(CaseSensitive, directions);
        _items.Sort(order);
        List<Keyed> sorted = Unique ? WithoutRepeats(order) : _items;
        int skip = Bottom > 0 ? Math.Max(0, sorted.Count - Bottom) : 0;
        int end = Top > 0 ? Math.Min(Top, sorted.Count) : sorted.Count;
        for (int i = skip; i < end; i++)
            WriteObject(sorted[i].Item);
    }

    private List<Keyed> WithoutRepeats(KeyOrder order)
    {
        var kept = new List<Keyed>();
        foreach (Keyed item in _items)
        {
            if (kept.Count == 0 || order.CompareKeys(kept[^1], item) != 0)
                kept.Add(item);
        }

        return kept;
    }
}
