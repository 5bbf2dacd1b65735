using System.Text;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Extraction;

/// <summary>Unpacks a view of an image into a folder that has what the view shows, and nothing else, and is there whole or not at all.</summary>
internal static class ImageExpansion
{
    // The longest path that the system takes (PATH_MAX with its NUL); Windows counts characters, of which each has at least a byte.
    private static readonly int LongestPath = OperatingSystem.IsWindows() ? 32_000 : OperatingSystem.IsMacOS() ? 1023 : 4095;

    // The name under which a folder is filled, with its dot and ending.
    private const int TemporaryName = 37;

    /// <summary>Unpacks a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="destination">Full path of the folder.</param>
    /// <param name="isWanted">Tells of each path whether it is wanted; null for all.</param>
    /// <param name="options">How to write; <see cref="ExtractionOptions.Force"/> replaces a folder that has something in it.</param>
    /// <param name="meter">Told of each byte of content that is written; carries the wish to stop.</param>
    /// <returns>What became of the entries.</returns>
    /// <exception cref="ImageException">Nothing was written: the place is taken, the limits do not allow it, the disk is full, or the archive
    /// has changed.</exception>
    /// <exception cref="OperationCanceledException">The work was to stop; nothing was written.</exception>
    public static ExpansionReport Write(
        LayeredImage image, TreeView view, string destination, Func<string, bool>? isWanted, ExtractionOptions options, ReadMeter meter)
    {
        destination = Path.TrimEndingDirectorySeparator(destination);
        WholeFolder.Check(destination, options.Force);
        if (options.Force && IsIn(image.Image.ImagePath, destination))
            throw new ImageException(ImageErrorId.DestinationExists, "the archive itself is in the destination, and would be removed with what is there");
        ExpansionPlan plan = ExpansionPlan.Of(image, view, isWanted, meter.Cancellation);
        if (isWanted is not null && plan is { Count: <= 1, Refused.Count: 0 } && !isWanted("/"))
            throw new ImageException(ImageErrorId.FileNotFound, "the view has none of the paths that are wanted");
        var report = new ExpansionReport(image.Limits.Warnings, OperatingSystem.IsWindows());
        foreach (ImageException refused in plan.Refused)
            report.AddError(refused);
        ExtractionOptions fresh = options with { Force = false, IsFresh = true, PathLength = LongestPath - LengthOf(destination) };
        IReadOnlyList<ImageWarning> left = WholeFolder.Write(destination, options.Force, folder => new PlanWriter(plan, fresh, report, meter).Write(folder));
        foreach (ImageWarning warning in EntryWriter.Summary(options, report.XattrsLeftOut).Concat(left))
            report.AddWarning(warning);
        return report;
    }

    private static int LengthOf(string destination)
    {
        int parent = Encoding.UTF8.GetByteCount(Path.GetDirectoryName(destination)!), name = Encoding.UTF8.GetByteCount(Path.GetFileName(destination));
        return parent + Math.Max(name, TemporaryName) + 2;
    }

    private static bool IsIn(string path, string folder) => path.Length > 0
        && path.StartsWith(folder + Path.DirectorySeparatorChar, OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}
