using System.Text;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Commands.Bases;

/// <summary>Where files of images go: a folder gets a file for each image, or each layer; anything else is the file itself.</summary>
internal sealed class FilePerImage
{
    // A file system has 255 bytes for a name; the rest is for what stands behind.
    private const int LongestStem = 120;

    private readonly string _full;
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="given">The destination as the user wrote it.</param>
    /// <param name="full">Its full path.</param>
    /// <exception cref="ImageException">It is to be a folder, and is none.</exception>
    public FilePerImage(string given, string full)
    {
        _full = full;
        IsFolder = Directory.Exists(full);
        if (!IsFolder && (given.EndsWith('/') || (OperatingSystem.IsWindows() && given.EndsWith('\\'))))
            throw new ImageException(ImageErrorId.PathNotFound, "the destination ends in a slash, but is no folder that exists");
    }

    /// <summary>Whether it is a folder that exists.</summary>
    public bool IsFolder { get; }

    /// <summary>The file for an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layer">Number of the layer, where it is about one, or about those up to it.</param>
    /// <param name="extension">Ending of the file's name.</param>
    /// <exception cref="ImageException">Another image has that file, or the system allows no such name.</exception>
    public string PlaceOf(ContainerImage image, int? layer, string extension)
    {
        if (!IsFolder)
            return _full;
        string stem = Stem(image.Name) + (layer is null ? "" : $"-layer-{layer}");
        string name = _given.Add(stem) ? stem : $"{stem}-{Digest.Shorten(image.ImageId)}";
        if (name != stem && !_given.Add(name))
            throw new ImageException(ImageErrorId.NameCollision, $"another image has the name {stem}");
        SafeName.Check(name + extension, OperatingSystem.IsWindows());
        return System.IO.Path.Join(_full, name + extension);
    }

    private static string Stem(string name)
    {
        var stem = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, LongestStem)))
            stem.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-');
        return stem.ToString().TrimStart('.', '-') is { Length: > 0 } visible ? visible : "image";
    }
}
