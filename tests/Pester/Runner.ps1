# Runs each file that it is told of on its input with one version of Pester, and answers with a line of JSON: which tests failed, and why.
param([string] $Pester, [string] $ModuleFolder)

# In a folder of modules, as users have it: then it is found by its name.
Copy-Item $Pester "$ModuleFolder/Pester" -Recurse
$env:PSModulePath = $ModuleFolder + [System.IO.Path]::PathSeparator + $env:PSModulePath
Import-Module Pester, "$PSScriptRoot/../../out/PSLayers/PSLayers.psd1"

# Of the tool package, pwsh is an assembly.
if (-not (Get-Command pwsh -CommandType Application -ErrorAction Ignore)) {
    function global:pwsh { dotnet "$PSHOME/pwsh.dll" @args }
}

while ($null -ne ($file = [Console]::In.ReadLine())) {
    $configuration = New-PesterConfiguration @{ Run = @{ Path = $file; PassThru = $true }; Output = @{ Verbosity = 'None' } }
    $run = Invoke-Pester -Configuration $configuration
    $failures = @(
        foreach ($failed in @($run.Failed) + @($run.FailedBlocks)) { "$($failed.ExpandedPath): $($failed.ErrorRecord -join [System.Environment]::NewLine)" }
        foreach ($failed in $run.FailedContainers) { "${file}: $($failed.ErrorRecord -join [System.Environment]::NewLine)" }
    )
    [Console]::Out.WriteLine((ConvertTo-Json -Compress @{ Passed = $run.PassedCount; NotRun = $run.SkippedCount + $run.NotRunCount; Failures = $failures }))
}
