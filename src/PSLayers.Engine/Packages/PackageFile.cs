using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Text;

namespace PSLayers.Packages;

/// <summary>A file that says which packages are installed, and what was taken from it.</summary>
/// <param name="path">Its path in the image.</param>
/// <param name="content">Its bytes; they are only there while it is read.</param>
/// <param name="allowance">How much all files of the image may still say.</param>
internal sealed class PackageFile(string path, ReadOnlyMemory<byte> content, PackageAllowance allowance)
{
    private int _leftOut;

    /// <summary>Its path in the image.</summary>
    public string Path => path;

    /// <summary>Its bytes; they are only there while it is read.</summary>
    public ReadOnlyMemory<byte> Content => content;

    /// <summary>Bytes of the file beside it that belongs to it; none where there is no such file.</summary>
    public ReadOnlyMemory<byte> Companion { get; set; }

    /// <summary>The file itself, where it is looked at in place instead of being in memory; any position can be read.</summary>
    public Stream? Stream { get; init; }

    /// <summary>Ends the work on it.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The directory that it is in.</summary>
    public string Directory => DirectoryOf(path);

    /// <summary>What may be read.</summary>
    public ReadLimits Limits => allowance.Limits;

    /// <summary>The packages that it lists.</summary>
    public List<PackageRecord> Packages { get; } = [];

    /// <summary>What is wrong with a part of it; null where all is well.</summary>
    public ImageException? Complaint { get; private set; }

    /// <summary>The directory that a path is in.</summary>
    public static string DirectoryOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    /// <summary>Takes bytes that are read of it in place; whether all files of the image together may have so many.</summary>
    public bool TakeBytes(long bytes)
    {
        Cancellation.ThrowIfCancellationRequested();
        return allowance.TakeFile(bytes);
    }

    /// <summary>Takes an entry of an archive.</summary>
    /// <exception cref="ImageException">The archives of the image have too many.</exception>
    public void TakeEntry()
    {
        Cancellation.ThrowIfCancellationRequested();
        allowance.TakeEntry();
    }

    /// <summary>The JSON document that it is; whoever asks for it gives it back.</summary>
    /// <exception cref="ImageException">It is none.</exception>
    public JsonDocument Json()
    {
        try
        {
            return JsonDocument.Parse(content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content,
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = Limits.DocumentDepth });
        }
        catch (JsonException e)
        {
            throw Broken($"the JSON document is broken ({VisibleText.Line(e.Message)})");
        }
    }

    /// <summary>Takes a package.</summary>
    /// <exception cref="ImageException">The layers of the image list too many, or too long ones.</exception>
    public void Add(PackageRecord record)
    {
        Cancellation.ThrowIfCancellationRequested();
        allowance.Take(record);
        Packages.Add(record);
    }

    /// <summary>A text of the file that is safe to show; null where it is empty, or too long.</summary>
    public string? Text(ReadOnlySpan<byte> text)
    {
        if (text.Length <= Limits.PackageField)
            return text.IsEmpty ? null : VisibleText.Line(Encoding.UTF8.GetString(text));
        LeaveOut($"a text of {text.Length} bytes; of a package at most {Limits.PackageField} are read (limit PackageField)");
        return null;
    }

    /// <summary>A text of a JSON object that is safe to show; null where it has none, or an empty one, or one that is too long.</summary>
    public string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? Text(value) : null;

    /// <summary>A text of a JSON document that is safe to show; null where it is none, or empty, or too long.</summary>
    public string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? Text(value.GetString) : null;

    /// <summary>The name of a member of a JSON object, safe to show; null where it is empty, or too long.</summary>
    public string? Text(JsonProperty member) => Text(() => member.Name);

    private string? Text(Func<string?> read)
    {
        try
        {
            if (read() is not { Length: > 0 } text)
                return null;
            if (text.Length <= Limits.PackageField)
                return VisibleText.Line(text);
            LeaveOut($"a text of {text.Length} characters; of a package at most {Limits.PackageField} are read (limit PackageField)");
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of surrogates is no text.
            return null;
        }
    }

    /// <summary>Tells that a package is left out; the first of such complaints is kept.</summary>
    /// <param name="why">What was expected, and what was found.</param>
    /// <exception cref="ImageException">There were too many.</exception>
    public void LeaveOut([InterpolatedStringHandlerArgument("")] ref ComplaintText why)
    {
        if (Complaint is null)
            Complaint = Broken(why.ToStringAndClear());
        CountLeftOut();
    }

    /// <inheritdoc cref="LeaveOut(ref ComplaintText)"/>
    public void LeaveOut(string why)
    {
        Complaint ??= Broken(why);
        CountLeftOut();
    }

    /// <summary>The error of a file that is not as it should be.</summary>
    /// <param name="why">What was expected, and what was found.</param>
    public ImageException Broken(string why) => new(ImageErrorId.DocumentInvalid, why, path);

    private void CountLeftOut()
    {
        if (++_leftOut > Limits.Packages)
            throw Broken($"more than {Limits.Packages} parts are broken (limit Packages), and the rest is not read; the first: {Complaint!.Reason}");
    }
}
