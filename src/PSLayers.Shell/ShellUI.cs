using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace PSLayers.Shell;

/// <summary>Writes what the engine has to say, and asks what it has to ask, in the manner of pwsh.</summary>
internal sealed class ShellUI(Terminal terminal) : PSHostUserInterface
{
    private readonly Questions _questions = new(terminal);

    public ProgressLine Progress { get; } = new(terminal);

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUI(terminal);

    public override bool SupportsVirtualTerminal => terminal.OutputTakesEscapes;

    public override void Write(string value)
    {
        Progress.Clear();
        terminal.Out.Write(ForOutput(value));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(Coloured(foregroundColor, backgroundColor, value));

    public override void WriteLine(string value)
    {
        Progress.Clear();
        terminal.Out.WriteLine(ForOutput(value));
    }

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        WriteLine(Coloured(foregroundColor, backgroundColor, value));

    public override void WriteErrorLine(string value)
    {
        Progress.Clear();
        terminal.Error.WriteLine(terminal.ErrorTakesEscapes ? value : Plain(value));
    }

    public override void WriteWarningLine(string message) => WriteMarked("WARNING: ", PSStyle.Instance.Formatting.Warning, message);

    public override void WriteVerboseLine(string message) => WriteMarked("VERBOSE: ", PSStyle.Instance.Formatting.Verbose, message);

    public override void WriteDebugLine(string message) => WriteMarked("DEBUG: ", PSStyle.Instance.Formatting.Debug, message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => Progress.Show(record);

    public override string ReadLine() => _questions.ReadLine();

    public override SecureString ReadLineAsSecureString() => _questions.ReadSecret();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.Choose(caption, message, choices, defaultChoice);

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.Fill(caption, message, descriptions);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new PSNotSupportedException("This shell does not ask for credentials.");

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => PromptForCredential(caption, message, userName, targetName);

    private static string Plain(string value) =>
        value.Contains('\u001b', StringComparison.Ordinal) ? new StringDecorated(value).ToString(OutputRendering.PlainText) : value;

    private static string Coloured(ConsoleColor foreground, ConsoleColor background, string value)
    {
        // A colour that is not one of the sixteen is the terminal's own.
        string start = (Enum.IsDefined(foreground) ? PSStyle.MapForegroundColorToEscapeSequence(foreground) : "")
            + (Enum.IsDefined(background) ? PSStyle.MapBackgroundColorToEscapeSequence(background) : "");
        return start.Length == 0 ? value : start + value + PSStyle.Instance.Reset;
    }

    private string ForOutput(string value) => terminal.OutputTakesEscapes ? value : Plain(value);

    private void WriteMarked(string mark, string style, string message) => WriteLine(style + mark + message + PSStyle.Instance.Reset);
}
