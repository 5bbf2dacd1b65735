using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Overlays;

/// <summary>The directories from the root to a place, each open in the upper folder as soon as something is looked up in it, so that a long path costs no
/// more than its names.</summary>
/// <param name="tree">The file system.</param>
[SupportedOSPlatform("linux")]
internal sealed class MergedWay(MergedTree tree) : IDisposable
{
    private readonly List<Step> _steps = [new Step(tree.Root)];

    /// <summary>Where it ends.</summary>
    public MergedNode End => _steps[^1].Node;

    /// <summary>The directory above the end; null for the root.</summary>
    public MergedNode? Above => _steps.Count > 1 ? _steps[^2].Node : null;

    /// <summary>What the directory at the end has at a name; null for nothing.</summary>
    public MergedNode? Child(ReadOnlySpan<byte> name) => tree.Child(End, name, Open(_steps.Count - 1));

    /// <summary>The name that the directory at the end has for one.</summary>
    public ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> name) => tree.NameOf(End, name, Open(_steps.Count - 1));

    /// <summary>Goes on to something in the directory at the end.</summary>
    public void Enter(MergedNode node) => _steps.Add(new Step(node));

    /// <summary>Goes back to the directory above; there is nothing above the root.</summary>
    public void Leave()
    {
        if (_steps.Count == 1)
            return;
        _steps[^1].Folder?.Dispose();
        _steps.RemoveAt(_steps.Count - 1);
    }

    /// <summary>Goes back to the root.</summary>
    public void LeaveAll()
    {
        while (_steps.Count > 1)
            Leave();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Step step in _steps)
            step.Folder?.Dispose();
    }

    private SafeFileHandle? Open(int index)
    {
        Step step = _steps[index];
        if (step.Folder is null && step.Node is { IsDirectory: true, Upper: not null })
        {
            step.Folder = index == 0 ? tree.OpenUpper([])
                : Open(index - 1) is { } above ? MergedTree.Opened(above, (byte[])[.. step.Node.RawName, 0])
                : null;
        }
        return step.Folder;
    }

    private sealed class Step(MergedNode node)
    {
        public MergedNode Node => node;

        public SafeFileHandle? Folder { get; set; }
    }
}
