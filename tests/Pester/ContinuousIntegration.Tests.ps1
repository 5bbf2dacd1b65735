#Requires -Version 7.6
# Runs the scripts of docs/ci.md as far as they do without a build server: in a folder with an image, its policies, and the module where PowerShell finds it.

BeforeDiscovery {
    $page = Get-Content "$PSScriptRoot/../../docs/ci.md" -Raw
    # What is indented below "run: |" or "pwsh: |" and gates; and whole scripts, by the name in their first line.
    $steps = [regex]::Matches($page, '(?m)^(?<indent> *)(?:- )?(?:run|pwsh): \|\n(?<code>(?:(?:\k<indent> {2,}.*)?\n)+)') | ForEach-Object { $_.Groups['code'].Value } |
        Where-Object { $_ -match 'Test-ImagePolicy' }
    $scripts = [regex]::Matches($page, '(?s)```powershell\n(# gate.*?)```') | ForEach-Object { $_.Groups[1].Value }
    $line = [regex]::Match($page, "(?s)``````sh\npwsh -NoProfile -Command '(.*?)'").Groups[1].Value
    $cases = @(
        $number = 0
        foreach ($code in @($steps) + @($scripts) + $line) { @{ Number = ++$number; Name = ($code.Trim() -split '\n')[0].Trim(); Code = $code } }
    )
}

BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $pester = [System.IO.Path]::GetDirectoryName((Get-Module Pester).ModuleBase)
    $folder = New-Item -ItemType Directory "$TestDrive/work/modules/PSLayers"
    Copy-Item "$root/out/PSLayers/*" $folder -Recurse
    Copy-Item "$root/samples/pyapp.docker.tar" "$TestDrive/work/app.tar"
    Copy-Item "$root/samples/policy.psd1", "$root/samples/structure-test.yaml", "$root/samples/.dive-ci", "$root/samples/Policy.Tests.ps1" "$TestDrive/work"

    # The exit code of a script, with the image or its policy as they are by then.
    function Get-ExitCode([string] $Code) {
        # Nothing is installed from a gallery here.
        $Code = $Code -replace '(?m)^.*Install-PSResource.*$', ''
        $parameters = $Code -match '(?m)^param\(' ? '-Image app.tar -Policy policy.psd1' : ''
        Set-Content "$TestDrive/work/step.ps1" $Code
        $run = "Set-Location '$TestDrive/work'; `$env:PSModulePath = '$TestDrive/work/modules', '$pester', `$env:PSModulePath -join [System.IO.Path]::PathSeparator; & ./step.ps1 $parameters; exit `$LASTEXITCODE"
        $null = pwsh -NoProfile -NonInteractive -Command $run
        $LASTEXITCODE
    }
}

Describe 'The recipes' {
    It 'are all tried here' {
        @([regex]::Matches((Get-Content "$root/docs/ci.md" -Raw), '\bTest-ImagePolicy (app\.tar|-LiteralPath)|Invoke-Pester -Configuration')).Count | Should -Be 6
    }
}

Describe 'Recipe <Number>, <Name>' -ForEach $cases {
    It 'opens the gate for an image that keeps to the policies' {
        Get-ExitCode $Code | Should -Be 0
    }

    It 'writes a report, if it says so' {
        foreach ($report in [regex]::Matches($Code, '(?<=-OutputPath )\S+|(?<=OutputPath = '')[^'']+').Value) {
            "$TestDrive/work/$report" | Should -Exist
        }
    }

    It 'keeps the gate shut for an image that breaks a policy' {
        $policy = Get-Content "$TestDrive/work/policy.psd1" -Raw
        $tests = Get-Content "$TestDrive/work/structure-test.yaml" -Raw
        Set-Content "$TestDrive/work/policy.psd1" ($policy -replace 'MaxLayers .*', 'MaxLayers = 3')
        Set-Content "$TestDrive/work/structure-test.yaml" ($tests -replace 'cmd: .*', 'cmd: [other]')
        $exit = Get-ExitCode $Code
        Set-Content "$TestDrive/work/policy.psd1" $policy
        Set-Content "$TestDrive/work/structure-test.yaml" $tests
        $exit | Should -Not -Be 0
    }
}

Describe 'The gate in one line' {
    It 'stays shut for what is no image' {
        Set-Content "$TestDrive/work/app.tar" 'no image'
        Get-ExitCode "Import-Module PSLayers; exit ((Test-ImagePolicy app.tar -Policy policy.psd1 -Quiet) ? 0 : 1)" | Should -Be 1
    }
}
