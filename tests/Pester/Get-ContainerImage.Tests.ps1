#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

Describe 'Get-ContainerImage' {
    It 'tells what an archive holds' {
        $image = Get-ContainerImage $docker
        $image.Name | Should -Be 'localhost/pyapp:1.0'
        $image.Tags | Should -Be 'localhost/pyapp:1.0'
        $image.ImageId | Should -Match '^sha256:0a84e38bd176'
        $image.Platform | Should -Be 'linux/amd64'
        $image.Format | Should -Be 'docker-archive'
        $image.LayerCount | Should -Be 11
        $image.Created.Year | Should -Be 2025
        $image.Size | Should -BeNullOrEmpty
        $image.Warnings | Should -BeNullOrEmpty
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'a wildcard'; Command = { Get-ContainerImage "$root/samples/*.tar" } }
        @{ Name = 'files from the pipeline'; Command = { Get-ChildItem "$root/samples" -Filter *.tar | Get-ContainerImage } }
        @{ Name = 'names from the pipeline'; Command = { $docker, $oci | Get-ContainerImage } }
        @{ Name = 'literal paths'; Command = { Get-ContainerImage -LiteralPath $docker, $oci } }
        @{ Name = 'a path relative to the current location'; Command = { Push-Location "$root/samples"; try { Get-ContainerImage *.tar } finally { Pop-Location } } }
        @{ Name = 'images'; Command = { Get-ContainerImage $docker, $oci | Get-ContainerImage } }
    ) {
        (& $Command).Format | Should -Be 'docker-archive', 'oci-archive'
    }

    It 'takes a name with brackets literally' {
        $odd = Copy-Item $docker "$TestDrive/a[1].tar" -PassThru
        ($odd | Get-ContainerImage).ImagePath | Should -Be $odd.FullName
        (Get-ContainerImage -LiteralPath $odd.FullName).ImagePath | Should -Be $odd.FullName
    }

    It 'reads the layers for -IncludeSize' {
        (Get-ContainerImage $docker, $oci -IncludeSize).Size | Should -Be 2176521, 2176521
    }

    It 'chooses by -Tag and -Platform' {
        Get-ContainerImage $docker -Tag 'localhost/pyapp:*' -Platform linux/amd64 | Should -HaveCount 1
        Get-ContainerImage $docker -Tag nginx -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'NoMatchingImage,*'
    }

    It 'names the bad file and goes on with the next' {
        Set-Content "$TestDrive/photo.tar" ([byte[]](0xFF, 0xD8, 0xFF, 0xE0) + [byte[]]::new(2000)) -AsByteStream
        $images = Get-ContainerImage "$TestDrive/nowhere.tar", "$TestDrive/photo.tar", $docker -ErrorAction SilentlyContinue -ErrorVariable problems
        $images | Should -HaveCount 1
        $problems.FullyQualifiedErrorId | Should -Be 'PathNotFound,PSLayers.Commands.GetContainerImageCommand', 'NotAnImage,PSLayers.Commands.GetContainerImageCommand'
        $problems.TargetObject | Should -Be "$TestDrive/nowhere.tar", "$TestDrive/photo.tar"
    }

    It 'opens an archive that is compressed as a whole' {
        $file = [System.IO.File]::Create("$TestDrive/whole.tar.gz")
        $gzip = [System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionLevel]::Fastest)
        $gzip.Write([System.IO.File]::ReadAllBytes($docker))
        $gzip.Dispose()
        (Get-ContainerImage "$TestDrive/whole.tar.gz").Format | Should -Be 'docker-archive+gzip'
    }

    It 'can be exported and imported, and still leads to its layers' {
        Get-ContainerImage $oci | Export-Clixml "$TestDrive/image.xml"
        $image = Import-Clixml "$TestDrive/image.xml"
        $image.Name | Should -Be 'localhost/pyapp:1.0'
        $image | Get-ImageLayer -Fast | Should -HaveCount 11
    }

    It 'completes -Tag from the archive on the line' {
        $line = "Get-ContainerImage '$docker' -Tag "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'localhost/pyapp:1.0'
    }
}
