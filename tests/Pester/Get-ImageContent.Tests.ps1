#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

Describe 'Get-ImageContent' {
    It 'reads the same from <Name>' -ForEach @(
        @{ Name = 'a path'; Command = { Get-ImageContent $docker /app/settings.ini } }
        @{ Name = 'a file of the disk'; Command = { Get-Item $docker | Get-ImageContent /app/settings.ini } }
        @{ Name = 'a compressed image'; Command = { Get-ImageContent $oci app/settings.ini } }
        @{ Name = 'an image'; Command = { Get-ContainerImage $docker | Get-ImageContent /app/settings.ini } }
        @{ Name = 'a layer'; Command = { Get-ImageLayer $docker -Fast | Select-Object -Last 1 | Get-ImageContent /app/settings.ini } }
        @{ Name = 'a file of the image'; Command = { Get-ImageFile $docker /app/settings.ini | Get-ImageContent } }
    ) {
        & $Command | Should -Be '[pyapp]', 'debug = false', 'port = 8080'
    }

    It 'gives what Get-Content gives of the copied file: <_>' -ForEach '', '-TotalCount 3', '-Tail 3', '-Raw', '-AsByteStream', '-AsByteStream -Raw', '-ReadCount 2', '-Delimiter :', '-Encoding unicode' {
        Export-ImageFile $docker /etc/passwd "$TestDrive/passwd" -Force
        $expected = Invoke-Expression "Get-Content '$TestDrive/passwd' $_"
        $actual = Invoke-Expression "Get-ImageContent '$docker' /etc/passwd $_"
        $actual | Should -Be $expected
        $actual.GetType() | Should -Be $expected.GetType()
    }

    It 'stops when nobody wants more' {
        Get-ImageContent $docker /bin/busybox -AsByteStream | Select-Object -First 4 | Should -Be 0x7F, 0x45, 0x4C, 0x46
    }

    It 'keeps strings free of notes' {
        Get-ImageContent $docker /etc/passwd -TotalCount 1 | Get-Member -MemberType NoteProperty | Should -BeNullOrEmpty
    }

    It 'hands bytes to programs as they are' -Skip:(-not (Get-Command sha256sum -CommandType Application -ErrorAction Ignore)) {
        Export-ImageFile $docker /bin/busybox "$TestDrive/busybox"
        $expected = (Get-FileHash "$TestDrive/busybox").Hash
        (Get-ImageContent $docker /bin/busybox -AsByteStream -Raw | sha256sum).Split()[0] | Should -Be $expected
    }

    It 'reads objects that came back from a file' {
        Get-LayerEntry $docker -InnerPath '*/settings.ini' | Export-Clixml "$TestDrive/entries.xml"
        Import-Clixml "$TestDrive/entries.xml" | Get-ImageContent | Where-Object { $_ -match 'debug' } | Should -Be 'debug = true', 'debug = false'
    }
}
