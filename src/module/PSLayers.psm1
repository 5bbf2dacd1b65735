# The loader, which the manifest names, is the only assembly of the module in PowerShell's own load context; it gives the others one of theirs.
$assembly = [PSLayers.Loader.ModuleLoadContext]::Load([System.IO.Path]::Combine($PSScriptRoot, 'bin'))

# PowerShell does not import an assembly again that it still has in its table of modules, and then this module would have no
# commands after Import-Module -Force: so what an earlier import left is removed first.
# That is refused while the session is on a drive of the module.
$session = $ExecutionContext.SessionState
if ($session.Drive.Current.Provider.ImplementingType.Assembly -eq $assembly) {
    $null = $session.Path.SetLocation([WildcardPattern]::Escape($session.Path.CurrentFileSystemLocation.Path))
}
Get-Module -All | Where-Object Path -EQ $assembly.Location | Remove-Module -Force
Import-Module -Assembly $assembly
