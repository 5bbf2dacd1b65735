using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace PSLayers.Shell.StandIns;

/// <summary>Select-Object: some of the objects, some of their properties, or what one property holds.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObject : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();

    private readonly List<PSObject> _seen = [];

    private List<Term> _terms = [];

    private List<WildcardPattern> _excluded = [];

    private HashSet<int>? _indexes;

    private int _position = -1;

    private int _passed;

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public string[]? ExcludeProperty { get; set; }

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Last { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    /// <summary>Lets the commands before run on after -First has enough.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    protected override void BeginProcessing()
    {
        _terms = Term.ParseAll(ExcludeProperty is not null && Property is null && ExpandProperty is null ? ["*"] : Property);
        _excluded = [.. (ExcludeProperty ?? []).Select(static name => new WildcardPattern(name, WildcardOptions.IgnoreCase))];
        _indexes = Index is null ? null : [.. Index];
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        _position++;
        if (_indexes is not null ? !_indexes.Contains(_position) : Last is null && _position < Skip)
            return;
        if (Last is not null || SkipLast > 0)
            Hold(InputObject);
        else if (First is null || _passed < First)
            Pass(InputObject);

        bool enough = First is not null && Last is null && _passed >= First;
        if (!Unique && !Wait && (enough || (_indexes is not null && _position >= _indexes.Max())))
            throw EngineInternals.StopUpstream(this);
    }

    protected override void EndProcessing()
    {
        // With -Last the skipped ones are the very last.
        int count = SkipLast > 0 ? 0 : Math.Max(0, _last.Count - (Last is null ? 0 : Skip));
        foreach (PSObject item in _last.Take(count))
            Select(item);
        foreach (PSObject item in _seen)
            WriteObject(item);
    }

    /// <summary>Keeps an object until it is known whether it is among the last ones.</summary>
    private void Hold(PSObject item)
    {
        if (First is not null && _passed < First)
        {
            Pass(item);
            return;
        }

        _last.Enqueue(item);
        int room = SkipLast > 0 ? SkipLast : Last!.Value + Skip;
        if (_last.Count <= room)
            return;
        PSObject oldest = _last.Dequeue();
        if (SkipLast > 0)
            Pass(oldest);
    }

    private void Pass(PSObject item)
    {
        _passed++;
        Select(item);
    }

    private void Select(PSObject item)
    {
        if (ExpandProperty is not null)
            Expand(item);
        else
            Give(_terms.Count == 0 ? item : Pick(item, new PSObject()));
    }

    private void Give(PSObject item)
    {
        if (!Unique)
            WriteObject(item);
        else if (!_seen.Exists(other => SelectedEquality.Same(other, item)))
            _seen.Add(item);
    }

    private PSObject Pick(PSObject item, PSObject result)
    {
        foreach (Term term in _terms)
        {
            foreach ((string name, PSPropertyExpressionResult? found) in term.Members(item))
            {
                bool excluded = _excluded.Exists(pattern => pattern.IsMatch(name));
                if (!excluded && result.Properties[name] is null)
                    result.Properties.Add(new PSNoteProperty(name, found?.Result));
            }
        }

        if (result.BaseObject is PSCustomObject)
            result.TypeNames.Insert(0, "Selected." + item.TypeNames[0]);
        return result;
    }

    private void Expand(PSObject item)
    {
        var expression = new PSPropertyExpression(ExpandProperty);
        List<PSPropertyExpressionResult> found = expression.GetValues(item);
        if (found.Count == 0 || found[0].Exception is not null)
        {
            WriteError(new ErrorRecord(
                found.Count == 0 ? new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found.") : found[0].Exception,
                "ExpandPropertyNotFound",
                ErrorCategory.InvalidArgument,
                item));
            return;
        }

        object? value = found[0].Result;
        IEnumerable values = LanguagePrimitives.GetEnumerable(value) ?? new[] { value };
        foreach (object? part in values)
        {
            if (part is not null)
                Give(_terms.Count == 0 ? PSObject.AsPSObject(part) : Pick(item, PSObject.AsPSObject(part)));
        }
    }
}

/// <summary>When two selected objects are the same for -Unique: the same type of object with the same values, case counting.</summary>
internal static class SelectedEquality
{
    private static readonly ValueOrder Values = new(caseSensitive: true);

    public static bool Same(PSObject x, PSObject y)
    {
        if (x.BaseObject is not PSCustomObject || y.BaseObject is not PSCustomObject)
            return Values.Equals(x, y);
        List<PSPropertyInfo> left = [.. x.Properties];
        List<PSPropertyInfo> right = [.. y.Properties];
        return left.Count == right.Count
            && left.Zip(right).All(static pair => Same(pair.First, pair.Second));
    }

    private static bool Same(PSPropertyInfo x, PSPropertyInfo y) => x.Name == y.Name && Values.Equals(x.Value, y.Value);
}
