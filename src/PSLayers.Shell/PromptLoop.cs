using System.Management.Automation.Language;
using System.Text;

namespace PSLayers.Shell;

/// <summary>Reads commands from a person and runs them until `exit` or the end of the input.</summary>
internal sealed class PromptLoop(Session session)
{
    private const string More = ">> ";

    private volatile bool _interrupted;

    /// <summary>Runs the loop.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        while (!session.Ended && ReadCommand() is { } text)
            session.RunText(text);

        return session.ExitCode;
    }

    /// <summary>
    /// Tells the loop that Ctrl+C was pressed while it waited for a line. Some consoles then end the line without a text,
    /// some go on with it; neither is the end of the input.
    /// </summary>
    public void Interrupt() => _interrupted = true;

    /// <summary>Reads lines until they are a whole command; an empty line ends one that never becomes whole.</summary>
    private string? ReadCommand()
    {
        var text = new StringBuilder();
        string prompt = session.Evaluate("prompt")?.ToString() ?? "PS> ";
        while (true)
        {
            session.Terminal.Out.Write(text.Length == 0 ? prompt : More);
            string? line = session.Terminal.In.ReadLine();
            if (line is null && _interrupted)
                line = "";
            _interrupted = false;
            if (line is null)
                return null;
            text.Append(line).Append('\n');
            Parser.ParseInput(text.ToString(), out _, out ParseError[] errors);
            if (line.Length == 0 || !Array.Exists(errors, static error => error.IncompleteInput))
                return text.ToString();
        }
    }
}
