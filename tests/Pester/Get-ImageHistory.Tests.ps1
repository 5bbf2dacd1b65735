#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $history = Get-ImageHistory $docker
}

Describe 'Get-ImageHistory' {
    It 'has a line for every instruction, the newest first' {
        $history | Should -HaveCount 22
        $history[0].Instruction | Should -Be 'CMD ["pyapp"]'
        $history[-1].Instruction | Should -BeLike 'ADD file:*'
    }

    It 'names the top as docker does, and nothing below' {
        $history[0].ShortImageId | Should -Be '0a84e38bd176'
        $history[1..21].ShortImageId | Select-Object -Unique | Should -Be '<missing>'
    }

    It 'leads each instruction to its layer' {
        $history.Where({ -not $_.EmptyLayer }).LayerIndex | Should -Be (10..0)
        $history | Where-Object { $_.EmptyLayer -and $null -ne $_.LayerIndex } | Should -BeNullOrEmpty
        ($history | Where-Object Instruction -Match 'chmod -R').Size | Should -Be 63185
    }

    It 'keeps the command as it was recorded' {
        $history[0].CreatedBy | Should -Be '/bin/sh -c #(nop) CMD ["pyapp"]'
    }

    It 'reads no layer for -Fast' {
        Get-ImageHistory $docker -Fast | Where-Object { $null -ne $_.LayerIndex -and $null -ne $_.Size } | Should -BeNullOrEmpty
    }

    It 'prints the table of docker history' {
        $lines = ($history | Out-String -Width 160) -split '\r?\n' | Where-Object { $_ }
        $lines[0] -replace '\e\[[\d;]*m' | Should -Match '^ShortImageId +Created +CreatedBy +Size +Comment'
        $lines[2] | Should -Match '^0a84e38bd176 +\d+ (months|years) ago +.*CMD \["pyapp"\] +0B'
    }
}
