using System.Runtime.InteropServices;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>The paths that layers touch, and the directories above them: where two views can differ, and the ways there. Of each directory those
/// that were touched last come first, so that nobody who asks for what a layer touched, or for what still can be seen, goes through the rest.</summary>
internal sealed class TouchedNodes
{
    private const int CheckEvery = 8192;

    private readonly LayeredTree _tree;
    private readonly Place[] _places;
    private readonly int _base;
    private int _last;

    /// <summary>Begins with nothing touched.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="above">The layer above which touching begins; of the layers up to it nothing is known.</param>
    public TouchedNodes(LayeredTree tree, int above) => (_tree, _places, _base, _last, From) = (tree, new Place[tree.NodeCount], above, above, above + 1);

    /// <summary>The lowest layer that counts as touching.</summary>
    public int From { get; private set; }

    /// <summary>Whether a layer that counts touches a path or something below it.</summary>
    public bool this[int node] => _places[node].Layer > From;

    /// <summary>What the layers above one touch, up to another.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="above">The layer above which touching begins; -1 to begin at the base.</param>
    /// <param name="top">The uppermost layer.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static TouchedNodes Between(LayeredTree tree, int above, int top, CancellationToken cancellation)
    {
        var touched = new TouchedNodes(tree, above);
        touched.GoTo(top, above + 1, cancellation);
        return touched;
    }

    /// <summary>Goes on to a layer above those that it knows.</summary>
    /// <param name="top">The layer.</param>
    /// <param name="from">The lowest layer that counts as touching from now on.</param>
    /// <param name="cancellation">Ends the work.</param>
    public void GoTo(int top, int from, CancellationToken cancellation)
    {
        From = from;
        while (_last < top)
            Touch(++_last, cancellation);
    }

    /// <summary>The children of a directory that can be seen in a view, and others, in no order.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="lowest">The lowest layer that it lets show; <see cref="From"/> for the children that are touched.</param>
    /// <param name="children">Where they go; what was there is gone.</param>
    /// <param name="cancellation">Ends the work.</param>
    public void Children(int directory, int lowest, List<int> children, CancellationToken cancellation)
    {
        children.Clear();
        for (int child = _places[directory].First - 1; child >= 0 && _places[child].Layer > lowest; child = _places[child].Next - 1)
            Add(child);
        if (lowest > _base)
            return;
        for (int child = _tree.FirstChild(directory); child >= 0; child = _tree.NextSibling(child))
        {
            if (_places[child].Layer == 0)
                Add(child);
        }

        void Add(int child)
        {
            if (children.Count % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            children.Add(child);
        }
    }

    private void Touch(int layer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (int touched in _tree.TouchedBy(layer))
        {
            // Where one is touched, all above it are.
            for (int node = touched; _places[node].Layer <= layer; node = _tree.Parent(node))
            {
                bool isKnown = _places[node].Layer > 0;
                _places[node].Layer = layer + 1;
                if (node == LayeredTree.Root)
                    break;
                MoveToFront(ref _places[_tree.Parent(node)].First, node, isKnown);
            }
        }
    }

    private void MoveToFront(ref int first, int node, bool isKnown)
    {
        ref Place place = ref _places[node];
        if (first == node + 1)
            return;
        if (isKnown)
        {
            _places[place.Previous - 1].Next = place.Next;
            if (place.Next > 0)
                _places[place.Next - 1].Previous = place.Previous;
        }
        (place.Previous, place.Next) = (0, first);
        if (first > 0)
            _places[first - 1].Previous = node + 1;
        first = node + 1;
    }

    // All numbers are 1 more than what they mean, and 0 for none: so an array begins without a touch.
    [StructLayout(LayoutKind.Sequential)]
    private struct Place
    {
        public int Layer;
        public int First;
        public int Next;
        public int Previous;
    }
}
