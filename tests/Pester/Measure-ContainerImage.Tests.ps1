#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

Describe 'Measure-ContainerImage' {
    It 'gives limits to a pipeline' {
        $measure = Measure-ContainerImage $docker
        $measure.Efficiency | Should -BeGreaterThan 0.9
        $measure.HiddenBytes | Should -BeLessThan 200kb
        $measure.DiveEfficiency | Should -BeGreaterThan 0.95
        $measure.WastedFiles.Path | Should -Contain '/root/.aws/credentials'
    }

    It 'finds the same in every form of an image' {
        (Measure-ContainerImage $oci).WastedFiles.Bytes | Should -Be (Measure-ContainerImage $docker).WastedFiles.Bytes
    }

    It 'sums up to the hidden bytes' {
        $measure = Measure-ContainerImage $docker
        ($measure.WastedFiles | Measure-Object Bytes -Sum).Sum | Should -Be $measure.HiddenBytes
        ($measure.Layers | Measure-Object HiddenBytes -Sum).Sum | Should -Be $measure.HiddenBytes
        $measure.ViewSize + $measure.HiddenBytes | Should -Be $measure.Size
    }

    It 'survives Export-Clixml' {
        Measure-ContainerImage $docker | Export-Clixml "$TestDrive/measure.xml"
        $copy = Import-Clixml "$TestDrive/measure.xml"
        $copy.WastedFiles[0].Path | Should -Be (Measure-ContainerImage $docker).WastedFiles[0].Path
        $copy.WastedFiles[0].Layers | Should -Be 3
        $copy | Out-String | Should -Match 'Efficiency +: 94\.2%'
    }
}
