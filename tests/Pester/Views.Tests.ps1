#Requires -Version 7.6
# How PowerShell itself shows the objects: on lines of different lengths, and where it uses no view of the module.

BeforeDiscovery {
    $kinds = @(
        @{ Kind = 'images'; Get = { Get-ContainerImage $path } }
        @{ Kind = 'history'; Get = { Get-ImageHistory $path } }
        @{ Kind = 'config'; Get = { Get-ImageConfig $path } }
        @{ Kind = 'layers'; Get = { Get-ImageLayer $path } }
        @{ Kind = 'entries'; Get = { Get-LayerEntry $path } }
        @{ Kind = 'files'; Get = { Get-ImageFile $path } }
        @{ Kind = 'changes'; Get = { Get-LayerDiff $path } }
        @{ Kind = 'measure'; Get = { Measure-ContainerImage $path } }
    )
}

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $docker = "$root/samples/pyapp.docker.tar"
    $evil = "a`e]0;pwned`a$([char]0x9B)31mb$([char]0x202E)c"

    function Add-Part($Tar, [string] $Name, [byte[]] $Content) {
        $entry = [System.Formats.Tar.PaxTarEntry]::new('RegularFile', $Name)
        $entry.DataStream = [System.IO.MemoryStream]::new($Content)
        $Tar.WriteEntry($entry)
    }

    function Get-Tar([System.Collections.IDictionary] $Part) {
        $bytes = [System.IO.MemoryStream]::new()
        $tar = [System.Formats.Tar.TarWriter]::new($bytes, $true)
        foreach ($name in $Part.Keys) { Add-Part $tar $name $Part[$name] }
        $tar.Dispose()
        , $bytes.ToArray()
    }

    function Get-Json($Value) { , [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $Value -Depth 9 -Compress)) }

    $layer = Get-Tar @{ $evil = [byte[]] (1, 2, 3) }
    $config = @{
        os = 'linux'; architecture = 'amd64'; author = $evil
        config = @{ User = $evil; Env = @("A=$evil"); Labels = @{ $evil = $evil } }
        rootfs = @{ type = 'layers'; diff_ids = @('sha256:' + [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($layer)).ToLowerInvariant()) }
        history = @(@{ created_by = $evil; comment = $evil })
    }
    $path = "$TestDrive/evil.tar"
    [System.IO.File]::WriteAllBytes($path, (Get-Tar ([ordered]@{
        'manifest.json' = Get-Json @(, @{ Config = 'config.json'; RepoTags = @("$($evil):1"); Layers = @('layer.tar') })
        'config.json' = Get-Json $config
        'layer.tar' = $layer
    })))
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'A hostile image shown as <Kind>' -ForEach $kinds {
    BeforeAll {
        $objects = & $Get
        $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($objects, 2))
        $other = if ($Kind -eq 'entries') { Get-ImageHistory $docker | Select-Object -First 1 } else { Get-LayerEntry $docker | Select-Object -First 1 }
    }

    It 'writes no control character <How>' -ForEach @(
        @{ How = 'by default'; Show = { $_ } }
        @{ How = 'as a list'; Show = { $_ | Format-List } }
        @{ How = 'as a table'; Show = { $_ | Format-Table } }
        @{ How = 'as wide columns'; Show = { $_ | Format-Wide } }
        @{ How = 'as custom text'; Show = { $_ | Format-Custom -Depth 1 } }
        @{ How = 'behind another type'; Show = { $other; $_ } }
    ) {
        foreach ($shown in $objects, $copies) {
            $text = $shown | ForEach-Object $Show | Out-String
            $text | Should -Match '\S'
            $text | Should -Not -Match '[^\P{Cc}\r\n]|[\p{Cf}]'
        }
    }
}

Describe 'A line of <_> columns' -ForEach 80, 100, 120, 160 {
    BeforeAll {
        $width = $_
        function Get-Screen($Object) { @(($Object | Out-String -Width $width) -split '\r?\n').TrimEnd() | Where-Object { $_ } }
    }

    It 'has room for the name of an image' {
        $screen = Get-Screen (Get-ContainerImage $docker -IncludeSize)
        $screen[0] | Should -Match '^ImageId +Platform +StoredSize +Size Name +ArchiveName$'
        $screen[2] | Should -Match ' 2\.31MB +2\.18MB localhost/pyapp:'
    }

    It 'has room for all columns of the history, behind another table too' {
        $screen = Get-Screen (& { Get-ContainerImage $docker | Format-Table; Get-ImageHistory $docker | Format-Table })
        $screen | Should -Contain ($screen -match '^ShortImageId +Created +CreatedBy +Size Comment$')[0]
        ($screen | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual $width
    }
}
