namespace PSLayers.Model;

/// <summary>Turns the commands that builders record in the history back into the instructions of the build file.</summary>
internal static class Instructions
{
    private const string Shell = "/bin/sh -c ";
    private const string NoOperation = "#(nop)";
    private const string BuildKit = " # buildkit";

    /// <summary>Removes what the builder added: the shell, <c>#(nop)</c>, <c># buildkit</c> and the <c>|n ARG=value</c> in front.</summary>
    public static string Clean(string createdBy)
    {
        ReadOnlySpan<char> text = createdBy.AsSpan().Trim();
        if (text.EndsWith(BuildKit))
            text = text[..^BuildKit.Length].TrimEnd();

        bool run = text.StartsWith("RUN ");
        ReadOnlySpan<char> command = run ? text[4..] : text;
        command = WithoutArguments(command);
        if (!command.StartsWith(Shell))
            return (run ? $"RUN {command}" : command.ToString()).Trim();

        command = command[Shell.Length..].TrimStart();
        return command.StartsWith(NoOperation) ? command[NoOperation.Length..].Trim().ToString() : $"RUN {command}";
    }

    // "|2 A=1 B=two words /bin/sh -c make": values are not quoted, so the shell is the only mark of where they end.
    private static ReadOnlySpan<char> WithoutArguments(ReadOnlySpan<char> command)
    {
        if (command.Length < 2 || command[0] != '|' || !char.IsAsciiDigit(command[1]))
            return command;
        int shell = command.IndexOf(Shell);
        return shell < 0 ? command : command[shell..];
    }
}
