using System.Management.Automation;
using PSLayers.Common;

namespace PSLayers.Provider;

/// <summary>What is in a directory.</summary>
public sealed partial class ImageViewProvider
{
    // PowerShell itself descends where names are to be included or excluded. It then asks for the names of all directories first, and of each
    // whether it is one; links are not, for they may lead round in a circle.
    private readonly HashSet<string> _descended = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse) => GetChildItems(path, recurse, uint.MaxValue);

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse, uint depth) => Guard(path, () => WriteChildren(path, recurse, depth));

    private void WriteChildren(string path, bool recurse, uint depth)
    {
        if (Shown(path) is not { } top)
        {
            WriteError(NotFound(path), path);
            return;
        }
        Func<string, bool> isNamed = NameFilter(path);
        var wanted = ChildItemParameters.Of(DynamicParameters);
        // Without recursion: how deep directories are nested, strangers decide.
        var open = new Stack<(string Path, DriveItem Folder, uint Depth)>();
        open.Push((DrivePath.Trim(path), top, depth));
        while (open.TryPop(out (string Path, DriveItem Folder, uint Depth) next))
        {
            var below = new List<(string, DriveItem, uint)>();
            foreach ((string name, DriveItem item) in next.Folder.Children())
            {
                if (Stopping)
                    return;
                string child = DrivePath.Join(next.Path, DrivePath.Part(name));
                if (isNamed(name) && wanted.Includes(item))
                    Write(item, child);
                if (recurse && next.Depth > 0 && item.IsFolder && !item.IsLink)
                    below.Add((child, item, next.Depth - 1));
            }
            for (int i = below.Count - 1; i >= 0; i--)
                open.Push(below[i]);
        }
    }

    /// <inheritdoc/>
    protected override void GetChildNames(string path, ReturnContainers returnContainers) => Guard(path, () => WriteNames(path, returnContainers));

    private void WriteNames(string path, ReturnContainers returnContainers)
    {
        if (Find(path) is not { } folder)
        {
            WriteError(NotFound(path), path);
            return;
        }
        bool allFolders = returnContainers == ReturnContainers.ReturnAllContainers;
        if (allFolders)
            _descended.Add(DrivePath.Trim(path));
        Func<string, bool> isNamed = NameFilter(path);
        var wanted = ChildItemParameters.Of(DynamicParameters);
        foreach ((string name, DriveItem item) in folder.Children())
        {
            if (Stopping)
                return;
            string part = DrivePath.Part(name);
            if ((allFolders && item.IsFolder) || (isNamed(name) && wanted.Includes(item)))
                WriteItemObject(part, DrivePath.Join(path, part), item.IsFolder);
        }
    }

    /// <inheritdoc/>
    protected override object GetChildItemsDynamicParameters(string path, bool recurse) => new ChildItemParameters();

    /// <inheritdoc/>
    protected override object GetChildNamesDynamicParameters(string path) => new ChildItemParameters();

    // Names differ by case, as on the system that the image is for.
    private Func<string, bool> NameFilter(string path)
    {
        if (string.IsNullOrEmpty(Filter))
            return _ => true;
        WildcardPattern pattern = TextPattern.Of(Filter, Mounted.Find(DrivePath.Root(path)) is { Image.Tree.IgnoresCase: true } ? WildcardOptions.IgnoreCase : WildcardOptions.None);
        return pattern.IsMatch;
    }
}
