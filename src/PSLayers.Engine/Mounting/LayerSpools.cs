using System.IO.Hashing;
using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Trees;

namespace PSLayers.Mounting;

/// <summary>Layers that the kernel cannot read where they are, decompressed into files of the folder of mounts. A layer whose archive is known by its
/// state is kept for the next time, within a limit for all.</summary>
[SupportedOSPlatform("linux")]
internal static class LayerSpools
{
    private const string Suffix = ".tar";

    /// <summary>Bytes that are still to be decompressed.</summary>
    public static long Missing(MountPlan plan) =>
        plan.Spooled.Where(layer => FileOf(plan, layer) is not { } file || !File.Exists(file)).Sum(layer => plan.Image.Tree.Layers[layer]!.TarSize);

    /// <summary>Makes the files, and notes in the plan where they are.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="meter">Told of the stored bytes read; carries the wish to stop.</param>
    /// <returns>Files that nobody can know again: to be removed once they are in use.</returns>
    /// <exception cref="ImageException">A layer cannot be read, or the disk is full, or there is more than fits the limit.</exception>
    public static IReadOnlyList<string> Make(MountPlan plan, ReadMeter meter)
    {
        (LayeredImage image, IReadOnlyList<int> layers) = (plan.Image, plan.Spooled);
        long all = layers.Sum(layer => image.Tree.Layers[layer]!.TarSize);
        if (all > image.Limits.SpoolTotal)
            throw new ImageException(ImageErrorId.ImageLimit, $"the compressed layers have {all} bytes decompressed, and {image.Limits.SpoolTotal} may be kept for mounts (limit SpoolTotal)");
        MakeRoom(plan, image.Limits.SpoolTotal - all);
        string?[] known = [.. layers.Select(layer => FileOf(plan, layer))];
        string[] files = [.. known.Select(file => file ?? Path.Join(MountFolder.Path, Guid.NewGuid().ToString("N") + Suffix))];
        int[] missing = [.. Enumerable.Range(0, files.Length).Where(i => !File.Exists(files[i])).DistinctBy(i => files[i]).OrderByDescending(i => image.Tree.Layers[layers[i]]!.TarSize)];
        foreach (int i in missing)
            meter.Expect(image.Image.Layers[layers[i]].Blob!.Length);
        // The largest first, side by side.
        SideBySide.Do(missing, i => Write(image, layers[i], files[i], meter), meter.Cancellation);
        for (int i = 0; i < files.Length; i++)
        {
            // Who was used last goes last.
            File.SetLastWriteTimeUtc(files[i], DateTime.UtcNow);
            var source = new FileSource(files[i], FileStamp.Of(new FileInfo(files[i])));
            plan.Places[layers[i]] = new LayerPlace(new DataDevice(source), 0, source.Length);
        }
        return [.. files.Where((_, i) => known[i] is null)];
    }

    /// <summary>Removes what is kept; whoever has it mounted goes on reading it.</summary>
    /// <returns>How many files there were, and their bytes.</returns>
    public static (int Files, long Bytes) Clear()
    {
        var folder = new DirectoryInfo(MountFolder.Path);
        FileInfo[] files = folder.Exists ? folder.GetFiles("*" + Suffix) : [];
        long bytes = files.Sum(file => file.Length);
        foreach (FileInfo file in files)
            MountFolder.Remove(file.FullName);
        return (files.Length, bytes);
    }

    private static void Write(LayeredImage image, int layer, string file, ReadMeter meter)
    {
        try
        {
            using DraftFile draft = MountFolder.DraftOf(file);
            using var target = new FileStream(draft.Handle, FileAccess.Write, bufferSize: 0);
            using ChunkReader chunks = image.Image.Layers[layer].Blob!.OpenChunks(image.Limits, meter, isWhole: true);
            for (ReadOnlyMemory<byte> piece = chunks.Next(); !piece.IsEmpty; piece = chunks.Next())
                target.Write(piece.Span);
            draft.Publish(file, replaces: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageErrorId.WriteFailed, $"layer {layer} cannot be decompressed into {MountFolder.Path}: {e.Message.TrimEnd('.')}", inner: e);
        }
    }

    // The oldest go first. Whoever has mounted one keeps it until the end.
    private static void MakeRoom(MountPlan plan, long room)
    {
        var wanted = new HashSet<string>(plan.Spooled.Select(layer => FileOf(plan, layer)).OfType<string>(), StringComparer.Ordinal);
        foreach (FileInfo file in new DirectoryInfo(MountFolder.Path).EnumerateFiles("*" + Suffix).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            if (wanted.Contains(file.FullName))
                continue;
            room -= file.Length;
            if (room < 0)
                MountFolder.Remove(file.FullName);
        }
    }

    private static string? FileOf(MountPlan plan, int layer) => plan.Keeps && plan.Image.Image.Layers[layer].Blob?.PlaceIdentity is { } identity
        ? Path.Join(MountFolder.Path, Convert.ToHexString(XxHash128.Hash(Encoding.UTF8.GetBytes(identity.ToString()))).ToLowerInvariant() + Suffix)
        : null;
}
