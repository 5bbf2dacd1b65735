using System.Management.Automation;
using PSLayers.Formatting;
using PSLayers.Mounting;
using PSLayers.Sources;
using PSLayers.Sources.Caching;
using PSLayers.Text;

namespace PSLayers.Commands;

/// <summary>Forgets what was learned of archives: in this session, and in the user's cache folder.</summary>
[Cmdlet(VerbsCommon.Clear, "ImageCache", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ClearImageCacheCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Switched off, the cache is not used; what is in it can be removed all the same.
        string? folder = CacheFolder.Path;
        if (!ShouldProcess(folder is null ? "this session" : $"this session and {VisibleText.Line(folder)}", "Clear Image Cache"))
            return;
        ArchiveCache.Shared.Clear();
        if (folder is null)
            return;
        (int files, long bytes) = DiskCache.At(folder).Clear();
        if (OperatingSystem.IsLinux() && LayerSpools.Clear() is var spools)
            (files, bytes) = (files + spools.Files, bytes + spools.Bytes);
        WriteVerbose($"Removed {files} files with {View.Size(bytes)} from {VisibleText.Line(folder)}.");
    }
}
