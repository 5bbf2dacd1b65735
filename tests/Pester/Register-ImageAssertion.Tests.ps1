#Requires -Version 7.6

BeforeDiscovery {
    $isSix = (Get-Module Pester).Version.Major -ge 6
}

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $docker = "$root/samples/pyapp.docker.tar"
    Register-ImageAssertion
    Register-ImageAssertion

    # What an assertion says that does not hold.
    function Get-Complaint([scriptblock] $Assertion) {
        try { & $Assertion } catch { return $_.Exception.Message }
        throw 'The assertion holds.'
    }
}

Describe 'The operators of Should' {
    It 'find files of archives, images and layers' {
        $docker | Should -HaveImageFile /app/settings.ini -Mode '-rw-r--r--' -Owner '0:0' -Content 'port = 8080'
        Get-ContainerImage $docker | Should -HaveImageFile *.ini
        Get-ImageLayer $docker | Where-Object LayerIndex -EQ 9 | Should -HaveImageFile /root/.aws/credentials
        $docker | Should -Not -HaveImageFile /root/.aws/credentials
    }

    It 'say which layer removed a file' {
        Get-Complaint { $docker | Should -HaveImageFile /root/.aws/credentials } |
            Should -BeLike 'Expected the file /root/.aws/credentials in image: localhost/pyapp:1.0, but layer 10: *rm -rf /root/.aws* removed it.'
    }

    It 'say that no layer has a file' {
        Get-Complaint { $docker | Should -HaveImageFile /none -Because 'it is wanted' } | Should -BeLike '*/none*, but no layer has it, because it is wanted.'
    }

    It 'say which layer brought a file that should not be there' {
        Get-Complaint { $docker | Should -Not -HaveImageFile *.ini } | Should -BeLike 'Expected no file *.ini in image: *, but /app/settings.ini is there, from layer 6: *'
    }

    It 'say what is wrong with a file, and which layer it is from' {
        $said = Get-Complaint { $docker | Should -HaveImageFile /app/settings.ini -Mode '-rwxr-xr-x' -Owner '1:1' -Content 'debug = true' }
        $lines = $said -split '\r?\n'
        $lines[0] | Should -BeLike 'Expected the mode -rwxr-xr-x of /app/settings.ini in image: *, from layer 6: *, but it was -rw-r--r--.'
        $lines[1] | Should -BeLike 'Expected the owner 1:1 of /app/settings.ini*, but it was 0:0.'
        $lines[2] | Should -BeLike "Expected 'debug = true' in /app/settings.ini*, but it was not found."
    }

    It 'find packages, and say what is there instead' {
        $docker | Should -HaveImagePackage busybox-static -Version '1:1.35*'
        $docker | Should -Not -HaveImagePackage telnet*
        Get-Complaint { $docker | Should -HaveImagePackage bash } | Should -BeLike 'Expected the package bash in *, but there is none.'
        Get-Complaint { $docker | Should -HaveImagePackage tinyweb -Version 2* } | Should -BeLike '*tinyweb 2`** but it was tinyweb 0.4.1 in /*, from layer 3: *'
        Get-Complaint { $docker | Should -Not -HaveImagePackage tiny* } | Should -BeLike 'Expected no package tiny`* in *, but tinyweb 0.4.1 is there, in /*, from layer 3: *'
    }

    It 'hold images to policies, and say which test failed and why' {
        $docker | Should -MeetImagePolicy "$root/samples/policy.psd1", "$root/samples/structure-test.yaml"
        Set-Content "$TestDrive/a.psd1" '@{ MaxLayers = 3; NoRoot = $true }'
        $docker | Should -Not -MeetImagePolicy "$TestDrive/a.psd1"
        Get-Complaint { $docker | Should -MeetImagePolicy "$TestDrive/a.psd1" } |
            Should -BeLike "Expected * to keep to a.psd1, but 'has at most 3 layers' failed: expected at most 3 layers but it was 11."
    }

    It 'do not pass for what is no image' {
        Get-Complaint { $null | Should -HaveImageFile /etc } | Should -BeLike 'Expected an image*'
        Get-Complaint { "$TestDrive/none.tar" | Should -Not -HaveImageFile /etc } | Should -Not -BeNullOrEmpty
    }
}

if ($isSix) {
    Describe 'The functions for Pester 6' {
        It 'pass where the image is as wanted' {
            $docker | Should-HaveImageFile /app/settings.ini -Mode '-rw-r--r--'
            $docker | Should-NotHaveImageFile /root/.aws/credentials
            $docker | Should-HaveImagePackage tinyweb -Version 0.*
            $docker | Should-NotHaveImagePackage bash
            $docker | Should-MeetImagePolicy "$root/samples/policy.psd1"
        }

        It 'fail with a message that names the file and the layer' {
            Get-Complaint { $docker | Should-HaveImageFile /root/.aws/credentials } | Should -BeLike '*layer 10: *removed it.'
            Get-Complaint { $docker | Should-NotHaveImageFile /app/settings.ini } | Should -BeLike '*from layer 6: *'
            Get-Complaint { $docker | Should-HaveImagePackage bash } | Should -BeLike '*there is none.'
            Get-Complaint { $docker | Should-NotHaveImagePackage tinyweb } | Should -BeLike '*from layer 3: *'
        }
    }
}

Describe 'Register-ImageAssertion' {
    It 'adds no more than three operators and no warning' {
        $said = pwsh -NoProfile -NonInteractive -Command "Import-Module '$((Get-Module Pester).Path)', '$root/out/PSLayers/PSLayers.psd1'; `$before = @(Get-ShouldOperator).Count; Register-ImageAssertion 3>&1; @(Get-ShouldOperator).Count - `$before"
        $said | Should -Be '3'
    }

    It 'says so where Pester is not loaded' {
        $said = pwsh -NoProfile -NonInteractive -Command "Import-Module '$root/out/PSLayers/PSLayers.psd1'; try { Register-ImageAssertion } catch { (`$_.FullyQualifiedErrorId -split ',')[0] }"
        $said | Should -Be 'PesterNotLoaded'
    }
}
