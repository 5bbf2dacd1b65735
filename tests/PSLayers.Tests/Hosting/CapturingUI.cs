using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace PSLayers.Tests.Hosting;

/// <summary>Writes to a text of 160 columns, and answers no questions, unless it is told to say yes to all: a test must never wait for a user.</summary>
internal sealed class CapturingUI(StringBuilder screen) : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new WideScreen();

    /// <summary>Whether each question is shown and gets the first answer.</summary>
    public bool SaysYes { get; set; }

    public override bool SupportsVirtualTerminal => false;

    public override void Write(string value) => screen.Append(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => screen.Append(value);

    public override void WriteLine(string value) => screen.Append(value).Append('\n');

    public override void WriteErrorLine(string value) => WriteLine("ERROR: " + value);

    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw Asked(message);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        if (!SaysYes)
            throw Asked(message);
        WriteLine(caption);
        WriteLine(message);
        return 0;
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw Asked(message);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw Asked(message);

    public override string ReadLine() => throw Asked("line");

    public override SecureString ReadLineAsSecureString() => throw Asked("secret");

    private static NotSupportedException Asked(string what) => new($"The user would have been asked: {what}");

    private sealed class WideScreen : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

        public override Size BufferSize { get; set; } = new(160, 1000);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; } = 1;

        public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => WindowSize;

        public override Size MaxWindowSize => WindowSize;

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get; set; } = new(160, 1000);

        public override string WindowTitle { get; set; } = "";

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => new BufferCell[0, 0];

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw Asked("key");

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
        {
        }

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
        {
        }

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
        {
        }
    }
}
