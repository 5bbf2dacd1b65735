using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>Reads the files of databases, each of which is in memory as a whole while it is looked at, but for those that are looked at in
/// place.</summary>
/// <param name="image">The image.</param>
/// <param name="allowance">How much may be read.</param>
/// <param name="errors">Told what could not be read, or is broken.</param>
internal sealed class WholeFiles(LayeredImage image, PackageAllowance allowance, LayerErrors errors)
{
    /// <summary>Reads files in one pass.</summary>
    /// <param name="files">Where the files are, each with its database and path.</param>
    /// <param name="look">Looks at one file; called from several threads.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    public void Read(IReadOnlyDictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> files, Action<(int Layer, int Row), PackageFile> look, ReadMeter meter)
    {
        if (files.Count > 0)
            errors.Add(ContentPass.Read(image, files.Keys, layer => new Visitor(this, files, look, layer, meter.Cancellation), meter));
    }

    /// <summary>The error of files that are too many, or too large, together.</summary>
    /// <param name="path">The first that is not read.</param>
    public ImageException TooMany(string path) => new(ImageErrorId.ContentTooLarge,
        $"the lists of packages of all layers have more than {image.Limits.PackageTotal} bytes (limit PackageTotal); the rest is not read", path);

    private sealed class Visitor(
        WholeFiles whole, IReadOnlyDictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> files, Action<(int Layer, int Row), PackageFile> look, int layer,
        CancellationToken cancellation) : IContentVisitor
    {
        private byte[] _content = [];
        private int _length;
        private int _row;

        public bool Begin(int row, long size)
        {
            (_row, _length) = (row, 0);
            if (files[(layer, row)].Database.ReadsInPlace)
                return true;
            if (whole.Refuse(files[(layer, row)], size) is { } refusal)
            {
                whole.Add(refusal);
                return false;
            }
            if (_content.Length < size)
                _content = new byte[size];
            return true;
        }

        public bool Look(Stream content)
        {
            if (!files[(layer, _row)].Database.ReadsInPlace)
                return false;
            whole.Look(new PackageFile(whole.PathOf(files[(layer, _row)].Node), default, whole.Allowance) { Stream = content, Cancellation = cancellation }, file => look((layer, _row), file));
            return true;
        }

        public void Add(ReadOnlySpan<byte> data)
        {
            data.CopyTo(_content.AsSpan(_length));
            _length += data.Length;
        }

        public void End() => whole.Look(new PackageFile(whole.PathOf(files[(layer, _row)].Node), _content.AsMemory(0, _length), whole.Allowance) { Cancellation = cancellation }, file => look((layer, _row), file));

        public void Dispose()
        {
        }
    }

    private ImageException? Refuse((IPackageDatabase Database, int Node) file, long size)
    {
        ReadLimits limits = image.Limits;
        (long most, string name) = file.Database.HasDocuments ? (limits.DocumentSize, nameof(limits.DocumentSize)) : (limits.PackageFile, nameof(limits.PackageFile));
        return size > most
            ? new ImageException(ImageErrorId.ContentTooLarge, $"a list of packages of {size} bytes; at most {most} are read (limit {name})", image.Tree.Path(file.Node))
            : allowance.TakeFile(size) ? null : TooMany(image.Tree.Path(file.Node));
    }

    private PackageAllowance Allowance => allowance;

    private string PathOf(int node) => image.Tree.Path(node);

    private void Look(PackageFile file, Action<PackageFile> look)
    {
        try
        {
            look(file);
            if (file.Complaint is { } complaint)
                errors.Add(complaint);
        }
        catch (ImageException e)
        {
            errors.Add(e);
        }
    }

    private void Add(ImageException error) => errors.Add(error);
}
