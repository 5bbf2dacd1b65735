using System.Management.Automation;

namespace PSLayers.Shell;

/// <summary>Shows progress as one line that is rewritten in place, and only where a person can see it.</summary>
internal sealed class ProgressLine(Terminal terminal)
{
    private const string EraseLine = "\r\u001b[2K";

    private readonly Lock _gate = new();

    private bool _shown;

    public void Show(ProgressRecord record)
    {
        if (!terminal.ErrorTakesEscapes)
            return;
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        string percent = record.PercentComplete >= 0 ? $" {record.PercentComplete}%" : "";
        string line = $"{record.Activity}: {record.StatusDescription}{percent} {record.CurrentOperation}".TrimEnd();
        int room = terminal.Width() - 1;
        line = string.Concat(line.Where(static c => !char.IsControl(c)).Take(room));
        lock (_gate)
        {
            terminal.Error.Write(EraseLine + line);
            _shown = true;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            if (_shown)
                terminal.Error.Write(EraseLine);
            _shown = false;
        }
    }
}
