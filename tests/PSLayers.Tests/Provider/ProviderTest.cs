using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Provider;

/// <summary>A session of its own for drives, and what the everyday commands would ask of the engine.</summary>
public abstract class ProviderTest : IDisposable
{
    private int _images;

    internal Session Session { get; } = new();

    internal TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Session.Dispose();
        Folder.Dispose();
    }

    /// <summary>Mounts an image and gives its archive.</summary>
    internal string Mount(ImageBuilder image, string name = "app", string options = "")
    {
        string path = Folder.Write($"image{_images++}.tar", image.DockerArchive());
        Assert.Empty(Session.Run($"Mount-ImageView $a -Name $b {options}", path, name).Errors);
        return path;
    }

    internal string Mount(params string[][] layers) => Mount(EntryLine.Image(layers));

    internal IReadOnlyList<PSObject> Items(string path, bool recurse = false, uint depth = uint.MaxValue) =>
        Good("$ExecutionContext.InvokeProvider.ChildItem.Get([string[]]$a, $b, $c, $false, $true)", path, recurse, depth).Output;

    internal IReadOnlyList<PSObject> Item(string path) => Good("$ExecutionContext.InvokeProvider.Item.Get([string[]]$a, $false, $true)", path).Output;

    /// <summary>The names in a folder, as they are in paths.</summary>
    internal string[] Names(string path, bool recurse = false) =>
        [.. Items(path, recurse).Select(item => (string)item.Get("PSChildName")!)];

    /// <summary>The whole text of a file.</summary>
    internal string Text(string path) => string.Join('|', Good(
        "foreach ($reader in $ExecutionContext.InvokeProvider.Content.GetReader([string[]]$a, $false, $true)) { try { $reader.Read(0) } finally { $reader.Dispose() } }", path).Output);

    internal Result Good(string script, params object?[] arguments)
    {
        Result result = Session.Run(script, arguments);
        Assert.Empty(result.Errors);
        return result;
    }

    /// <summary>How often this process holds a file open; null where the system does not tell.</summary>
    internal static int? Handles(string path) => !OperatingSystem.IsLinux() ? null : Directory.EnumerateFiles("/proc/self/fd").Count(handle =>
    {
        try
        {
            return File.ResolveLinkTarget(handle, returnFinalTarget: false)?.FullName == path;
        }
        catch (IOException)
        {
            return false;
        }
    });
}
