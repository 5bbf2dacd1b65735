namespace PSLayers.Trees;

/// <summary>What one layer did to one path, and what the layers below it did in short, so that nobody has to go through them.</summary>
internal struct NodeVersion
{
    private ushort _layer;
    private ushort _self;
    private ushort _below;

    /// <summary>The entry's row in the layer; -1 where it has none: it only removes, or something below makes a directory necessary.</summary>
    public int Row;

    /// <summary>The path's last version in the layers below that puts something there; -1 for none.</summary>
    public int Seen;

    /// <summary>What the layer did.</summary>
    public VersionFlags Flags;

    /// <summary>Number of the layer.</summary>
    public int Layer
    {
        readonly get => _layer;
        init => _layer = checked((ushort)value);
    }

    /// <summary>The lowest layer that may still show here, as far as this layer and those below say.</summary>
    public readonly int Self => Has(VersionFlags.Removed) ? _layer : _self;

    /// <summary>The lowest layer that may still show below here, as far as this layer and those below say. What is no directory has nothing
    /// below it, whatever the layers up to its own put there.</summary>
    public readonly int Below => Replaces ? _layer + 1 : Removes ? _layer : _below;

    /// <summary>Whether the layer puts something here that is no directory: then nothing of it or of the layers below shows below here.</summary>
    public readonly bool Replaces => (Flags & (VersionFlags.Present | VersionFlags.Directory)) == VersionFlags.Present;

    /// <summary>Whether the layer removes what the layers below have below here.</summary>
    public readonly bool Removes => (Flags & (VersionFlags.Removed | VersionFlags.Opaque)) != 0;

    /// <summary>Whether the layer did something.</summary>
    public readonly bool Has(VersionFlags flag) => (Flags & flag) != 0;

    /// <summary>The lowest layers that may show here and below here, as the layers below this one say.</summary>
    public readonly (int Self, int Below) Before => (_self, _below);

    /// <summary>Makes this the version that comes after another one of the same path.</summary>
    /// <param name="before">The other one.</param>
    /// <param name="number">Its number.</param>
    public void Follow(in NodeVersion before, int number)
    {
        Seen = before.Has(VersionFlags.Present) ? number : before.Seen;
        (_self, _below) = ((ushort)before.Self, checked((ushort)before.Below));
    }
}

/// <summary>What a layer did to a path. Several may hold at once: a directory can be removed and made again.</summary>
[Flags]
internal enum VersionFlags : byte
{
    None = 0,

    /// <summary>The layer puts something here.</summary>
    Present = 1,

    /// <summary>What it puts here is a directory.</summary>
    Directory = 2,

    /// <summary>A whiteout removes what the layers below have here, and below here.</summary>
    Removed = 4,

    /// <summary>An opaque marker hides what the layers below have below here.</summary>
    Opaque = 8,

    /// <summary>The path stands more than once in the layer.</summary>
    Repeated = 16,
}
