using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace PSLayers.Shell.StandIns;

/// <summary>What Measure-Object found out about the values of one property; what was not asked for is null.</summary>
public sealed class Measurement
{
    public int Count { get; internal set; }

    public double? Average { get; internal set; }

    public double? Sum { get; internal set; }

    public object? Maximum { get; internal set; }

    public object? Minimum { get; internal set; }

    public double? StandardDeviation { get; internal set; }

    public string? Property { get; internal init; }
}

/// <summary>How long a text is.</summary>
public sealed class TextMeasurement
{
    public long? Lines { get; internal set; }

    public long? Words { get; internal set; }

    public long? Characters { get; internal set; }

    public string? Property { get; internal init; }
}

/// <summary>Measure-Object: counts, and what numbers and texts amount to.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object")]
public sealed class MeasureObject : PSCmdlet
{
    private static readonly ValueOrder Order = new(caseSensitive: false);

    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.OrdinalIgnoreCase);

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter Sum { get; set; }

    [Parameter]
    public SwitchParameter Average { get; set; }

    [Parameter]
    public SwitchParameter Minimum { get; set; }

    [Parameter]
    public SwitchParameter Maximum { get; set; }

    [Parameter]
    public SwitchParameter StandardDeviation { get; set; }

    [Parameter]
    public SwitchParameter AllStats { get; set; }

    [Parameter]
    public SwitchParameter Line { get; set; }

    [Parameter]
    public SwitchParameter Word { get; set; }

    [Parameter]
    public SwitchParameter Character { get; set; }

    private bool IsText => Line || Word || Character;

    private bool NeedsNumbers => Sum || Average || StandardDeviation || AllStats;

    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (Property is null)
        {
            Take("", InputObject);
            return;
        }

        foreach (Term term in Term.ParseAll(Property))
        {
            foreach ((string name, PSPropertyExpressionResult? found) in term.Members(InputObject))
            {
                if (found?.Result is { } value)
                    Take(name, value);
            }
        }
    }

    protected override void EndProcessing()
    {
        if (Property is null && _tallies.Count == 0)
            _tallies.Add("", new Tally());
        foreach ((string name, Tally tally) in _tallies)
            WriteObject(IsText ? tally.ToText(this, name) : tally.ToNumbers(this, name));
    }

    private void Take(string name, object value)
    {
        if (!_tallies.TryGetValue(name, out Tally? tally))
            _tallies.Add(name, tally = new Tally());
        object bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (IsText)
        {
            tally.AddText(LanguagePrimitives.ConvertTo<string>(value));
            return;
        }

        if (NeedsNumbers && !LanguagePrimitives.TryConvertTo(bare, out double _))
        {
            WriteError(new ErrorRecord(
                new PSInvalidCastException($"Input object \"{value}\" is not numeric."),
                "NonNumericInputObject",
                ErrorCategory.InvalidType,
                value));
            return;
        }

        tally.Add(bare, NeedsNumbers ? LanguagePrimitives.ConvertTo<double>(bare) : 0);
    }

    private sealed class Tally
    {
        private int _count;
        private double _sum;
        private double _mean;
        private double _squares;
        private object? _least;
        private object? _most;
        private long _lines;
        private long _words;
        private long _characters;

        public void Add(object value, double number)
        {
            _count++;
            _sum += number;

            // Welford's way: sums of squares would lose the digits that matter.
            double distance = number - _mean;
            _mean += distance / _count;
            _squares += distance * (number - _mean);
            if (_count == 1 || Order.Compare(value, _least) < 0)
                _least = value;
            if (_count == 1 || Order.Compare(value, _most) > 0)
                _most = value;
        }

        public void AddText(string text)
        {
            _lines += text.Length == 0 ? 0 : text.AsSpan().TrimEnd("\r\n").Count('\n') + 1;
            _words += text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            _characters += text.Length;
        }

        public PSObject ToNumbers(MeasureObject command, string name)
        {
            var result = new PSObject(new Measurement
            {
                Count = _count,
                Average = (command.Average || command.AllStats) && _count > 0 ? _sum / _count : null,
                Sum = command.Sum || command.AllStats ? _sum : null,
                Minimum = command.Minimum || command.AllStats ? Number(_least) : null,
                Maximum = command.Maximum || command.AllStats ? Number(_most) : null,
                StandardDeviation = command.StandardDeviation || command.AllStats ? Deviation() : null,
                Property = name.Length == 0 ? null : name,
            });
            result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GenericMeasureInfo");
            return result;
        }

        public PSObject ToText(MeasureObject command, string name)
        {
            var result = new PSObject(new TextMeasurement
            {
                Lines = command.Line ? _lines : null,
                Words = command.Word ? _words : null,
                Characters = command.Character ? _characters : null,
                Property = name.Length == 0 ? null : name,
            });
            result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.TextMeasureInfo");
            return result;
        }

        private double Deviation() => _count < 2 ? 0 : Math.Sqrt(_squares / (_count - 1));

        /// <summary>Numbers come out as double, as from the real command; other things as they are.</summary>
        private static object? Number(object? value) =>
            value is not (string or null) && LanguagePrimitives.TryConvertTo(value, out double number) ? number : value;
    }
}
