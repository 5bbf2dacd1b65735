using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;

// PowerShell itself, with the staged module imported: what pwsh takes on its command line is taken here too.
string module = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Module").Value!;
InitialSessionState state = InitialSessionState.CreateDefault2();
state.ImportPSModule(module);
// Windows has this alias from the start; elsewhere the name is left to the system's own command.
state.Commands.Add(new SessionStateAliasEntry("Sort", "Sort-Object"));

// Looking into images asks nobody and tells nobody.
Environment.SetEnvironmentVariable("POWERSHELL_UPDATECHECK", "Off");
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

// Words are a command line, as for -Command; pwsh would take the first for the name of a script.
string[] words = args is [] or [['-', ..], ..] ? args : ["-NoLogo", "-Command", .. args];
return ConsoleShell.Start(state, "PowerShell with PSLayers. Get-Help about_PSLayers tells what there is.", "", words);
