#Requires -Version 7.6

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module "$root/out/PSLayers/PSLayers.psd1"
    $config = Get-ImageConfig "$root/samples/pyapp.docker.tar"
}

Describe 'Get-ImageConfig' {
    It 'tells what a container of the image runs' {
        $config.Entrypoint | Should -Be 'python3', '-m'
        $config.Cmd | Should -Be 'pyapp'
        $config.User | Should -Be '1000:1000'
        $config.WorkingDir | Should -Be '/app'
        $config.StopSignal | Should -Be 'SIGTERM'
    }

    It 'gives lists as lists and labels by name' {
        $config.Env | Should -Contain 'APP_HOME=/app'
        $config.ExposedPorts | Should -Be '8080/tcp'
        $config.Volumes | Should -Be '/data'
        $config.Labels['org.opencontainers.image.title'] | Should -Be 'pyapp'
        $config.Labels.Keys | Should -HaveCount 6
    }

    It 'has the health check where the form of the archive can keep one' {
        $config.Healthcheck.Test[0] | Should -Be 'CMD-SHELL'
        $config.Healthcheck.Interval | Should -Be ([timespan]::FromSeconds(30))
        (Get-ImageConfig "$root/samples/pyapp.oci.tar").Healthcheck | Should -BeNullOrEmpty
    }

    It 'keeps the document itself' {
        $raw = $config.Raw | ConvertFrom-Json
        $raw.rootfs.diff_ids | Should -Be $config.DiffIds
        $bytes = [System.Text.Encoding]::UTF8.GetBytes($config.Raw)
        'sha256:' + [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($bytes)).ToLower() | Should -Be $config.ImageId
    }

    It 'takes images from the pipeline' {
        (Get-ContainerImage "$root/samples/*.tar" | Get-ImageConfig).ImageName | Should -Be 'localhost/pyapp:1.0', 'localhost/pyapp:1.0'
    }
}
