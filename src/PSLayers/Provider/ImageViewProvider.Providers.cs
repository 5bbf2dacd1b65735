using System.Management.Automation;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>Copying between a drive and the disk. PowerShell copies and moves within one provider only, and says so in words that help nobody; where it asks
/// this provider something before, that can say what does copy.</summary>
public sealed partial class ImageViewProvider
{
    private const string Disk = "FileSystem", CopyParameters = "CopyItemDynamicParameters";

    /// <inheritdoc/>
    protected override object? CopyItemDynamicParameters(string path, string destination, bool recurse)
    {
        CheckDestination("Copy-Item", path, destination);
        return null;
    }

    /// <inheritdoc/>
    protected override object? MoveItemDynamicParameters(string path, string destination)
    {
        CheckDestination("Move-Item", path, destination);
        return null;
    }

    /// <inheritdoc/>
    protected override string MakePath(string parent, string child)
    {
        // The destination of Copy-Item becomes a path, and it is the file system that gave the parameters.
        if (DynamicParameters?.GetType().Name == CopyParameters)
            CheckSources();
        return base.MakePath(parent, child);
    }

    private void CheckDestination(string command, string path, string? destination)
    {
        // Where the pipeline will bring the paths, PowerShell asks with the current location instead; they may be of any provider.
        if (DrivePath.Trim(path ?? "") == DrivePath.Trim(SessionState.Path.CurrentLocation.ProviderPath))
            return;
        if (!string.IsNullOrEmpty(destination) && ProviderOf(destination) == Disk)
            throw NotOneProvider(command, $"To the disk this copies: Get-Item {VisibleText.Line(path!)} | Export-ImageFile -Destination {VisibleText.Line(destination)}", path!);
    }

    private void CheckSources()
    {
        if (ServedCommand.Of(this) is not { MyCommand.Name: "Copy-Item", BoundParameters: { } given }
            || given.GetValueOrDefault("Destination") is not string destination
            || (given.GetValueOrDefault("Path") ?? given.GetValueOrDefault("LiteralPath")) is not string[] { Length: > 0 } sources
            || !Array.TrueForAll(sources, source => ProviderOf(source) == Disk) || ProviderOf(destination) == Disk
            || given.GetValueOrDefault("ErrorAction") is ActionPreference.SilentlyContinue or ActionPreference.Ignore)
            return;
        string source = sources[0][(sources[0].LastIndexOf("::", StringComparison.Ordinal) is >= 0 and var end ? end + 2 : 0)..];
        throw NotOneProvider("Copy-Item", $"From the disk this copies: Import-ImageFile {VisibleText.Line(source)} -Destination {VisibleText.Line(destination)}", destination);
    }

    private static RuntimeException NotOneProvider(string command, string instead, string target)
    {
        var error = new PSArgumentException($"{command} works within one provider. {instead}");
        return new RuntimeException(error.Message, error,
            new ErrorRecord(error, command.Replace("-", "", StringComparison.Ordinal) + "SourceAndDestinationNotSameProvider", ErrorCategory.InvalidArgument, target));
    }

    // Null for what is no path.
    private string? ProviderOf(string path)
    {
        try
        {
            _ = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name;
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException or ArgumentException)
        {
            return null;
        }
    }
}
