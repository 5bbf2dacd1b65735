#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    $oci = "$root/samples/pyapp.oci.tar"
}

AfterAll {
    Get-ImageView | Dismount-ImageView -Force
}

Describe 'The drive of an image, layers <Form>' -ForEach @(
    @{ Form = 'plain'; File = 'pyapp.docker.tar' }
    @{ Form = 'compressed'; File = 'pyapp.oci.tar' }
) {
    BeforeAll { $null = Mount-ImageView "$root/samples/$File" -Name app }
    AfterAll { Dismount-ImageView app -Force }

    It 'lists directories' {
        (Get-ChildItem app:/).Name | Should -Be 'app', 'bin', 'dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var'
        (Get-ChildItem app:/etc -Filter *.conf).Name | Should -Be 'resolv.conf'
        Get-ChildItem app:/app -Name | Should -Be 'pyapp', 'requirements.txt', 'settings.ini', 'static', 'templates'
        (Get-ChildItem app:/app -Directory).Name | Should -Be 'pyapp', 'static', 'templates'
        (Get-ChildItem app:/app -File).Name | Should -Be 'requirements.txt', 'settings.ini'
    }

    It 'lists as much as Get-ImageFile, and in the same words' {
        $files = Get-ChildItem app:/ -Recurse
        $files.InnerPath | Sort-Object | Should -Be ((Get-ImageFile "$root/samples/$File" -Recurse).InnerPath | Sort-Object)
        Get-ChildItem app:/ -Recurse -Name | Should -HaveCount $files.Count
        (Get-ChildItem app:/ -Recurse -Include *).Count | Should -Be $files.Count
    }

    It 'selects: <Name>' -ForEach @(
        @{ Name = '-Depth'; Command = { Get-ChildItem app:/app -Depth 1 -File }; Expected = 11 }
        @{ Name = '-Recurse -Filter'; Command = { Get-ChildItem app:/ -Recurse -Filter settings.* }; Expected = 1 }
        @{ Name = '-Recurse -Include'; Command = { Get-ChildItem app:/app -Recurse -Include *.ini, *.txt }; Expected = 2 }
        @{ Name = '-Recurse -Exclude'; Command = { Get-ChildItem app:/app -Recurse -File -Exclude *.py }; Expected = 10 }
        @{ Name = 'wildcards'; Command = { Get-Item app:/*/settings.* }; Expected = 1 }
        @{ Name = 'the path of a file'; Command = { Get-ChildItem app:/app/settings.ini }; Expected = 1 }
    ) {
        @(& $Command).Count | Should -Be $Expected
    }

    It 'answers for single items' {
        Test-Path app:/bin/sh | Should -BeTrue
        Test-Path app:/bin -PathType Container | Should -BeTrue
        Test-Path app:/app/settings.ini -PathType Leaf | Should -BeTrue
        Test-Path app:/none | Should -BeFalse
        (Get-Item app:/app/settings.ini).Size | Should -Be 34
        (Resolve-Path app:/a*/set*).ProviderPath.Replace('\', '/') | Should -Be 'app:/app/settings.ini'
        (Convert-Path app:/app).Replace('\', '/') | Should -Be 'app:/app'
        (Split-Path app:/app/settings.ini).Replace('\', '/') | Should -Be 'app:/app'
        Split-Path app:/app/settings.ini -Leaf | Should -Be 'settings.ini'
        (Join-Path app:/app settings.ini -Resolve).Replace('\', '/') | Should -Be 'app:/app/settings.ini'
    }

    It 'reads content' {
        Get-Content app:/app/settings.ini | Should -Be '[pyapp]', 'debug = false', 'port = 8080'
        (Get-Content app:/app/settings.ini -Raw).Length | Should -Be 34
        (Get-Content app:/app/settings.ini -AsByteStream).Count | Should -Be 34
        (Get-Content app:/app/settings.ini -AsByteStream -Raw).GetType().Name | Should -Be 'Byte[]'
        Get-Content app:/app/settings.ini -TotalCount 1 | Should -Be '[pyapp]'
        Get-Content app:/app/settings.ini -Encoding ascii -Delimiter '=' | Select-Object -First 1 | Should -Be "[pyapp]`ndebug "
        Get-Content app:/app/settings.ini -ReadCount 2 | ForEach-Object Count | Should -Be 2, 1
        Get-Content app:/app/settings.ini | Select-String port | ForEach-Object LineNumber | Should -Be 3
    }

    It 'hands items on through the pipeline' {
        Get-ChildItem app:/app -File | Get-Content -TotalCount 1 | Should -Be 'tinyweb==0.4.1', '[pyapp]'
        Get-Item app:/app/settings.ini | Get-Content -Raw | Should -Match '^\[pyapp\]\ndebug'
        Get-Item app:/app/settings.ini | Get-ImageContent -Tail 1 | Should -Be 'port = 8080'
        'app:/app' | Get-ChildItem -File | ForEach-Object Name | Should -Be 'requirements.txt', 'settings.ini'
    }

    It 'gives the digest of a file' {
        $expected = [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData((Get-Content app:/bin/sh -AsByteStream -Raw)))
        (Get-FileHash -InputStream (Get-Item app:/bin/sh).OpenRead()).Hash | Should -Be $expected
    }

    It 'can be the current location' {
        Push-Location app:/app
        try {
            Get-Content settings.ini -TotalCount 1 | Should -Be '[pyapp]'
            Set-Location pyapp
            Test-Path ../settings.ini | Should -BeTrue
            "$PWD".Replace('\', '/') | Should -Be 'app:/app/pyapp'
            (Resolve-Path app:/app/settings.ini -Relative).Replace('\', '/') | Should -Be '../settings.ini'
        } finally {
            Pop-Location
        }
    }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'Get-Content app:/app/se'; Expected = 'app:/app/settings.ini' }
        @{ Line = 'Get-Content -LiteralPath app:/app/se'; Expected = 'app:/app/settings.ini' }
        @{ Line = 'Set-Location app:/us'; Expected = 'app:/usr' }
        @{ Line = 'Get-Content app:/app/settings.ini -Encoding utf8B'; Expected = 'utf8BOM' }
        @{ Line = 'Dismount-ImageView ap'; Expected = 'app' }
    ) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText.Replace('\', '/') | Should -Be $Expected
    }

    It 'refuses to be changed: <Name>' -ForEach @(
        @{ Name = 'Remove-Item'; Command = { Remove-Item app:/app/settings.ini } }
        @{ Name = 'Remove-Item -Recurse'; Command = { Remove-Item app:/app -Recurse } }
        @{ Name = 'Set-Content'; Command = { Set-Content app:/app/settings.ini x } }
        @{ Name = 'Add-Content'; Command = { Add-Content app:/app/settings.ini x } }
        @{ Name = 'Clear-Content'; Command = { Clear-Content app:/app/settings.ini }; Id = 'NotSupported,*' }
        @{ Name = 'New-Item'; Command = { New-Item app:/new } }
        @{ Name = 'Rename-Item'; Command = { Rename-Item app:/app/settings.ini x } }
        @{ Name = 'Move-Item'; Command = { Move-Item app:/app/settings.ini app:/x } }
        @{ Name = 'Copy-Item'; Command = { Copy-Item app:/app/settings.ini app:/x } }
    ) {
        $errors = & { $ErrorActionPreference = 'Continue'; & $Command } 2>&1
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike ($Id ?? 'ViewReadOnly,*')
        Get-Content app:/app/settings.ini -TotalCount 1 | Should -Be '[pyapp]'
    }
}

Describe 'Names and links' {
    BeforeAll {
        # A plain root file system is an image too, and the tar of this system makes one.
        $folder = New-Item -ItemType Directory "$TestDrive/odd"
        foreach ($name in 'odd[1].txt', 'sp ace', "it's", 'tick`x', 'back\slash', 'a:b', '{x}', '$y') {
            [System.IO.File]::WriteAllText("$folder/$name", "of $name")
        }
        $null = New-Item -ItemType Directory "$folder/dir[1]", "$folder/usr/bin" -Force
        [System.IO.File]::WriteAllText("$folder/dir[1]/in", 'deep')
        [System.IO.File]::WriteAllText("$folder/usr/bin/sh", 'sh')
        $null = New-Item -ItemType SymbolicLink "$folder/usr/bin/X11" -Target .
        $null = New-Item -ItemType SymbolicLink "$folder/bin" -Target usr/bin
        tar -C $folder -cf "$TestDrive/odd.tar" .
        $null = Mount-ImageView "$TestDrive/odd.tar" -Name odd -WarningAction Ignore
    }

    AfterAll { if (Get-ImageView odd*) { Dismount-ImageView odd -Force } }

    It 'reaches every name by what the drive gives out' -Skip:$IsWindows {
        $files = Get-ChildItem odd:/ -File
        $files | Should -HaveCount 8
        foreach ($file in $files) {
            Get-Content -LiteralPath $file.PSPath | Should -Be "of $($file.Name)"
            $file | Get-Content | Should -Be "of $($file.Name)"
            (Get-Item -LiteralPath $file.PSPath).Name | Should -BeExactly $file.Name
        }
        Get-ChildItem odd:/ -File -Name | ForEach-Object { Get-Content -LiteralPath "odd:/$_" } | Should -Be ($files | ForEach-Object { "of $($_.Name)" })
    }

    It 'completes names so that they can be read' -Skip:$IsWindows {
        $line = 'Get-Content odd:/'
        $texts = (TabExpansion2 $line $line.Length).CompletionMatches | Where-Object ResultType -EQ ProviderItem | ForEach-Object { Invoke-Expression "Get-Content $($_.CompletionText)" }
        $texts | Should -HaveCount 8
        $texts | Should -BeLike 'of *'
    }

    It 'enters directories' -Skip:$IsWindows {
        Push-Location -LiteralPath 'odd:/dir[1]'
        try { Get-Content in | Should -Be 'deep' } finally { Pop-Location }
        (Get-ChildItem -LiteralPath 'odd:/dir[1]').PSChildName | Should -Be 'in'
    }

    It 'follows links inside the image, and does not go round in circles' -Skip:$IsWindows {
        Get-Content odd:/bin/X11/X11/sh | Should -Be 'sh'
        (Get-ChildItem odd:/ -Recurse -Include sh).PSPath | Should -HaveCount 1
        Get-ChildItem odd:/ -Recurse -Name -Include sh | Should -HaveCount 1
        Get-ChildItem odd:/ -Recurse -Filter sh | Should -HaveCount 1
    }
}

Describe 'Mount-ImageView and its fellows' {
    AfterEach { Get-ImageView | Dismount-ImageView -Force }

    It 'never means a file of this machine' {
        $mine = "$TestDrive/mine.txt"
        $null = New-Item -ItemType Directory "$TestDrive/root$(Split-Path $mine -NoQualifier | Split-Path)" -Force
        Set-Content $mine mine
        Set-Content "$TestDrive/root$(Split-Path $mine -NoQualifier)" image
        tar -C "$TestDrive/root" -cf "$TestDrive/root.tar" .
        $null = Mount-ImageView "$TestDrive/root.tar" -Name root -WarningAction Ignore

        $found = Get-ChildItem root:/ -Recurse -File
        $found | Get-Content | Should -Be 'image'
        $found | Remove-Item -ErrorAction SilentlyContinue
        Get-Content $mine | Should -Be 'mine'
    }

    It 'shows the stack' {
        $null = Mount-ImageView $docker -Name app -IncludeLayers
        Get-ChildItem app:/.layers/10/root -Name | Should -Be '.wh..aws'
        (Get-Item app:/.layers/10/root/.wh..aws).Type | Should -Be Whiteout
        Get-Content app:/.upto/9/root/.aws/credentials -TotalCount 1 | Should -Be '[default]'
        Test-Path app:/root/.aws | Should -BeFalse
        Get-ChildItem app:/.upto/9 | Get-Content -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-Content app:/.layers/9/root/.aws/credentials -TotalCount 1 | Should -Be '[default]'
    }

    It 'works as New-PSDrive does' {
        (New-PSDrive -Name x -PSProvider ImageView -Root $docker -UpTo 3).Provider.Name | Should -Be 'ImageView'
        (Get-ImageView x).TopLayer | Should -Be 3
        { New-PSDrive -Name y -PSProvider ImageView -Root $docker -UpTo 99 -ErrorAction Stop } | Should -Throw -ErrorId 'NoSuchLayer,*'
        { New-PSDrive -Name y -PSProvider ImageView -Root $docker -Tag none -ErrorAction Stop } | Should -Throw -ErrorId 'NoMatchingImage,*'
        Remove-PSDrive x
        Get-ImageView | Should -BeNullOrEmpty
    }

    It 'survives serialization' {
        $view = Mount-ImageView $docker -Name app
        $view | Export-Clixml "$TestDrive/view.xml"
        (Import-Clixml "$TestDrive/view.xml" | Out-String) | Should -Be ($view | Out-String)
        Get-ChildItem app:/app | Export-Clixml "$TestDrive/items.xml"
        (Import-Clixml "$TestDrive/items.xml" | Out-String) | Should -Be (Get-ChildItem app:/app | Out-String)
    }

    It 'is gone with the module, and comes back with it' {
        $null = Mount-ImageView $docker -Name app
        $null = Get-Content app:/app/settings.ini
        Import-Module "$root/out/PSLayers/PSLayers.psd1" -Force
        Test-Path app:/ | Should -BeFalse
        $null = Mount-ImageView $docker -Name app
        Get-Content app:/app/settings.ini -TotalCount 1 | Should -Be '[pyapp]'
    }
}
