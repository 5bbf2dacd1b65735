#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Builds, tests or packages the PSLayers module.

.DESCRIPTION
A thin face over the .NET SDK. Where PowerShell is not installed, "dotnet tool restore" brings it, and "dotnet pwsh ./build.ps1" runs this.

.PARAMETER Task
Build stages the importable module in out/PSLayers. Test runs all tests, those for Pester too. Package stages a release, with assemblies
compiled ahead of time, in out/package/PSLayers, packs it as out/package/PSLayers-VERSION.zip and as out/package/PSLayers.VERSION.nupkg,
which PSResourceGet takes, and tries that.

.PARAMETER Configuration
Release or Debug.

.PARAMETER Runtime
The runtimes that a package is compiled ahead of time for. On any other runtime the same package works, and starts a little slower.

.PARAMETER Filter
Which tests Test runs, as "dotnet test --filter" takes it.

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

    [string[]] $Runtime = @('linux-x64', 'linux-arm64', 'win-x64', 'osx-arm64'),

    [string] $Filter
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            dotnet build PSLayers.sln -c $Configuration
        }
        'Test' {
            $only = $Filter ? @('--filter', $Filter) : @()
            dotnet test PSLayers.sln -c $Configuration @only
        }
        'Package' {
            $package = Join-Path $PSScriptRoot out/package
            if (Test-Path $package) { Remove-Item $package -Recurse }
            $staged = "-p:ModuleOutput=$package/PSLayers/"
            dotnet build src/PSLayers -c Release $staged
            foreach ($name in $Runtime) {
                dotnet publish src/PSLayers -c Release -r $name $staged
            }
            $release = (Import-PowerShellDataFile PSLayers.psd1).ModuleVersion
            [System.IO.Compression.ZipFile]::CreateFromDirectory("$package/PSLayers", "$package/PSLayers-$release.zip", 'Optimal', $true)
            Compress-PSResource -Path $package/PSLayers -DestinationPath $package
            $env:PSLAYERS_PACKAGE = "$package/PSLayers.$release.nupkg"
            dotnet test tests/PSLayers.Tests -c Release --filter 'FullyQualifiedName~PackageTests'
        }
    }
}
finally {
    Pop-Location
    $env:PSLAYERS_PACKAGE = $null
}
