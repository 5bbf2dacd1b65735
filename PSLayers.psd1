@{
    RootModule           = 'PSLayers.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5d0f3c43-6f3e-4a1e-9a55-0b6f6f3f2a71'
    Author               = 'The PSLayers authors'
    CompanyName          = 'The PSLayers authors'
    Copyright            = '(c) The PSLayers authors. MIT licence.'
    Description          = 'Looks inside saved container images (docker save, podman save, OCI archives and layouts): images, history, configuration, layers and files as objects. Needs no Docker, no root, and unpacks nothing.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    # The types need it before the root module is read.
    RequiredAssemblies   = @('bin/PSLayers.Loader.dll')
    FormatsToProcess     = @('PSLayers.Format.ps1xml')
    TypesToProcess       = @('PSLayers.Types.ps1xml')
    CmdletsToExport      = @(
        'Add-ImageLayer'
        'Clear-ImageCache'
        'Compare-ContainerImage'
        'Dismount-ImageView'
        'Expand-ContainerImage'
        'Export-ContainerImage'
        'Export-ImageFile'
        'Export-ImageLayer'
        'Export-ImageSbom'
        'Find-ImageSecret'
        'Get-ContainerImage'
        'Get-ImageConfig'
        'Get-ImageContent'
        'Get-ImageFile'
        'Get-ImageHistory'
        'Get-ImageLayer'
        'Get-ImagePackage'
        'Get-ImageView'
        'Get-LayerDiff'
        'Get-LayerEntry'
        'Import-ImageFile'
        'Measure-ContainerImage'
        'Merge-ImageLayer'
        'Mount-ImageView'
        'Register-ImageAssertion'
        'Remove-ImageFile'
        'Set-ImageConfig'
        'Test-ContainerImage'
        'Test-ImagePolicy'
        'Trace-ImageFile'
        'Update-ImageBase'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('container', 'docker', 'podman', 'oci', 'image', 'layer', 'tar', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
