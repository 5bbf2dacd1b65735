using System.Buffers;
using PSLayers.Model;

namespace PSLayers.Secrets;

/// <summary>Finds the arguments of the build that a step of the history has: those of an ARG instruction, and the list that builders put in front
/// of what RUN did, <c>|2 A=1 B=two words /bin/sh -c make</c>.</summary>
internal static class BuildArguments
{
    private const string Shell = "/bin/sh -c ";

    private static readonly SearchValues<char> NameSet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>The arguments of a step, each as <c>NAME=value</c>.</summary>
    /// <param name="command">The step as recorded.</param>
    /// <param name="rest">What else it has.</param>
    public static List<string> Of(string command, out string rest)
    {
        rest = command;
        string instruction = Instructions.Clean(command);
        if (instruction.StartsWith("ARG ", StringComparison.Ordinal))
        {
            rest = "";
            return [instruction[4..].Trim()];
        }
        int start = command.StartsWith('|') ? 0 : command.StartsWith("RUN |", StringComparison.Ordinal) ? 4 : -1;
        int shell = start < 0 ? -1 : command.IndexOf(Shell, StringComparison.Ordinal);
        if (shell < 0)
            return [];
        rest = command[shell..];
        return Split(command[start..shell]);
    }

    // Values are not quoted: one ends where the next name begins.
    private static List<string> Split(string list)
    {
        var arguments = new List<string>();
        string[] words = list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string word in words.Skip(1))
        {
            int sign = word.IndexOf('=', StringComparison.Ordinal);
            bool isName = sign > 0 && word.AsSpan(0, sign).IndexOfAnyExcept(NameSet) < 0;
            if (isName || arguments.Count == 0)
                arguments.Add(word);
            else
                arguments[^1] += " " + word;
        }
        return arguments;
    }
}
