using System.Management.Automation;
using System.Text;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace PSLayers.Shell.StandIns;

/// <summary>Format-Table over the engine's own formatter.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTable : OuterFormatTableBase
{
    public FormatTable() => EngineInternals.FormatAs(this, "Table");
}

/// <summary>Format-List over the engine's own formatter.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatList : OuterFormatTableAndListBase
{
    public FormatList() => EngineInternals.FormatAs(this, "List");
}

/// <summary>Out-String over the engine's own renderer.</summary>
[Cmdlet(VerbsData.Out, "String")]
[OutputType(typeof(string))]
public sealed class OutString : FrontEndCommandBase
{
    private readonly StringBuilder _text = new();

    [Parameter]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        EngineInternals.RenderTo(this, new LineWriter(TakeLine), Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (!Stream)
            WriteObject(_text.ToString());
    }

    private void TakeLine(string? line)
    {
        if (Stream)
            WriteObject(line);
        else
            _text.Append(line).Append(NoNewline ? "" : Environment.NewLine);
    }

    private sealed class LineWriter(Action<string?> take) : TextWriter
    {
        public override Encoding Encoding => Encoding.Unicode;

        public override void WriteLine(string? value) => take(value);

        // A line that the renderer wants without its end, as -NoNewline gives; here it is a line like any other.
        public override void Write(string? value) => take(value);
    }
}

/// <summary>Out-File: what the terminal would show, as UTF-8 in a file.</summary>
[Cmdlet(VerbsData.Out, "File", SupportsShouldProcess = true)]
public sealed class OutFile : FrontEndCommandBase
{
    private StreamWriter? _writer;

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Path", "LiteralPath")]
    public string FilePath { get; set; } = "";

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    protected override void BeginProcessing()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(FilePath);
        _writer = ShouldProcess(path) ? new StreamWriter(path, Append) : null;
        EngineInternals.RenderTo(this, _writer ?? TextWriter.Null, Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        _writer?.Flush();
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        _writer?.Dispose();
    }
}
