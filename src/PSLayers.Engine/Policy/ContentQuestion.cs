using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Policy.Expressions;

namespace PSLayers.Policy;

/// <summary>A file whose content a test wants to see, and what came of it.</summary>
/// <param name="path">Path in the image; links are followed.</param>
internal abstract class ContentQuestion(string path)
{
    /// <summary>Path in the image.</summary>
    public string Path => path;

    /// <summary>Where the content is; null where there is none.</summary>
    public ContentPlace? Place { get; set; }

    /// <summary>Why it could not be seen; null where it was, or nobody has looked.</summary>
    public ImageException? Fault { get; set; }

    /// <summary>Whether it was seen.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Shows the content.</summary>
    public void Show(FileContent content)
    {
        Look(content);
        IsAnswered = true;
    }

    /// <summary>Looks at the content. What is to be kept of it is to be copied.</summary>
    protected abstract void Look(FileContent content);
}

/// <summary>The content of one file, as several tests may want it.</summary>
/// <param name="bytes">Its bytes.</param>
internal sealed class FileContent(ReadOnlyMemory<byte> bytes)
{
    private string? _text;

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>Its bytes as a text.</summary>
    public string Text => _text ??= GoText.Decode(Bytes);
}
