using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Images;
using PSLayers.Limits;

namespace PSLayers.Overlays;

/// <summary>What an upper folder belongs to. It stands in a file of the work folder, as the folder's own content cannot tell.</summary>
/// <param name="Image">The ImageId; of an image without one, the DiffId of its uppermost layer that counts; null where there is neither.</param>
/// <param name="TopLayer">The uppermost layer that the changes are to.</param>
/// <param name="Marks">What the names of the marks begin with.</param>
internal sealed record UpperNote(string? Image, int TopLayer, string Marks)
{
    /// <summary>The note for an image.</summary>
    public static UpperNote Of(ContainerImage image, int top, OverlayMarks marks) =>
        new(image.ImageId ?? (top >= 0 && top < image.Layers.Count ? image.Layers[top].DiffId : null), top, marks.Prefix);

    /// <summary>Reads a note; null where there is none.</summary>
    /// <exception cref="ImageException">It cannot be read, or is none of ours.</exception>
    public static UpperNote? Read(string path, ReadLimits limits)
    {
        try
        {
            int descriptor = Libc.Open(UnixName.OfHost(path), UnixConstants.OpenExistingFile);
            if (descriptor < 0 && UnixError.Last == UnixConstants.NoEntry)
                return null;
            using var file = new SafeFileHandle(descriptor, ownsHandle: true);
            if (descriptor >= 0 && UnixStatus.TryGet(file, out UnixStatus status) && status.IsFile && status.Size <= limits.DocumentSize
                && JsonNode.Parse(new FileStream(file, FileAccess.Read)) is JsonObject note
                && (string?)note["marks"] is { } marks && (int?)note["topLayer"] is { } top)
                return new UpperNote((string?)note["image"], top, marks);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            // It is said below.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UpperFolder.Refused("the folder's note cannot be read", e);
        }
        throw new ImageException(ImageErrorId.DestinationExists, $"the file {path} should say which image the changes are to, and does not");
    }

    /// <summary>Writes it, so that it is there as a whole or not at all.</summary>
    /// <exception cref="ImageException">The system refuses it.</exception>
    public void Write(string path)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject { ["image"] = Image, ["topLayer"] = TopLayer, ["marks"] = Marks });
        try
        {
            string unfinished = path + ".new";
            // What is there may be a link of somebody else's.
            File.Delete(unfinished);
            using (var file = new FileStream(unfinished, FileMode.CreateNew))
                file.Write(text);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UpperFolder.Refused("the folder's note cannot be written", e);
        }
    }
}
