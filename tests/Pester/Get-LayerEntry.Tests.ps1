#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

Describe 'Get-LayerEntry' {
    It 'lists every entry of every layer' {
        $entries = Get-LayerEntry $docker
        $entries | Should -HaveCount 183
        $entries | Group-Object LayerIndex | ForEach-Object Count | Should -Be ((Get-ImageLayer $docker).EntryCount)
    }

    It 'selects by path: <Name>' -ForEach @(
        @{ Name = 'images, -Path'; Command = { Get-ContainerImage $docker | Get-LayerEntry -InnerPath '*/settings.ini' } }
        @{ Name = 'layers, -Path'; Command = { Get-ImageLayer $docker -Fast | Get-LayerEntry -InnerPath '*/settings.ini' } }
        @{ Name = 'layers, in place'; Command = { Get-ImageLayer $docker | Get-LayerEntry '*/settings.ini' } }
        @{ Name = '-LiteralPath and -Path'; Command = { Get-LayerEntry -LiteralPath $docker -InnerPath '*/settings.ini' } }
        @{ Name = 'archive and -Filter'; Command = { Get-LayerEntry $docker -InnerPath '*/settings.ini' } }
        @{ Name = 'files and -Filter'; Command = { Get-Item $docker | Get-LayerEntry -InnerPath '*/settings.ini' } }
    ) {
        (& $Command).LayerIndex | Should -Be 4, 6
    }

    It 'selects by type' {
        (Get-LayerEntry $oci -Type Whiteout).InnerPath | Should -Be '/var/cache/.wh.pip', '/root/.wh..aws'
        (Get-LayerEntry $oci -Type OpaqueWhiteout).InnerPath | Should -Be '/app/static/.wh..wh..opq'
    }

    It 'selects by layer' {
        Get-LayerEntry $docker -Layer 8, 9 | Should -HaveCount 11
        Get-LayerEntry $docker -Layer 3 -Type File | Should -HaveCount ((Get-ImageLayer $docker)[3].FileCount)
    }

    It 'follows a line of the history' {
        $found = Get-ImageHistory $docker -Fast | Where-Object Instruction -Match '^RUN rm -rf' | Get-LayerEntry -Type Whiteout, OpaqueWhiteout
        $found.InnerPath | Should -Be '/root/.wh..aws', '/app/static/.wh..wh..opq', '/var/cache/.wh.pip'
    }

    It 'finds a secret that only seems to be gone' {
        $secret = Get-LayerEntry $docker -InnerPath '*/.aws/*' -Type File
        $secret.InnerPath | Should -Be '/root/.aws/credentials'
        $secret.LayerIndex | Should -Be 9
    }

    It 'tells modes, owners, links and times' {
        $busybox = Get-LayerEntry $docker -InnerPath /bin/busybox
        $busybox.ModeString | Should -Be '-rwsr-xr-x'
        $busybox.Mode -band 0x800 | Should -BeTrue
        $busybox.Uid | Should -Be 0
        $busybox.LastWriteTime | Should -Be ([DateTimeOffset]::FromUnixTimeSeconds(1741944413))
        (Get-LayerEntry $docker -InnerPath /bin/sh).LinkTarget | Should -Be 'busybox'
        (Get-LayerEntry $docker -InnerPath /bin/su).Type | Should -Be 'HardLink'
    }

    It 'lists the same for both forms of the sample' {
        $one, $two = foreach ($path in $docker, $oci) {
            , @(Get-LayerEntry $path | ForEach-Object { '{0} {1} {2} {3}' -f $_.LayerIndex, $_.ModeString, $_.Size, $_.InnerPath })
        }
        $two | Should -Be $one
    }

    It 'agrees with tar' -Skip:(-not (Get-Command tar -CommandType Application -ErrorAction Ignore)) {
        tar -xf $docker -C $TestDrive manifest.json
        $layer = (Get-Content "$TestDrive/manifest.json" -Raw | ConvertFrom-Json).Layers[9]
        tar -xf $docker -C $TestDrive $layer
        $expected = @(tar -tf "$TestDrive/$layer") | ForEach-Object { '/' + $_.TrimEnd('/') }
        (Get-LayerEntry $docker -Layer 9).InnerPath | Should -Be $expected
    }

    It 'can be exported and imported' {
        Get-LayerEntry $docker -Layer 9 | Export-Clixml "$TestDrive/entries.xml"
        (Import-Clixml "$TestDrive/entries.xml").InnerPath | Should -Be (Get-LayerEntry $docker -Layer 9).InnerPath
    }
}
