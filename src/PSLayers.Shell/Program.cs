namespace PSLayers.Shell;

/// <summary>Starts the shell.</summary>
internal static class Program
{
    private const int UsageError = 64;

    private const int NoModule = 70;

    private static int Main(string[] words)
    {
        Arguments arguments;
        try
        {
            arguments = Arguments.Parse(words);
        }
        catch (ArgumentException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return UsageError;
        }

        if (arguments.Mode == RunMode.Help)
        {
            Console.Out.WriteLine(Arguments.Usage);
            return 0;
        }

        string? manifest = null;
        try
        {
            if (arguments.LoadModule)
                manifest = StagedModule.Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(StagedModule.Variable));
        }
        catch (FileNotFoundException missing)
        {
            Console.Error.WriteLine(missing.Message);
            return NoModule;
        }

        using var session = new Session(Terminal.OfProcess());
        var prompt = new PromptLoop(session);
        Console.CancelKeyPress += (_, press) =>
        {
            // Ctrl+C ends what runs, not the shell; a shell that was given one command has then nothing left to do.
            press.Cancel = true;
            if (!session.Stop())
                prompt.Interrupt();
        };
        return manifest is null || session.Import(manifest) ? Run(session, prompt, arguments) : NoModule;
    }

    private static int Run(Session session, PromptLoop prompt, Arguments arguments) => arguments.Mode switch
    {
        RunMode.Command => session.RunText(arguments.Text),
        RunMode.File => session.RunFile(arguments.Text, arguments.ScriptArguments),
        _ when session.Terminal.IsInteractive => prompt.Run(),
        _ => session.RunText(session.Terminal.In.ReadToEnd()),
    };
}
