using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace PSLayers.Provider;

/// <summary>What PowerShell keeps of the provider in a session. The provider's own objects live no longer than one command.</summary>
internal sealed class ImageViewProviderInfo : ProviderInfo
{
    private static readonly ConditionalWeakTable<ProviderInfo, ImageViewProviderInfo> Known = [];

    public ImageViewProviderInfo(ProviderInfo given) : base(given)
    {
        Known.AddOrUpdate(given, this);
        // PowerShell puts the module's name in front of its own one only, and then does not find by that name what it has under the other.
        if (given.Module is not null)
            typeof(ProviderInfo).GetProperty(nameof(Module), BindingFlags.Public | BindingFlags.Instance)?.SetMethod?.Invoke(given, [null]);
    }

    /// <summary>The drives of the session.</summary>
    public MountedViews Mounted { get; } = new();

    /// <summary>The one that stands for another in a session: PowerShell goes on to use its own for paths that name a provider but no drive.</summary>
    public static ImageViewProviderInfo Of(ProviderInfo info) => info as ImageViewProviderInfo ?? (Known.TryGetValue(info, out ImageViewProviderInfo? known)
        ? known
        : throw new InvalidOperationException("The provider was not started in this session."));
}
