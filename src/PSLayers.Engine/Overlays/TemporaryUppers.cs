using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Sources.Caching;

namespace PSLayers.Overlays;

/// <summary>Upper folders that last no longer than who has them. They stand in the user's cache; whoever makes one removes those that a killed session left.</summary>
internal static class TemporaryUppers
{
    private const string UpperName = "upper";

    /// <summary>Full path of the folder that has them, without links on the way, as an upper folder's is.</summary>
    public static string Folder => UnixName.RealPath(PrivateFolder.PathOf("changes"));

    /// <summary>Makes a place for one.</summary>
    /// <param name="imageName">Name of the image, by which users see what it is.</param>
    /// <returns>Full path of an upper folder that is not there yet.</returns>
    /// <exception cref="ImageException">It cannot be made, or others could write to it.</exception>
    public static string New(string imageName)
    {
        PrivateFolder.Make(Folder);
        Sweep();
        string place = Path.Join(Folder, PrivateFolder.NewName(imageName));
        PrivateFolder.Make(place);
        return Path.Join(place, UpperName);
    }

    /// <summary>Whether an upper folder is such a one.</summary>
    /// <param name="path">Full path of the upper folder.</param>
    public static bool Has(string path) => Path.GetFileName(path) == UpperName && Path.GetDirectoryName(Path.GetDirectoryName(path)) == Folder;

    /// <summary>Removes one and all that is in it.</summary>
    /// <param name="path">Full path of the upper folder.</param>
    public static void Remove(string path)
    {
        if (Has(path))
            UnixTree.TryRemove(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes those that nobody has any more.</summary>
    public static void Sweep()
    {
        HashSet<string> mounted = OverlayMounts.UpperFolders();
        foreach (string place in Directory.Exists(Folder) ? Directory.GetDirectories(Folder) : [])
        {
            string upper = Path.Join(place, UpperName);
            // One that is just being made has no lock yet.
            if (!mounted.Contains(upper) && Directory.GetLastWriteTimeUtc(place) < DateTime.UtcNow.AddMinutes(-1) && !UpperFolder.IsOpen(upper))
                UnixTree.TryRemove(place);
        }
    }
}
