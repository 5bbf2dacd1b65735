# The loader is the only assembly of the module in PowerShell's own load context; it gives the others one of theirs.
$bin = Join-Path $PSScriptRoot 'bin'
if (-not ('PSLayers.Loader.ModuleLoadContext' -as [type])) {
    $null = [System.Reflection.Assembly]::LoadFrom((Join-Path $bin 'PSLayers.Loader.dll'))
}
$assembly = [PSLayers.Loader.ModuleLoadContext]::Load($bin)
$commands = Import-Module -Assembly $assembly -PassThru

# A module that was imported from an assembly before keeps its commands to itself when it is imported again
# (PowerShell issue 20710), so they are handed on by name.
Export-ModuleMember -Cmdlet @($commands.ExportedCmdlets.Keys)
