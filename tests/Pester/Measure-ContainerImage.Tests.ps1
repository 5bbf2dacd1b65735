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
        $measure.HiddenSize | Should -BeLessThan 200kb
        $measure.DiveEfficiency | Should -BeGreaterThan 0.95
        $measure.WastedFiles.InnerPath | Should -Contain '/root/.aws/credentials'
    }

    It 'finds the same in every form of an image' {
        (Measure-ContainerImage $oci).WastedFiles.WastedSize | Should -Be (Measure-ContainerImage $docker).WastedFiles.WastedSize
    }

    It 'sums up to the hidden bytes' {
        $measure = Measure-ContainerImage $docker
        ($measure.WastedFiles | Measure-Object WastedSize -Sum).Sum | Should -Be $measure.HiddenSize
        ($measure.Layers | Measure-Object HiddenSize -Sum).Sum | Should -Be $measure.HiddenSize
        $measure.ViewSize + $measure.HiddenSize | Should -Be $measure.Size
    }

    It 'survives Export-Clixml' {
        Measure-ContainerImage $docker | Export-Clixml "$TestDrive/measure.xml"
        $copy = Import-Clixml "$TestDrive/measure.xml"
        $copy.WastedFiles[0].InnerPath | Should -Be (Measure-ContainerImage $docker).WastedFiles[0].InnerPath
        $copy.WastedFiles[0].LayerIndexes | Should -Be 3
        $copy | Out-String | Should -Match 'Efficiency +: 94\.2%'
    }
}
