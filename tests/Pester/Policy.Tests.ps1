#Requires -Version 7.6
# The policy in samples, as an administrator would run it: it must pass for both forms of the sample, and find what is wrong with an image.

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $pester = Join-Path (Get-Module Pester).ModuleBase Pester.psd1

    # In a process of its own: Pester within Pester would mix up the runs.
    $json = pwsh -NoProfile -NonInteractive -Command @"
        Import-Module '$pester'; Import-Module '$root/out/PSLayers/PSLayers.psd1'
        `$strict = @{ AllowedSecret = @(); AllowedSetuid = @(); AllowedPort = @('443/tcp'); MaxLayers = 10; MaxSize = 1MB; KnownBase = 'sha256:0' }
        @{ Path = '$root/samples/pyapp.docker.tar' },
        @{ Path = '$root/samples/pyapp.oci.tar'; RequireHealthcheck = `$false },
        (@{ Path = '$root/samples/pyapp.oci.tar' } + `$strict) | ForEach-Object {
            `$container = New-PesterContainer -Path '$root/samples/Policy.Tests.ps1' -Data `$_
            `$run = Invoke-Pester -Container `$container -Output None -PassThru
            @{ Failed = @(`$run.Failed.Name); Skipped = @(`$run.Skipped.Name); Passed = `$run.PassedCount }
        } | ConvertTo-Json
"@
    $docker, $oci, $strict = $json | ConvertFrom-Json
}

Describe 'The sample policy' {
    It 'passes for the sample in docker form' {
        $docker.Failed | Should -BeNullOrEmpty
        $docker.Skipped | Should -BeNullOrEmpty
        $docker.Passed | Should -Be 28
    }

    It 'passes for the sample in OCI form, which has no place for a health check' {
        $oci.Failed | Should -BeNullOrEmpty
        $oci.Skipped | Should -Be 'has a health check'
    }

    It 'finds what is wrong' {
        $strict.Failed | Sort-Object | Should -Be (@(
            'exposes allowed ports only'
            'has a health check'
            'has a reasonable number of layers'
            'has no secret, judged by its name'
            'has no setuid or setgid program that is not allowed'
            'keeps to its size'
            'stands on a known base'
        ) | Sort-Object)
    }
}
