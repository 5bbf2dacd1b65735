using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace PSLayers.Shell.StandIns;

/// <summary>Puts the stand-ins into a session, each only where the session has no such command of its own.</summary>
internal static class StandInList
{
    private static readonly (string Alias, string Command)[] Aliases =
    [
        ("ft", "Format-Table"),
        ("fl", "Format-List"),
    ];

    /// <summary>Adds every cmdlet of this assembly, and the usual aliases, that are missing in the state.</summary>
    public static void AddWhereAbsent(InitialSessionState state)
    {
        foreach (Type type in typeof(StandInList).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<CmdletAttribute>(inherit: false) is not { } cmdlet)
                continue;
            string name = $"{cmdlet.VerbName}-{cmdlet.NounName}";
            if (state.Commands[name].Count == 0)
                state.Commands.Add(new SessionStateCmdletEntry(name, type, helpFileName: null));
        }

        foreach ((string alias, string command) in Aliases)
        {
            if (state.Commands[alias].Count == 0)
                state.Commands.Add(new SessionStateAliasEntry(alias, command));
        }
    }
}
