#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests or packages the PSLayers module.

.DESCRIPTION
A thin face over the .NET SDK: everything that it does, "dotnet build", "dotnet test" and "dotnet publish" do as well.

.PARAMETER Task
Build stages the importable module in out/PSLayers. Test runs all tests, those for Pester too where Pester is installed. Package
stages a release, with assemblies compiled ahead of time, and packs it as out/PSLayers-VERSION.zip.

.PARAMETER Configuration
Release or Debug.

.PARAMETER Runtime
The runtimes that a package is compiled ahead of time for. On any other runtime the same package works, and starts a little slower.

.PARAMETER Framework
The frameworks that a package is compiled ahead of time for. .NET 10 (PowerShell 7.6) refuses what was compiled for .NET 8 (PowerShell 7.4).

.EXAMPLE
./build.ps1
Import-Module ./out/PSLayers

.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [string[]] $Runtime = @('linux-x64', 'win-x64'),

    [string[]] $Framework = @('net8.0', 'net10.0')
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args failed with exit code $LASTEXITCODE" }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            Invoke-DotNet build PSLayers.sln -c $Configuration
        }
        'Test' {
            Invoke-DotNet test PSLayers.sln -c $Configuration
            if (Get-Module -ListAvailable Pester) {
                Invoke-Pester -Path tests/Pester, samples -CI
            }
            else {
                Write-Warning 'Pester is not installed: tests/Pester and samples/Policy.Tests.ps1 did not run.'
            }
        }
        'Package' {
            Invoke-DotNet build src/PSLayers/PSLayers.csproj -c Release
            foreach ($name in $Runtime) {
                foreach ($version in $Framework) {
                    Invoke-DotNet publish src/PSLayers/PSLayers.csproj -c Release -r $name "-p:ModuleFramework=$version"
                }
            }
            $release = (Import-PowerShellDataFile PSLayers.psd1).ModuleVersion
            $zip = Join-Path $PSScriptRoot "out/PSLayers-$release.zip"
            if (Test-Path $zip) { Remove-Item $zip }
            [System.IO.Compression.ZipFile]::CreateFromDirectory((Join-Path $PSScriptRoot 'out/PSLayers'), $zip, 'Optimal', $true)
        }
    }
}
finally {
    Pop-Location
}
