using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace PSLayers.Shell.StandIns;

/// <summary>Puts the stand-ins into a session, each only where the session has no such command of its own.</summary>
internal static class StandInList
{
    // PowerShell on Linux and macOS has no `sort`, since it would hide the system's own; here it is the stand-in's short name everywhere.
    private static readonly (string Alias, string Command)[] Aliases =
    [
        ("Sort", "Sort-Object"),
        ("select", "Select-Object"),
        ("group", "Group-Object"),
        ("measure", "Measure-Object"),
        ("compare", "Compare-Object"),
        ("diff", "Compare-Object"),
        ("ft", "Format-Table"),
        ("fl", "Format-List"),
        ("gm", "Get-Member"),
        ("gci", "Get-ChildItem"),
        ("dir", "Get-ChildItem"),
        ("gi", "Get-Item"),
        ("gc", "Get-Content"),
        ("type", "Get-Content"),
        ("cd", "Set-Location"),
        ("chdir", "Set-Location"),
        ("sl", "Set-Location"),
        ("pwd", "Get-Location"),
        ("gl", "Get-Location"),
        ("pushd", "Push-Location"),
        ("popd", "Pop-Location"),
        ("rvpa", "Resolve-Path"),
        ("cvpa", "Convert-Path"),
        ("ri", "Remove-Item"),
        ("del", "Remove-Item"),
        ("ni", "New-Item"),
        ("copy", "Copy-Item"),
        ("ndr", "New-PSDrive"),
        ("gdr", "Get-PSDrive"),
        ("rdr", "Remove-PSDrive"),
        ("echo", "Write-Output"),
        ("write", "Write-Output"),
        ("sls", "Select-String"),
        ("gal", "Get-Alias"),
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
