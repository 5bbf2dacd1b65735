using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>What is still stored of packages that a layer removed or replaced: of the files that the list of the package named before that
/// layer, the
/// bytes that the view does not show any more.</summary>
internal sealed class HiddenPackages
{
    private readonly Dictionary<PackageStep, long> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly LayeredImage _image;
    private readonly TreeView _view;
    private readonly CancellationToken _cancellation;
    private readonly OwnershipBudget _budget;
    private readonly LayerErrors _errors;
    private readonly PackageCompanions _companions;

    // The lists, each as the layer before sees it, with the steps that it tells about.
    private readonly Dictionary<(int Layer, int Row), Dictionary<int, List<PackageStep>>> _steps = [];
    private SeenContents? _seen;

    private HiddenPackages(LayeredImage image, TreeView view, CancellationToken cancellation)
    {
        (_image, _view, _cancellation, _budget, _errors) = (image, view, cancellation, new OwnershipBudget(image.Limits), new LayerErrors(image.Limits.Warnings));
        _companions = new PackageCompanions(image, _errors);
    }

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors => _errors.All;

    /// <summary>Bytes of the version before a step; null where it was not there, or no list tells its files.</summary>
    public long? this[PackageStep step] => _sizes.TryGetValue(step, out long bytes) ? bytes : null;

    /// <summary>Finds the bytes of each step that has some to tell of.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view that shows files, or does not.</param>
    /// <param name="steps">What layers did.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    public static HiddenPackages Of(LayeredImage image, TreeView view, IReadOnlyList<PackageStep> steps, ReadMeter meter)
    {
        var hidden = new HiddenPackages(image, view, meter.Cancellation);
        var lists = new Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)>();
        foreach (PackageStep step in steps)
        {
            if (step.Before is not null)
                hidden.Add(step, step.Before, lists);
        }
        var files = new WholeFiles(image, new PackageAllowance(image.Limits), hidden._errors);
        hidden._companions.Read(files, meter);
        files.Read(lists, (place, file) => hidden.Read(lists[place], hidden._steps[place], file), meter);
        return hidden;
    }

    private void Add(PackageStep step, InstalledPackage before, Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> lists)
    {
        int node = step.Database.ListOf(_image.Tree, before.Node, before.Record);
        int version = node < 0 ? -1 : PackageManifest.FileOf(_image, _image.Tree.View(step.Layer - 1).Find(node));
        if (version < 0)
            return;
        (int, int) place = PackageManifest.PlaceOf(_image.Tree, version);
        lists.TryAdd(place, (step.Database, node));
        _companions.Want(step.Database, node, BesideOf(step.Database, node, step.Layer));
        if (!_steps.TryGetValue(place, out Dictionary<int, List<PackageStep>>? byLayer))
            _steps.Add(place, byLayer = []);
        if (!byLayer.TryGetValue(step.Layer, out List<PackageStep>? steps))
            byLayer.Add(step.Layer, steps = []);
        steps.Add(step);
    }

    // The version of what belongs to a list, as the layer before sees it.
    private int BesideOf(IPackageDatabase database, int node, int layer) => PackageCompanions.NodeBeside(_image.Tree, database, node) is >= 0 and var beside
        ? PackageManifest.FileOf(_image, _image.Tree.View(layer - 1).Find(beside))
        : -1;

    private void Read((IPackageDatabase Database, int Node) list, Dictionary<int, List<PackageStep>> byLayer, PackageFile file)
    {
        lock (_sizes)
        {
            _seen ??= SeenContents.Of(_image, _view, _cancellation);
            foreach ((int layer, List<PackageStep> steps) in byLayer)
            {
                file.Companion = _companions[PackageManifest.PlaceOf(_image.Tree, BesideOf(list.Database, list.Node, layer))];
                Read(list.Database, layer, steps, file);
            }
        }
    }

    private void Read(IPackageDatabase database, int layer, List<PackageStep> steps, PackageFile file)
    {
        var byName = new Dictionary<string, PackageStep>(StringComparer.Ordinal);
        foreach (PackageStep step in steps)
        {
            byName.TryAdd(step.Before!.Record.FullName, step);
            _sizes[step] = 0;
        }
        TreeView before = _image.Tree.View(layer - 1);
        var counted = new HashSet<(PackageStep, int)>();
        database.ReadFiles(file, new OwnedFiles(before, _budget, _cancellation)
        {
            Packages = database.HasListForEach ? null : byName.Keys.ToHashSet(),
            Found = (package, found, _, _, isFolder) =>
            {
                PackageStep? step = database.HasListForEach ? steps[0] : byName.GetValueOrDefault(package);
                if (step is null)
                    return;
                if (isFolder)
                    CountFolder(before, found, step, counted);
                else
                    Count(found, step, counted);
            },
        });
    }

    private void CountFolder(TreeView before, ViewNode folder, PackageStep step, HashSet<(PackageStep, int)> counted)
    {
        var open = new Stack<ViewNode>([folder]);
        while (open.TryPop(out ViewNode next))
        {
            _budget.Take();
            Count(next, step, counted);
            if (!before.IsDirectory(next))
                continue;
            foreach (ViewNode child in before.Children(next, _cancellation))
            {
                // Packages that are in it are others.
                if (!_image.Tree.Name(child.Node).SequenceEqual("node_modules"u8))
                    open.Push(child);
            }
        }
    }

    private void Count(ViewNode file, PackageStep step, HashSet<(PackageStep, int)> counted)
    {
        int content = file.Version < 0 ? -1 : LinkResolver.Content(_image.Tree, file.Version, _image.Limits);
        if (content < 0 || _image.Tree.Version(content) is not { Row: >= 0 } stored || _seen!.Contains(content))
            return;
        LayerIndex index = _image.Tree.Layers[stored.Layer]!;
        if (index.Row(stored.Row).Type == EntryType.File && counted.Add((step, content)))
            _sizes[step] = ByteSum.Add(_sizes[step], index.Row(stored.Row).Size);
    }
}
