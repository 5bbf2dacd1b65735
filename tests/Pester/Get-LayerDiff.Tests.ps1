#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
}

Describe 'Get-LayerDiff' {
    It 'tells what removed the secret' {
        $change = Get-LayerDiff $docker '/root/.aws*', '/root/.aws/*' -Change Removed
        $change.InnerPath | Should -Be '/root/.aws'
        $change.LayerIndex | Should -Be 10
        (Get-LayerDiff $docker '/root/.aws*', '/root/.aws/*' -Change Removed -Recurse).InnerPath | Should -Be '/root/.aws', '/root/.aws/credentials'
    }

    It 'adds up to the files that a container sees' {
        $files = Get-ImageFile $docker -Recurse -Type File
        (Get-LayerDiff $docker | Measure-Object SizeDelta -Sum).Sum | Should -Be ($files | Measure-Object Size -Sum).Sum
    }

    It 'marks changes in colour, and not where the output is plain' {
        $rendering = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'PlainText'
            Get-LayerDiff $docker -Layer 6 | Out-String | Should -Not -Match '\e'
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }
    }

    It 'can be exported and imported' {
        Get-LayerDiff $docker -Layer 8 | Export-Clixml "$TestDrive/changes.xml"
        $again = Import-Clixml "$TestDrive/changes.xml"
        $again.InnerPath | Should -Be (Get-LayerDiff $docker -Layer 8).InnerPath
        $again | Out-String | Should -Be (Get-LayerDiff $docker -Layer 8 | Out-String)
    }
}
