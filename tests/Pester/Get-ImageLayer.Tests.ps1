#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

Describe 'Get-ImageLayer' {
    It 'lists the layers, base first' {
        $layers = Get-ImageLayer $docker
        $layers.LayerIndex | Should -Be (0..10)
        $layers[0].Size | Should -Be 1985374
        $layers[0].EntryCount | Should -Be 56
        $layers[0].ChainId | Should -Be $layers[0].DiffId
        $layers.Present | Should -Not -Contain $false
    }

    It 'finds the same layers whatever their compression' {
        $shared = Get-ImageLayer $docker, $oci | Group-Object DiffId | Where-Object Count -GT 1
        $shared | Should -HaveCount 11
        (Get-ImageLayer $docker -Fast).Compression | Select-Object -Unique | Should -Be 'none'
        (Get-ImageLayer $oci -Fast).Compression | Select-Object -Unique | Should -Be 'gzip'
    }

    It 'states digests that are true' -Skip:(-not (Get-Command tar -CommandType Application -ErrorAction Ignore)) {
        $layer = (Get-ImageLayer $oci)[3]
        $blob = "blobs/$($layer.Digest -replace ':', '/')"
        tar -xf $oci -C $TestDrive $blob
        (Get-FileHash "$TestDrive/$blob").Hash | Should -Be ($layer.Digest -replace '^sha256:')
        (Get-Item "$TestDrive/$blob").Length | Should -Be $layer.StoredSize
    }

    It 'is sorted by size as anything else is' {
        (Get-ImageLayer $docker | Sort-Object Size -Descending)[0..2].LayerIndex | Should -Be 0, 3, 7
    }

    It 'reads no layer for -Fast' {
        $fast = Get-ImageLayer $oci -Fast
        $fast | Should -HaveCount 11
        $fast | Where-Object { $null -ne $_.EntryCount } | Should -BeNullOrEmpty
        $fast.DiffId | Should -Be (Get-ImageLayer $oci).DiffId
    }

    It 'prints short sizes and keeps whole ones' {
        Get-ImageLayer $docker | Out-String -Width 160 | Should -Match ' 1\.99MB '
    }
}
