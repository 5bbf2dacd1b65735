using System.Collections.Concurrent;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>Files that belong to a list of packages and lie beside it. They are read before the lists: they are few and small, and the layer that
/// has one need not be that of its list.</summary>
/// <param name="image">The image.</param>
/// <param name="errors">Told what is not read.</param>
internal sealed class PackageCompanions(LayeredImage image, LayerErrors errors)
{
    private readonly Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> _wanted = [];
    private readonly ConcurrentDictionary<(int Table, int Row), byte[]> _contents = [];
    private long _room = image.Limits.PackageFile;

    /// <summary>What a file has; nothing of one that is not there, or was not read.</summary>
    /// <param name="place">Where its content is.</param>
    public ReadOnlyMemory<byte> this[(int Table, int Row) place] => _contents.GetValueOrDefault(place);

    /// <summary>The path beside a list where what belongs to it would be; -1 for none.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="database">The kind of packages.</param>
    /// <param name="node">The list.</param>
    public static int NodeBeside(LayeredTree tree, IPackageDatabase database, int node) =>
        database.CompanionOf(new PackagePath(tree, node)) is { } name ? tree.Child(tree.Parent(node), Encoding.UTF8.GetBytes(name)) : -1;

    /// <summary>Notes that a file is to be read.</summary>
    /// <param name="database">The kind of packages.</param>
    /// <param name="node">The list that it belongs to.</param>
    /// <param name="version">The version that has its content; -1 for none.</param>
    public void Want(IPackageDatabase database, int node, int version)
    {
        (int Table, int Row) place = PackageManifest.PlaceOf(image.Tree, version);
        long size = version < 0 ? 0 : image.Tree.Layers[place.Table]!.Row(place.Row).Size;
        if (size == 0 || _wanted.ContainsKey(place))
            return;
        if (size > _room)
        {
            errors.Add(new ImageException(ImageErrorId.ContentTooLarge,
                $"a log of {size} bytes belongs to the list of packages, and is not looked at; of all logs {image.Limits.PackageFile} bytes are (limit PackageFile)", image.Tree.Path(node)));
            return;
        }
        _room -= size;
        _wanted.Add(place, (database, node));
    }

    /// <summary>Reads the files.</summary>
    /// <param name="files">Reads them.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    public void Read(WholeFiles files, ReadMeter meter) => files.Read(_wanted, (place, file) => _contents[place] = file.Content.ToArray(), meter);
}
