using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace PSLayers.Shell.StandIns;

/// <summary>One group: how many objects, and what they have in common.</summary>
public sealed class ObjectGroup
{
    internal ObjectGroup(object?[] keys)
    {
        Values = [.. keys.Select(static key => key is PSObject wrapped ? wrapped.BaseObject : key)];
        Name = string.Join(", ", keys.Select(static key => key?.ToString() ?? ""));
    }

    public int Count { get; internal set; }

    public string Name { get; }

    /// <summary>The objects themselves; empty after -NoElement.</summary>
    public List<PSObject> Group { get; } = [];

    public IReadOnlyList<object?> Values { get; }
}

/// <summary>Group-Object: objects with the same values together, the groups in order of these values.</summary>
[Cmdlet("Group", "Object")]
public sealed class GroupObject : PSCmdlet
{
    private readonly Dictionary<Keyed, ObjectGroup> _groups;

    private List<Term> _terms = [];

    public GroupObject() => _groups = new(new KeyEquality(this));

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter]
    public SwitchParameter AsString { get; set; }

    protected override void BeginProcessing() => _terms = Term.ParseAll(Property);

    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        Keyed key = Keyed.From(InputObject, _terms, _groups.Count);

        // What lacks the property belongs with what has it empty.
        key.Keys.AsSpan().Replace(AutomationNull.Value, null);
        if (!_groups.TryGetValue(key, out ObjectGroup? group))
            _groups.Add(key, group = new ObjectGroup(key.Keys));
        group.Count++;
        if (!NoElement)
            group.Group.Add(InputObject);
    }

    protected override void EndProcessing()
    {
        if (AsHashTable)
        {
            WriteObject(ToTable());
            return;
        }

        // The formatter knows the views of the real command's objects by these names.
        string view = NoElement ? "Microsoft.PowerShell.Commands.GroupInfoNoElement" : "Microsoft.PowerShell.Commands.GroupInfo";
        var order = new KeyOrder(CaseSensitive, new bool[Math.Max(1, _terms.Count)]);
        foreach ((_, ObjectGroup group) in _groups.OrderBy(static pair => pair.Key, order))
        {
            var result = new PSObject(group);
            result.TypeNames.Insert(0, view);
            WriteObject(result);
        }
    }

    private Hashtable ToTable()
    {
        var table = new Hashtable(CaseSensitive ? StringComparer.CurrentCulture : StringComparer.CurrentCultureIgnoreCase);
        foreach (ObjectGroup group in _groups.Values)
            table[AsString || group.Values.Count > 1 ? group.Name : group.Values[0] ?? ""] = group.Group.ToArray();
        return table;
    }

    private sealed class KeyEquality(GroupObject command) : IEqualityComparer<Keyed>
    {
        private ValueOrder? _values;

        // The switches are bound after the command is made.
        private ValueOrder Values => _values ??= new ValueOrder(command.CaseSensitive);

        public bool Equals(Keyed x, Keyed y) => x.Keys.AsSpan().SequenceEqual(y.Keys, Values);

        public int GetHashCode(Keyed obj)
        {
            var hash = default(HashCode);
            foreach (object? key in obj.Keys)
                hash.Add(key, Values);
            return hash.ToHashCode();
        }
    }
}
