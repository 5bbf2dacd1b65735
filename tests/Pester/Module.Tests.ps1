#Requires -Version 7.6
# The tests of this folder are for Pester 5 and 6, and for the module that a build has staged in out/PSLayers.

BeforeDiscovery {
    $commands = 'Get-ContainerImage', 'Get-ImageConfig', 'Get-ImageHistory', 'Get-ImageLayer', 'Get-LayerEntry'
}

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $manifest = "$root/out/PSLayers/PSLayers.psd1"
    Import-Module $manifest
    $sample = "$root/samples/pyapp.docker.tar"
    $documented = (Get-ChildItem "$root/docs/en-US/*-*.md").BaseName | Sort-Object
}

Describe 'The module' {
    It 'has a valid manifest for PowerShell 7.6 and later' {
        $tested = Test-ModuleManifest $manifest
        $tested.PowerShellVersion | Should -Be '7.6'
        $tested.CompatiblePSEditions | Should -Be 'Core'
        $tested.LicenseUri | Should -Not -BeNullOrEmpty
    }

    It 'exports the cmdlets that have a help page and nothing else' {
        $module = Get-Module PSLayers
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be $documented
        $module.ExportedCommands.Count | Should -Be $documented.Count
    }

    It 'keeps its cmdlets when it is imported again by force, twice' {
        $count = pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; Import-Module '$manifest' -Force; Import-Module '$manifest' -Force; (Get-Command -Module PSLayers).Count; (Get-ImageLayer '$sample' -Fast).Count"
        $count | Should -Be "$($documented.Count)", '11'
    }

    It 'has names that PowerShell approves of' {
        Get-Command -Module PSLayers | Where-Object Verb -NotIn (Get-Verb).Verb | Should -BeNullOrEmpty
    }

    It 'works in parallel' {
        $found = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            (Get-LayerEntry $using:sample).Count
        }
        $found | Should -Be 183, 183, 183, 183
    }

    It 'survives a trip through a job' {
        $layers = Start-Job { Import-Module $using:manifest; Get-ImageLayer $using:sample } | Receive-Job -Wait -AutoRemoveJob
        $layers | Should -HaveCount 11
        ($layers[9] | Get-LayerEntry -InnerPath '*/credentials').InnerPath | Should -Be '/root/.aws/credentials'
    }
}

Describe 'Help of <_>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $_ -Full
        $command = Get-Command $_
    }

    It 'has a synopsis' {
        $help.Synopsis | Should -Match '\.$'
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($name in $command.Parameters.Keys.Where({ $_ -notin $common })) {
            ($help.parameters.parameter | Where-Object name -EQ $name).description.Text | Should -Not -BeNullOrEmpty -Because "-$name needs a text"
        }
    }

    It 'has three examples or more' {
        $help.examples.example.Count | Should -BeGreaterOrEqual 3
    }
}
