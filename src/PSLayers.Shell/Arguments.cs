namespace PSLayers.Shell;

/// <summary>What the shell was asked to run.</summary>
internal enum RunMode
{
    /// <summary>A prompt, or whatever comes through standard input.</summary>
    Input,

    /// <summary>One command line.</summary>
    Command,

    /// <summary>A script file with its arguments.</summary>
    File,

    /// <summary>The usage text.</summary>
    Help,
}

/// <summary>The shell's own command line, parsed.</summary>
/// <param name="Mode">What to run.</param>
/// <param name="Text">The command line, or the path of the script.</param>
/// <param name="ScriptArguments">What follows the path of the script.</param>
/// <param name="LoadModule">False after -NoModule.</param>
internal sealed record Arguments(RunMode Mode, string Text, IReadOnlyList<string> ScriptArguments, bool LoadModule)
{
    public const string Usage = """
        A small PowerShell host for machines that have .NET but no PowerShell. It stands in; PowerShell 7.4 or later is the real home.

          dotnet run --project src/PSLayers.Shell -- "Get-ImageLayer image.tar | Sort Size"
          dotnet run --project src/PSLayers.Shell -- -File script.ps1 argument ...
          dotnet run --project src/PSLayers.Shell            a prompt, or a script through standard input

          -Command text ...   runs one command line; the word -Command may be left out
          -File path ...      runs a script with the arguments that follow
          -NoModule           does not import PSLayers
          -Help               shows this text

        The module is taken from out/PSLayers above the program, or from the path in PSLAYERS_MODULE.
        The exit code is that of `exit`, else 1 when the last command failed, else 0.
        """;

    /// <summary>Reads the words of the command line.</summary>
    /// <exception cref="ArgumentException">-File without a path.</exception>
    public static Arguments Parse(IReadOnlyList<string> words)
    {
        bool module = true;
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i].ToUpperInvariant();
            switch (word)
            {
                case "-NOMODULE":
                    module = false;
                    continue;
                case "-HELP" or "--HELP" or "-H" or "-?":
                    return new Arguments(RunMode.Help, Usage, [], module);
                case "-FILE" or "-F":
                    if (i + 1 == words.Count)
                        throw new ArgumentException("-File needs the path of a script.");
                    return new Arguments(RunMode.File, words[i + 1], [.. words.Skip(i + 2)], module);
                case "-COMMAND" or "-C":
                    i++;
                    break;
            }

            return new Arguments(RunMode.Command, string.Join(' ', words.Skip(i)), [], module);
        }

        return new Arguments(RunMode.Input, "", [], module);
    }
}
