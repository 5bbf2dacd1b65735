#Requires -Version 7.6
# Assertions on images for Pester. Register-ImageAssertion loads this: operators of Should for Pester 5 and later, of which Pester lets all modules together
# have 32, and functions Should-… besides for Pester 6. What is tested is an archive, an image or a layer.

# The images that something stands for, each with the parameters that name it to other commands.
function Get-TestedImage($Actual) {
    if ($Actual -is [string]) {
        Get-ContainerImage -Path $Actual -ErrorAction Stop | Where-Object { "$($_.Kind)" -eq 'Image' } | ForEach-Object { @{ InputObject = $_ } }
    }
    elseif ($null -ne $Actual) {
        @{ InputObject = $Actual }
    }
}

# Names a layer, and what made it.
function Format-Layer($Item) {
    "layer $($Item.LayerIndex)$($Item.CreatedBy ? ": $($Item.CreatedBy)" : '')"
}

# Makes what an operator answers of a list of complaints.
function New-Answer([string[]] $Complaint, [string] $Because) {
    $message = $Complaint -join [System.Environment]::NewLine
    [pscustomobject] @{ Succeeded = -not $Complaint; FailureMessage = $Because ? "$($message.TrimEnd('.')), because $($Because -replace '^because\s+')." : $message }
}

# Whether an image has a file that is as wanted; a complaint for each thing that is not so.
function Test-HaveImageFile($ActualValue, [string] $InnerPath, [string] $Mode, [string] $Owner, [string] $Content, [switch] $Negate, [string] $Because) {
    $images = @(Get-TestedImage $ActualValue)
    $complaints = @(if (-not $images) { 'Expected an image, but got nothing that is one.' }) + @(foreach ($image in $images) {
        $name = "$($image.InputObject)"
        $files = @(Get-ImageFile @image -InnerPath $InnerPath -ErrorAction Ignore)
        if ($Negate) {
            foreach ($file in $files) { "Expected no file $InnerPath in $name, but $($file.InnerPath) is there, from $(Format-Layer $file)." }
            continue
        }
        if (-not $files) {
            $last = Trace-ImageFile @image -InnerPath $InnerPath -ErrorAction Ignore | Select-Object -Last 1
            "Expected the file $InnerPath in $name, but $($last ? "$(Format-Layer $last) removed it" : 'no layer has it')."
        }
        foreach ($file in $files) {
            $place = "$($file.InnerPath) in $name, from $(Format-Layer $file)"
            if ($Mode -and $file.ModeString -cne $Mode) { "Expected the mode $Mode of $place, but it was $($file.ModeString)." }
            if ($Owner -and $file.Owner -cne $Owner) { "Expected the owner $Owner of $place, but it was $($file.Owner)." }
            if ($Content -and ($file | Get-ImageContent -Raw) -cnotmatch $Content) { "Expected '$Content' in $place, but it was not found." }
        }
    })
    New-Answer $complaints $Because
}

# Whether an image has a package, of a version by wildcards.
function Test-HaveImagePackage($ActualValue, [string] $Name, [string] $Version = '*', [switch] $Negate, [string] $Because) {
    $images = @(Get-TestedImage $ActualValue)
    $complaints = @(if (-not $images) { 'Expected an image, but got nothing that is one.' }) + @(foreach ($image in $images) {
        $tested = "$($image.InputObject)"
        $wanted = $Version -eq '*' ? $Name : "$Name $Version"
        $named = @(Get-ImagePackage @image -IncludeOwned -ErrorAction Stop | Where-Object Name -Like $Name)
        $found = @($named | Where-Object Version -Like $Version)
        if ($Negate) {
            foreach ($package in $found) { "Expected no package $wanted in $tested, but $($package.Name) $($package.Version) is there, in $($package.InnerPath), from $(Format-Layer $package)." }
        }
        elseif (-not $found) {
            $others = $named | ForEach-Object { "$($_.Name) $($_.Version) in $($_.InnerPath), from $(Format-Layer $_)" }
            "Expected the package $wanted in $tested, but $($others ? "it was $($others -join '; ')" : 'there is none')."
        }
    })
    New-Answer $complaints $Because
}

# Whether an image keeps to policies.
function Test-MeetImagePolicy($ActualValue, [string[]] $Policy, [switch] $Negate, [string] $Because) {
    $images = @(Get-TestedImage $ActualValue)
    $complaints = @(if (-not $images) { 'Expected an image, but got nothing that is one.' }) + @(foreach ($image in $images) {
        $failed = @(Test-ImagePolicy @image -Policy $Policy -ErrorAction Stop | Where-Object Result -EQ Failed)
        if ($Negate) {
            if (-not $failed) { "Expected $($image.InputObject) to break $($Policy -join ', '), but it keeps to it." }
        }
        else {
            foreach ($result in $failed) { "Expected $($image.InputObject) to keep to $($result.Policy), but '$($result.Test)' failed: $($result.Message)." }
        }
    })
    New-Answer $complaints $Because
}

# Ends a test of Pester as its own assertions do.
function Stop-Test($Answer) {
    if (-not $Answer.Succeeded) {
        throw [System.Management.Automation.ErrorRecord]::new([System.Exception]::new($Answer.FailureMessage), 'PesterAssertionFailed', 'InvalidResult', $null)
    }
}

function Should-HaveImageFile([Parameter(Position = 0)] [string] $InnerPath, [Parameter(Position = 1, ValueFromPipeline)] $Actual, [string] $Mode, [string] $Owner, [string] $Content, [string] $Because) {
    process { Stop-Test (Test-HaveImageFile $Actual $InnerPath $Mode $Owner $Content -Because $Because) }
}

function Should-NotHaveImageFile([Parameter(Position = 0)] [string] $InnerPath, [Parameter(Position = 1, ValueFromPipeline)] $Actual, [string] $Because) {
    process { Stop-Test (Test-HaveImageFile $Actual $InnerPath -Negate -Because $Because) }
}

function Should-HaveImagePackage([Parameter(Position = 0)] [string] $Name, [Parameter(Position = 1, ValueFromPipeline)] $Actual, [string] $Version = '*', [string] $Because) {
    process { Stop-Test (Test-HaveImagePackage $Actual $Name $Version -Because $Because) }
}

function Should-NotHaveImagePackage([Parameter(Position = 0)] [string] $Name, [Parameter(Position = 1, ValueFromPipeline)] $Actual, [string] $Version = '*', [string] $Because) {
    process { Stop-Test (Test-HaveImagePackage $Actual $Name $Version -Negate -Because $Because) }
}

function Should-MeetImagePolicy([Parameter(Position = 0)] [string[]] $Policy, [Parameter(Position = 1, ValueFromPipeline)] $Actual, [string] $Because) {
    process { Stop-Test (Test-MeetImagePolicy $Actual $Policy -Because $Because) }
}

foreach ($operator in 'HaveImageFile', 'HaveImagePackage', 'MeetImagePolicy') {
    Add-ShouldOperator -Name $operator -InternalName "Test-$operator" -Test (Get-Command "Test-$operator").ScriptBlock
}
Export-ModuleMember -Function ((Get-Module Pester).Version.Major -ge 6 ? 'Should-*' : @())
