using Microsoft.Win32.SafeHandles;
namespace PSLayers.Overlays;
internal sealed class UpperFolder : IDisposable
{
    public string Path { get; init; } = "";
    public SafeFileHandle Root { get; init; } = null!;
    public void Dispose() => Root.Dispose();
}
