using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Sources;

namespace PSLayers.Fuzzing.Inputs;

/// <summary>An archive that has the documents of an image and nothing else. The first has the name that tells the form; the others have, one after
/// the other, whatever names are asked for.</summary>
internal sealed class DocumentFiles : ArchiveFiles
{
    private static readonly string[][] Forms = [["manifest.json"], ["index.json", "oci-layout"], ["manifest.json", "version"], ["manifest.json", "index.json", "oci-layout"], ["repositories"]];

    private readonly string[] _names;
    private readonly Queue<byte[]> _rest;
    private readonly Dictionary<string, byte[]> _given = new(StringComparer.Ordinal);

    /// <summary>Makes the archive.</summary>
    /// <param name="form">Which form it has.</param>
    /// <param name="documents">The documents, with a zero between them.</param>
    /// <param name="limits">What reading may cost.</param>
    public DocumentFiles(int form, byte[] documents, ReadLimits limits) : base("/documents", limits)
    {
        _names = Forms[form];
        _rest = new Queue<byte[]>(Split(documents));
        _given[_names[0]] = _rest.Dequeue();
        _given["version"] = [.. "Directory Transport Version: 1.1\n"u8];
        _given["oci-layout"] = [.. "{\"imageLayoutVersion\":\"1.0.0\"}"u8];
    }

    public override bool IsFolder => _names.Contains("version");

    public override IEnumerable<string> Names => _names;

    public override bool Contains(string name) => _names.Contains(name) || (_names[0] == "repositories" && name.EndsWith("/json", StringComparison.Ordinal));

    protected override Blob? Locate(string name)
    {
        string at = Normalize("", name);
        if (!_given.TryGetValue(at, out byte[]? content))
        {
            if (!_rest.TryDequeue(out content))
                return null;
            _given[at] = content;
        }
        return Blob.Of(new MemorySource(content), 0, content.Length, at);
    }

    public override ImageException NoImage() => new(ImageErrorId.ManifestMissing, "no image");

    private static IEnumerable<byte[]> Split(byte[] documents)
    {
        for (int start = 0; start <= documents.Length;)
        {
            int end = Array.IndexOf(documents, (byte)0, start);
            end = end < 0 ? documents.Length : end;
            yield return documents[start..end];
            start = end + 1;
        }
    }
}
