#Requires -Version 7.6
<#
An image policy: what an administrator wants to know of an image before it may run. Copy it, and change the defaults below.

    Invoke-Pester ./Policy.Tests.ps1 -Output Detailed                       # the sample image

    $all = Get-ChildItem *.tar | ForEach-Object {                           # your images, in one run
        New-PesterContainer -Path ./Policy.Tests.ps1 -Data @{ Path = $_.FullName; KnownBase = @(Get-Content ./bases.txt) }
    }
    Invoke-Pester -Container $all -Output Detailed

It needs PSLayers and Pester 5 or 6. Every image of the archive is judged. Files are judged layer by layer, not in the merged view that
the container sees: what a later layer removes is still shipped to everyone who pulls the image.
#>
param(
    [string] $Path = (Join-Path $PSScriptRoot 'pyapp.docker.tar'),

    # DiffIds of the base layers that are allowed. This one is the sample's.
    [string[]] $KnownBase = @('sha256:d0813df7ce5d6d37932c968d12b834ca0caf0413832248ce7b25cbf4ae637b49'),

    [string[]] $RequiredLabel = @('title', 'version', 'vendor', 'source', 'licenses').ForEach({ "org.opencontainers.image.$_" }),
    [string[]] $AllowedPort = @('8080/tcp', '8443/tcp'),
    [string[]] $AllowedSetuid = @('/bin/busybox', '/bin/ping', '/bin/su'),

    # Paths that look like secrets and are known to be none. The sample plants this one, and removes it in its last layer,
    # with the example key of the AWS manuals in it. Pass an empty list to see the policy find it.
    [string[]] $AllowedSecret = @('/root/.aws/credentials'),

    [int] $MaxLayers = 15,
    [long] $MaxSize = 3MB,

    # The OCI config has no place for a health check; pass $false where an image was converted to that form.
    [bool] $RequireHealthcheck = $true,

    # Packages that must not be there, by name and with wildcards.
    [string[]] $DeniedPackage = @('telnet*', 'netcat*', 'openssh-server'),

    # Files of policies: tests for container-structure-test, rules of dive, limits and lists of a .psd1.
    [string[]] $Policy = @(Join-Path $PSScriptRoot 'structure-test.yaml')
)

BeforeDiscovery {
    # Attestations and signatures share an index with images; they hold no files to judge.
    $images = @(Get-ContainerImage -LiteralPath $Path -ErrorAction Stop | Where-Object { "$($_.Kind)" -eq 'Image' })
    if ($images.Count -eq 0) { throw "No image in '$Path'." }
}

