#Requires -Version 7.6
# What one session learns of a compressed archive, the next one knows.

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $manifest = "$root/out/PSLayers/PSLayers.psd1"
    Import-Module $manifest
    $before = $env:PSLAYERS_CACHE
    $env:PSLAYERS_CACHE = "$TestDrive/cache"

    # A root file system of three megabytes that cannot be compressed, in gzip.
    $content = [byte[]]::new(3MB)
    [System.Random]::new(1).NextBytes($content)
    $folder = New-Item -ItemType Directory "$TestDrive/rootfs/etc"
    [System.IO.File]::WriteAllBytes("$folder/noise", $content)
    $archive = "$TestDrive/rootfs.tar.gz"
    $file = [System.IO.File]::Create($archive)
    $gzip = [System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionLevel]::Fastest)
    [System.Formats.Tar.TarFile]::CreateFromDirectory("$TestDrive/rootfs", $gzip, $false)
    $gzip.Dispose()
    $file.Dispose()
}

AfterAll {
    $env:PSLAYERS_CACHE = $before
}

Describe 'Clear-ImageCache' {
    BeforeEach {
        Clear-ImageCache
        $null = Get-ImageLayer $archive -WarningAction SilentlyContinue
    }

    It 'empties the folder' {
        Get-ChildItem $env:PSLAYERS_CACHE | Should -Not -BeNullOrEmpty
        Clear-ImageCache
        Get-ChildItem $env:PSLAYERS_CACHE | Should -BeNullOrEmpty
    }

    It 'removes nothing with -WhatIf' {
        $kept = (Get-ChildItem $env:PSLAYERS_CACHE).Count
        Clear-ImageCache -WhatIf
        Get-ChildItem $env:PSLAYERS_CACHE | Should -HaveCount $kept
    }

    It 'is not needed when the archive changes: the next session reads it anew' {
        $written = (Get-Item $archive).LastWriteTimeUtc
        $entries = pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; (Get-LayerEntry '$archive' -WarningAction SilentlyContinue).InnerPath"
        $entries | Should -Contain '/etc/noise'
        # Other bytes of the same length, and the time set back: the file system knows that it was changed, so it is read, and found damaged.
        $bytes = [System.IO.File]::ReadAllBytes($archive)
        $damaged = $bytes.Clone()
        [array]::Clear($damaged, 100000, 100000)
        [System.IO.File]::WriteAllBytes($archive, $damaged)
        (Get-Item $archive).LastWriteTimeUtc = $written
        pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; Get-LayerEntry '$archive' -ErrorVariable e -ErrorAction SilentlyContinue -WarningAction SilentlyContinue; `$e.Count" | Select-Object -Last 1 | Should -Be 1
        [System.IO.File]::WriteAllBytes($archive, $bytes)
    }
}
