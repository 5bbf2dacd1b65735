using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.TextDiff;

/// <summary>The text difference of one file of two images.</summary>
internal static class UnifiedFile
{
    /// <summary>The lines in the unified format; none where the files are equal. A file that one image lacks is empty there.</summary>
    /// <param name="reference">The image to compare with.</param>
    /// <param name="difference">The image that is compared.</param>
    /// <param name="path">The file's path; links are followed inside the image.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">No image has the file, or what is there is no file, or is too large.</exception>
    public static IEnumerable<string> Lines(LayeredImage reference, LayeredImage difference, string path, ReadMeter meter)
    {
        ImageException? absent = null;
        byte[]? old = Read(reference, path, meter, ref absent);
        byte[]? now = Read(difference, path, meter, ref absent);
        if (old is null && now is null)
            throw absent!;
        string full = "/" + path.TrimStart('/');
        return UnifiedText.Lines(Name(reference, old), Name(difference, now), old ?? [], now ?? [], limits: difference.Limits, cancellation: meter.Cancellation);

        string Name(LayeredImage image, byte[]? text) => text is null ? "/dev/null" : image.Image.Name + full;
    }

    private static byte[]? Read(LayeredImage image, string path, ReadMeter meter, ref ImageException? absent)
    {
        ContentPlace place;
        try
        {
            place = ContentFinder.Find(image, image.Tree.TopView, path);
        }
        catch (ImageException e) when (e.ErrorId == ImageErrorId.FileNotFound)
        {
            absent = e;
            return null;
        }
        using var reader = new ContentReader(image, meter);
        using Stream content = reader.Open(place.Layer, place.Row);
        if (content.Length > image.Limits.UnifiedTextBytes)
        {
            throw new ImageException(ImageErrorId.DocumentTooLarge,
                $"a file of {content.Length} bytes; texts up to {image.Limits.UnifiedTextBytes} bytes are compared line by line (limit UnifiedTextBytes)", path);
        }
        byte[] text = new byte[content.Length];
        content.ReadExactly(text);
        return text;
    }
}