Describe 'Image <_.Name> in <_.ImagePath>' -ForEach $images {
    BeforeAll {
        Register-ImageAssertion
        $image = $_
        $config = $image | Get-ImageConfig
        # What an image says of its own layers is no proof: their digests are computed.
        $layers = @($image | Get-ImageLayer -Verify)
        $entries = @($layers | Get-LayerEntry)

        # Files, and the directories and hard links that have modes of their own.
        $withMode = @($entries | Where-Object { "$($_.Type)" -in 'File', 'HardLink', 'Directory' })

        # Lists what breaks a rule, so that a failed test names every file and its layer.
        function Format-Entry {
            process { '{0} {1} (layer {2})' -f $_.ModeString, $_.InnerPath, $_.LayerIndex }
        }
    }

    Context 'Archive' {
        It 'could be read without a warning' {
            $image.Warnings | Should -BeNullOrEmpty
        }

        It 'holds every layer' {
            $layers | Where-Object { -not $_.Present } | ForEach-Object { "$($_.DiffId)" } | Should -BeNullOrEmpty
        }

        It 'has a tag that stays: not :latest, not none' {
            $image.Tags | Should -Not -BeNullOrEmpty
            $image.Tags | Where-Object { $_ -notmatch ':[^/]+$' -or $_ -match ':latest$' } | Should -BeNullOrEmpty
        }

        It 'was not made in the future' {
            $limit = [DateTimeOffset]::UtcNow.AddDays(1)
            $image.Created | Should -Not -BeGreaterThan $limit
            $entries | Where-Object LastWriteTime -GT $limit | Format-Entry | Should -BeNullOrEmpty
        }
    }

    Context 'Configuration' {
        It 'does not run as root' {
            ("$($config.User)" -split ':')[0] | Should -Not -BeIn '', '0', 'root'
        }

        It 'has the label <_>' -ForEach $RequiredLabel {
            $config.Labels[$_] | Should -Not -BeNullOrEmpty
        }

        It 'exposes allowed ports only' {
            $config.ExposedPorts | Where-Object { $_ -notin $AllowedPort } | Should -BeNullOrEmpty
        }

        It 'has a health check' -Skip:(-not $RequireHealthcheck) {
            $config.Healthcheck | Should -Not -BeNullOrEmpty
            $config.Healthcheck.Test[0] | Should -Not -Be 'NONE'
        }

        It 'says what it starts' {
            @($config.Entrypoint) + @($config.Cmd) | Where-Object { $_ } | Should -Not -BeNullOrEmpty
        }

        It 'has no secret among its environment variables' {
            $config.Env | Where-Object { $_ -match '^[^=]*(PASSW|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL)[^=]*=.' } |
                ForEach-Object { ($_ -split '=')[0] } | Should -BeNullOrEmpty
        }
    }

    Context 'History' {
        It 'shows no key' {
            # Keys of AWS (but for the one in its manuals) and GitHub, and private keys in PEM.
            $key = '\b(AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[0-9A-Z]{16}\b|\bgh[pousr]_[0-9A-Za-z]{36}|-----BEGIN [A-Z ]*PRIVATE KEY-----'
            $image | Get-ImageHistory -Fast | Where-Object CreatedBy -CMatch $key | ForEach-Object Instruction | Should -BeNullOrEmpty
        }
    }

    Context 'Layers' {
        It 'stands on a known base' {
            $layers[0].IsVerified | Should -BeTrue
            "$($layers[0].DiffId)" | Should -BeIn $KnownBase
        }

        It 'has a reasonable number of layers' {
            $layers.Count | Should -BeLessOrEqual $MaxLayers
        }

        It 'keeps to its size' {
            ($layers | Measure-Object Size -Sum).Sum | Should -BeLessOrEqual $MaxSize
        }
    }

    Context 'Files and packages that a container sees' {
        It 'has a list of users that nobody but root may change' {
            $image | Should -HaveImageFile /etc/passwd -Mode '-rw-r--r--' -Owner '0:0' -Content '(?m)^root:'
        }

        It 'lets nobody log in by a key' {
            $image | Should -Not -HaveImageFile '**/authorized_keys' -Because 'nobody logs in to a container'
        }

        It 'has no package <_>' -ForEach $DeniedPackage {
            $image | Should -Not -HaveImagePackage $_
        }

        It 'keeps to <_>' -ForEach $Policy {
            $image | Should -MeetImagePolicy $_
        }
    }

    Context 'Files of every layer, removed ones too' {
        It 'has no secret, judged by its name' {
            $secret = @(
                '/\.aws/credentials$', '/\.azure/', '/\.kube/config$', '/\.docker/config\.json$', '/\.config/gcloud/'
                '/\.(netrc|npmrc|pypirc|pgpass|git-credentials|dockercfg|vault-token)$', '/\.env(\.[^/]+)?$'
                '/id_(rsa|dsa|ecdsa|ed25519)$', '/ssh_host_[a-z0-9]+_key$', '\.(p12|pfx|jks|keystore|kdbx|ppk)$'
                '/(private|server|tls)[^/]*\.(key|pem)$', '/terraform\.tfstate$'
            ) -join '|'
            $entries | Where-Object { "$($_.Type)" -eq 'File' -and $_.InnerPath -match $secret -and $_.InnerPath -notin $AllowedSecret } |
                Format-Entry | Should -BeNullOrEmpty
        }

        It 'has no setuid or setgid program that is not allowed' {
            # 06000: setuid and setgid. On a directory, setgid means something else and is harmless.
            $withMode | Where-Object { $_.Mode -band 0xC00 -and "$($_.Type)" -ne 'Directory' -and $_.InnerPath -cnotin $AllowedSetuid } |
                Format-Entry | Should -BeNullOrEmpty
        }

        It 'has nothing that everyone may write to' {
            # 00002 without 01000: a directory such as /tmp, where only owners may delete, is all right.
            $withMode | Where-Object { $_.Mode -band 0x2 -and -not ("$($_.Type)" -eq 'Directory' -and $_.Mode -band 0x200) } |
                Format-Entry | Should -BeNullOrEmpty
        }

        It 'has no device' {
            $entries | Where-Object { "$($_.Type)" -in 'CharacterDevice', 'BlockDevice' } | Format-Entry | Should -BeNullOrEmpty
        }
    }
}
