using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using PSLayers.Extraction;
using PSLayers.Trees;

namespace PSLayers.Mounting;

/// <summary>What is mounted, as every session may read it: it stands behind the file system, in the same file.</summary>
/// <param name="ImagePath">Full path of the archive; empty for an edited image.</param>
/// <param name="ImageName">Name of the image.</param>
/// <param name="ImageId">Digest of its config; null where it has none.</param>
/// <param name="Platform">Its platform; null where it is not known.</param>
/// <param name="TopLayer">The uppermost layer that is shown.</param>
/// <param name="LayerCount">How many layers the image has.</param>
/// <param name="UpperPath">Full path of the folder with the changes; null where nothing can be changed.</param>
/// <param name="Driver">Who serves what is below the changes; of others, lists of mounts tell.</param>
internal sealed record MountRecord(
    string ImagePath, string ImageName, string? ImageId, string? Platform, int TopLayer, int LayerCount, string? UpperPath = null, ViewDriver Driver = ViewDriver.Kernel)
{
    private const int LongestText = 64 << 10;
    private const int StartSize = 24;

    // What stands in front of a file system is nobody's.
    private static ReadOnlySpan<byte> Magic => "PSLayers"u8;

    /// <summary>The record of a view.</summary>
    public static MountRecord Of(LayeredImage image, TreeView view) =>
        new(image.Image.ImagePath, image.Image.Name, image.Image.ImageId, image.Image.Platform, view.Top, image.Layers.Count);

    /// <summary>Writes the record to a file that has a file system of some length.</summary>
    public void Write(SafeFileHandle file, long length)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject
        {
            ["imagePath"] = ImagePath, ["imageName"] = ImageName, ["imageId"] = ImageId, ["platform"] = Platform, ["topLayer"] = TopLayer, ["layerCount"] = LayerCount,
            ["upperPath"] = UpperPath, ["driver"] = Driver.ToString(),
        });
        Span<byte> start = stackalloc byte[StartSize];
        Magic.CopyTo(start);
        BinaryPrimitives.WriteInt64LittleEndian(start[8..], length);
        BinaryPrimitives.WriteInt64LittleEndian(start[16..], text.Length);
        RandomAccess.Write(file, start, 0);
        RandomAccess.Write(file, text, length);
    }

    /// <summary>Writes a file that has the record alone.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    [SupportedOSPlatform("linux")]
    public void WriteFile(string path)
    {
        using DraftFile draft = MountFolder.DraftOf(path);
        Write(draft.Handle, StartSize);
        draft.Publish(path, replaces: false);
    }

    /// <summary>Reads the record of a file; null where it has none, or cannot be read.</summary>
    public static MountRecord? Read(string path)
    {
        try
        {
            using FileStream file = new(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
            byte[] start = new byte[StartSize];
            file.ReadExactly(start);
            long length = BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(16));
            if (!start.AsSpan().StartsWith(Magic) || length is < 0 or > LongestText)
                return null;
            byte[] text = new byte[length];
            file.Position = BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(8));
            file.ReadExactly(text);
            return JsonNode.Parse(text) is JsonObject record ? Of(record) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static MountRecord Of(JsonObject record) => new(
        (string?)record["imagePath"] ?? "", (string?)record["imageName"] ?? "", (string?)record["imageId"], (string?)record["platform"], (int?)record["topLayer"] ?? 0, (int?)record["layerCount"] ?? 0,
        (string?)record["upperPath"], Enum.Parse<ViewDriver>((string?)record["driver"] ?? nameof(ViewDriver.Kernel)));
}
