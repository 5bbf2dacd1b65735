using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Sources;

/// <summary>The files of an archive or folder by name. Names come from manifests, so from strangers: they never lead out of it.</summary>
internal abstract class ArchiveFiles(string path, ReadLimits limits)
{
    // One object for all who name a file: what is found out about its bytes, such as their compression, is found out once.
    private readonly Dictionary<string, Blob?> _found = new(StringComparer.Ordinal);

    private readonly HashSet<string> _documents = new(StringComparer.Ordinal);

    private long _documentBytes;
    private int _layers;

    /// <summary>Full path of the archive or folder.</summary>
    public string Path => path;

    /// <summary>Ends the reading of the archive's documents.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Limits in force.</summary>
    public ReadLimits Limits => limits;

    /// <summary>Whether the files are apart, and not in one file.</summary>
    public abstract bool IsFolder { get; }

    /// <summary>Compression of the whole file; null where there is none.</summary>
    public virtual string? OuterCompression => null;

    /// <summary>Oddities of the archive itself.</summary>
    public virtual IReadOnlyList<ImageWarning> Warnings => [];

    /// <summary>What ended the reading of the archive early, or null.</summary>
    public virtual ImageException? Damage => null;

    /// <summary>The whole as the tar of one layer; null where it is none, or a damaged one.</summary>
    public virtual Blob? AsLayer => null;

    /// <summary>Folder of the image that the archive itself is a file of; null where it is none.</summary>
    public virtual string? LayoutAround => null;

    /// <summary>About how many bytes of memory the ways into the midst of a compressed archive take.</summary>
    public virtual long Footprint => 0;

    /// <summary>Bytes of the temporary files that were made for the archive's readers.</summary>
    public virtual long DiskFootprint => 0;

    /// <summary>Names of all files, links among them.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Whether a file of this name is there.</summary>
    public abstract bool Contains(string name);

    /// <summary>The bytes of a file, through links inside the archive; null where there is none of that name.</summary>
    /// <exception cref="ImageException">The name or a link leads out of the archive, or links form a circle.</exception>
    public Blob? Find(string name)
    {
        if (!_found.TryGetValue(name, out Blob? blob))
            _found.Add(name, blob = Locate(name));
        return blob;
    }

    /// <summary>The entries of a layer that was read while the archive was opened; null where it was not.</summary>
    public virtual LayerIndex? Known(Blob layer) => null;

    /// <summary>Gives back the temporary files that were made for the archive.</summary>
    public virtual void Release()
    {
    }

    /// <summary>Why this is no image, where it has none of the known forms.</summary>
    public abstract ImageException NoImage();

    /// <summary>Counts layers of an image; images that share layers count them each.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ImageException">All images together have too many; further ones are not read.</exception>
    public void CountLayers(int count)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (count > limits.ArchiveLayers - _layers)
        {
            _layers = limits.ArchiveLayers;
            throw new ImageException(ImageErrorId.CountLimit,
                $"the images of the archive have more than {limits.ArchiveLayers} layers together (limit ArchiveLayers); those that come first are read");
        }
        _layers += count;
    }

    /// <summary>Names of blobs and layers that no document asked for, in order.</summary>
    public IEnumerable<string> Unreferenced()
    {
        HashSet<BlobPlace> places = [.. _found.Values.OfType<Blob>().Select(blob => blob.Place)];
        var asked = new HashSet<string>(_found.Keys.Concat(_documents).Select(Inside).OfType<string>(), StringComparer.Ordinal);
        return Names.Where(name => StoredNames.IsContent(name) && !asked.Contains(name) && !IsKnown(name)).Order(StringComparer.Ordinal);

        bool IsKnown(string name)
        {
            try
            {
                return Locate(name) is { } blob && (places.Contains(blob.Place) || OldConfig.Is(blob));
            }
            catch (ImageException)
            {
                return false;
            }
        }
    }

    private static string? Inside(string name)
    {
        try
        {
            return Normalize("", name);
        }
        catch (ImageException)
        {
            return null;
        }
    }

    /// <summary>A JSON document; null where there is none of that name.</summary>
    /// <exception cref="ImageException">It is too large, or all documents together are.</exception>
    public byte[]? ReadDocument(string name)
    {
        _documents.Add(name);
        return Document(name) is { } json ? Count(json, name) : null;
    }

    /// <summary>A JSON document that is a blob of the archive.</summary>
    /// <exception cref="ImageException">It is too large, or all documents together are.</exception>
    public byte[] ReadDocument(Blob blob) => Count(blob.ReadAll(limits.DocumentSize), blob.Name);

    /// <summary>The bytes of a file that is asked for the first time, as <see cref="Find"/> gives them.</summary>
    protected abstract Blob? Locate(string name);

    /// <summary>The bytes of a document; null where there is none of that name.</summary>
    protected virtual byte[]? Document(string name) => Find(name)?.ReadAll(limits.DocumentSize);

    /// <summary>A name without <c>./</c>, doubled slashes and <c>..</c>, relative to a folder of the archive. One that begins with a slash is
    /// relative to the archive's root, as for docker load.</summary>
    /// <exception cref="ImageException">The name leads out of the archive.</exception>
    protected static string Normalize(string folder, string name)
    {
        var parts = new List<string>();
        foreach (string part in (name.StartsWith('/') ? name : $"{folder}/{name}").Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count == 0)
                throw Outside(name);
            else
                parts.RemoveAt(parts.Count - 1);
        }
        return string.Join('/', parts);
    }

    // A document that many images name is counted for each of them: each keeps what it says.
    private byte[] Count(byte[] json, string name)
    {
        Cancellation.ThrowIfCancellationRequested();
        _documentBytes += json.Length;
        return _documentBytes <= limits.DocumentTotal ? json : throw new ImageException(
            ImageErrorId.CountLimit, $"the documents of the archive have more than {limits.DocumentTotal} bytes together (limit DocumentTotal)", name);
    }

    protected static ImageException Outside(string name) => new(ImageErrorId.PathOutside, "the name leads out of the archive", name);
}
