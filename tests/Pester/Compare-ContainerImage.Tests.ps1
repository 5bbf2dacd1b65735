#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

Describe 'Compare-ContainerImage' {
    It 'finds no difference between the files of both forms of the sample' {
        Compare-ContainerImage $docker $oci | Should -BeNullOrEmpty
        $equal = Compare-ContainerImage $docker $oci -IncludeEqual
        $equal.SideIndicator | Select-Object -Unique | Should -Be '=='
        $equal | Should -HaveCount (@(Get-ImageFile $docker -Recurse).Count + 1)
    }

    It 'takes files, paths and images: <Name>' -ForEach @(
        @{ Name = 'files'; Command = { Get-Item $oci | Compare-ContainerImage (Get-Item $docker) -Aspect Config } }
        @{ Name = 'wildcards'; Command = { Compare-ContainerImage $docker "$root/samples/*.oci.tar" -Aspect Config } }
        @{ Name = 'images'; Command = { Get-ContainerImage $oci | Compare-ContainerImage (Get-ContainerImage $docker) -Aspect Config } }
    ) {
        (& $Command).Name | Should -Be 'Healthcheck.Test', 'Healthcheck.Interval', 'Healthcheck.Timeout', 'Healthcheck.Retries'
    }

    It 'is on the screen as a table for each pair of images' {
        Get-ContainerImage $oci | Compare-ContainerImage $docker -Aspect Size | Out-String | Should -Match 'Images: localhost/pyapp:1.0 and localhost/pyapp:1.0[\s\S]+<>.*StoredSize'
    }
}
