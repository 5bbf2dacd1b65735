#Requires -Version 7.6
# Runs the examples of the help pages as they stand there, and compares what they print with what the pages say.

BeforeDiscovery {
    $examples = foreach ($page in Get-ChildItem "$PSScriptRoot/../../docs/en-US/*.md") {
        $number = 0
        foreach ($match in [regex]::Matches((Get-Content $page -Raw), '(?s)```powershell\r?\n(.*?)```(?:\s*\r?\n```\r?\n(.*?)```)?')) {
            @{
                Page   = $page.BaseName
                Number = ++$number
                Code   = $match.Groups[1].Value
                Output = $match.Groups[2].Success ? $match.Groups[2].Value : $null
            }
        }
    }
}

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $cache = $env:PSLAYERS_CACHE
    $env:PSLAYERS_CACHE = "$TestDrive/cache"
    # What examples write is gone with the test.
    Copy-Item "$root/samples" "$TestDrive/samples" -Recurse
    Push-Location $TestDrive

    function Get-Line([string] $Text) {
        @($Text -split '\r?\n').TrimEnd() | Where-Object { $_ }
    }
}

AfterAll {
    Pop-Location
    $env:PSLAYERS_CACHE = $cache
    $PSStyle.OutputRendering = $rendering
}

Describe 'Example <Number> of <Page>' -ForEach $examples {
    # Writable views have the form of Linux' overlayfs.
    It 'runs, and prints what the page says' -Skip:(!$IsLinux -and $Code -match '-Writable') {
        $text = . ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'; $Code")) | Out-String -Width 120
        if ($null -ne $Output) {
            Get-Line $text | Should -BeExactly (Get-Line $Output)
        }
    }
}
