using System.Management.Automation;

namespace PSLayers.Provider;

/// <summary>What PowerShell keeps of the provider in a session. The provider's own objects live no longer than one command.</summary>
internal sealed class ImageViewProviderInfo(ProviderInfo info) : ProviderInfo(info)
{
    /// <summary>The drives of the session.</summary>
    public MountedViews Mounted { get; } = new();
}
