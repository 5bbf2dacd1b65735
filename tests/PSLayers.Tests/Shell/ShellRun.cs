using PSLayers.Shell;

namespace PSLayers.Tests.Shell;

/// <summary>What a session printed, and the code that it ended with.</summary>
internal sealed record ShellRun(int Code, string Out, string Error)
{
    /// <summary>The lines of the output that hold something.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static ShellRun Command(string text) => With("", session => session.RunText(text));

    public static ShellRun File(string path, params string[] arguments) => With("", session => session.RunFile(path, arguments));

    /// <summary>Types the input at the prompt of a terminal of 80 columns that takes no colours.</summary>
    public static ShellRun Typed(string input) => With(input, session => new PromptLoop(session).Run(), interactive: true);

    public static ShellRun With(string input, Func<Session, int> run, bool interactive = false, bool colours = false)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(input), output, error)
        {
            IsInteractive = interactive,
            OutputTakesEscapes = colours,
            ErrorTakesEscapes = colours,
            Width = static () => 80,
        };
        using var session = new Session(terminal);
        int code = run(session);
        return new ShellRun(code, Normal(output), Normal(error));
    }

    private static string Normal(StringWriter writer) => writer.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pslayers-").FullName;

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
