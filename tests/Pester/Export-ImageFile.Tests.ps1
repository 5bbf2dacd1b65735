#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

Describe 'Export-ImageFile' {
    BeforeEach {
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'copies a directory to a new place, and into a folder that exists' {
        Export-ImageFile $docker /app $out
        (Get-ChildItem $out).Name | Should -Contain 'settings.ini'
        Export-ImageFile $docker /app $out
        Test-Path "$out/app/settings.ini" | Should -BeTrue
    }

    It 'copies the whole image, the same from each form of it' {
        Export-ImageFile $docker / "$out.docker" -WarningAction Ignore
        Export-ImageFile $oci / "$out.oci" -WarningAction Ignore
        $one, $two = foreach ($folder in "$out.docker", "$out.oci") {
            , @(Get-ChildItem $folder -Recurse -Force | ForEach-Object { '{0} {1} {2} {3}' -f $_.FullName.Substring($folder.Length), $_.Length, $_.LinkTarget, $_.LastWriteTimeUtc.Ticks })
        }
        $one.Count | Should -BeGreaterThan 100
        $two | Should -Be $one
    }

    It 'takes a destination relative to the current location' {
        $null = New-Item -ItemType Directory $out
        Push-Location $out
        try { Export-ImageFile $docker /etc/passwd ./copy } finally { Pop-Location }
        Test-Path "$out/copy" | Should -BeTrue
    }

    It 'asks before each source' {
        Export-ImageFile $docker /app $out -WhatIf
        Test-Path $out | Should -BeFalse
    }

    It 'copies what the pipeline brings, each below its own path' {
        Get-ImageFile $docker '*.ini' | Export-ImageFile -Destination $out -KeepPath
        Get-Content "$out/app/settings.ini" | Should -Contain 'debug = false'
    }
}
