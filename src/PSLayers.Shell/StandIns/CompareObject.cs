using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>Compare-Object: what only the one side has, what only the other has, and on demand what both have.</summary>
[Cmdlet(VerbsData.Compare, "Object")]
public sealed class CompareObject : PSCmdlet
{
    private readonly List<PSObject> _difference = [];

    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    [Parameter]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void ProcessRecord() => _difference.AddRange(DifferenceObject);

    protected override void EndProcessing()
    {
        List<Term> terms = Term.ParseAll(Property);
        var order = new KeyOrder(CaseSensitive, new bool[Math.Max(1, terms.Count)]);
        List<Keyed> left = [.. ReferenceObject.Select((item, index) => Keyed.From(item, terms, index))];
        List<Keyed> right = [.. _difference.Select((item, index) => Keyed.From(item, terms, index))];
        var equal = new List<Keyed>();
        var onlyRight = new List<Keyed>();
        foreach (Keyed item in right)
        {
            int match = left.FindIndex(other => order.CompareKeys(other, item) == 0);
            if (match < 0)
            {
                onlyRight.Add(item);
                continue;
            }

            equal.Add(left[match]);
            left.RemoveAt(match);
        }

        if (IncludeEqual || ExcludeDifferent)
            Give(equal, "==", terms);
        if (ExcludeDifferent)
            return;
        Give(onlyRight, "=>", terms);
        Give(left, "<=", terms);
    }

    private void Give(List<Keyed> items, string side, List<Term> terms)
    {
        foreach (Keyed item in items)
        {
            var result = PassThru ? item.Item : new PSObject();
            if (!PassThru && terms.Count == 0)
                result.Properties.Add(new PSNoteProperty("InputObject", item.Item));
            for (int i = 0; !PassThru && i < terms.Count; i++)
                result.Properties.Add(new PSNoteProperty(terms[i].Label ?? terms[i].Expression.ToString(), item.Keys[i]));
            result.Properties.Remove("SideIndicator");
            result.Properties.Add(new PSNoteProperty("SideIndicator", side));
            WriteObject(result);
        }
    }
}
