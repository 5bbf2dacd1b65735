using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>What is still stored of packages that a layer removed or replaced: of the files that the list of the package named before that layer, the
/// bytes that the view does not show any more.</summary>
internal sealed class HiddenPackages
{
    private readonly Dictionary<PackageStep, long> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly LayeredImage _image;
    private readonly TreeView _view;
    private readonly CancellationToken _cancellation;
    private readonly OwnershipBudget _budget;

    // The lists, each as the layer before sees it, with the steps that it tells about.
    private readonly Dictionary<(int Layer, int Row), Dictionary<int, List<PackageStep>>> _steps = [];

    // What lies beside a list and belongs to it.
    private readonly Dictionary<(int Layer, int Row), int> _beside = [];
    private SeenContents? _seen;

    private HiddenPackages(LayeredImage image, TreeView view, CancellationToken cancellation) =>
        (_image, _view, _cancellation, _budget) = (image, view, cancellation, new OwnershipBudget(image.Limits));

    /// <summary>Finds the bytes of each step that has some to tell of.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view that shows files, or does not.</param>
    /// <param name="steps">What layers did.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    public static IReadOnlyDictionary<PackageStep, long> Of(LayeredImage image, TreeView view, IReadOnlyList<PackageStep> steps, ReadMeter meter)
    {
        var hidden = new HiddenPackages(image, view, meter.Cancellation);
        var lists = new Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)>();
        foreach (PackageStep step in steps)
        {
            if (step.Before is not null)
                hidden.Add(step, step.Before, lists);
        }
        // What cannot be read was said when the packages were.
        var errors = new LayerErrors(image.Limits.Warnings);
        var files = new WholeFiles(image, new PackageAllowance(image.Limits), errors);
        var companions = new PackageCompanions(image, errors);
        foreach (((int, int) place, (IPackageDatabase database, int node)) in lists)
            companions.Want(database, node, hidden._beside[place]);
        companions.Read(files, meter);
        files.Read(lists, (place, file) =>
        {
            file.Companion = companions[PackageManifest.PlaceOf(image.Tree, hidden._beside[place])];
            hidden.Read(lists[place].Database, hidden._steps[place], file);
        }, meter);
        return hidden._sizes;
    }

    private void Add(PackageStep step, InstalledPackage before, Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> lists)
    {
        int node = step.Database.ListOf(_image.Tree, before.Node, before.Record);
        int version = node < 0 ? -1 : PackageManifest.FileOf(_image, _image.Tree.View(step.Layer - 1).Find(node));
        if (version < 0)
            return;
        (int, int) place = PackageManifest.PlaceOf(_image.Tree, version);
        if (lists.TryAdd(place, (step.Database, node)))
        {
            int beside = PackageCompanions.NodeBeside(_image.Tree, step.Database, node);
            _beside.Add(place, beside < 0 ? -1 : PackageManifest.FileOf(_image, _image.Tree.View(step.Layer - 1).Find(beside)));
        }
        if (!_steps.TryGetValue(place, out Dictionary<int, List<PackageStep>>? byLayer))
            _steps.Add(place, byLayer = []);
        if (!byLayer.TryGetValue(step.Layer, out List<PackageStep>? steps))
            byLayer.Add(step.Layer, steps = []);
        steps.Add(step);
    }

    private void Read(IPackageDatabase database, Dictionary<int, List<PackageStep>> byLayer, PackageFile file)
    {
        lock (_sizes)
        {
            _seen ??= SeenContents.Of(_image, _view, _cancellation);
            foreach ((int layer, List<PackageStep> steps) in byLayer)
                Read(database, layer, steps, file);
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
