using PSLayers.Images;

namespace PSLayers.Verification.Checks;

/// <summary>The archive that the image is in.</summary>
internal static class ArchiveChecks
{
    private const int MostNames = 5;

    public static void Run(ContainerImage image, CheckSheet sheet)
    {
        if (image.Store is not { } store)
            return;
        string[] names = [.. store.Unreferenced()];
        string more = names.Length > MostNames ? $" and {names.Length - MostNames} more" : "";
        sheet.Absent("UnreferencedBlobs", "archive", names.Length, $"nobody refers to {string.Join(", ", names.Take(MostNames))}{more}");
    }
}
