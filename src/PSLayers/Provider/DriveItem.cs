using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>Something at a path of a drive.</summary>
internal abstract class DriveItem
{
    /// <summary>The object that users get.</summary>
    public abstract object Value { get; }

    /// <summary>Whether it can be entered: a directory, or a link to one.</summary>
    public abstract bool IsFolder { get; }

    /// <summary>Whether it is a symbolic link, which is shown but never descended into.</summary>
    public virtual bool IsLink => false;

    /// <summary>The view that has it, and its path there; null for what is in no view.</summary>
    public virtual (LayeredImage Image, TreeView View, byte[] Path)? Source => null;

    /// <summary>What is in it, by name.</summary>
    public virtual IEnumerable<(string Name, DriveItem Item)> Children() => [];

    /// <summary>Something in it by name; null for nothing.</summary>
    public virtual DriveItem? Child(string name) => null;

    /// <summary>Something at a path below it; null for nothing.</summary>
    /// <param name="parts">The parts of the path as they were given out, or as somebody typed them.</param>
    public virtual DriveItem? Find(ReadOnlySpan<string> parts)
    {
        DriveItem? at = this;
        foreach (string part in parts)
            at = at?.Child(part) ?? at?.Child(DrivePath.Typed(part));
        return at;
    }

    /// <summary>Where its content is.</summary>
    /// <exception cref="ImageException">It has none.</exception>
    public virtual ContentPlace Content() => throw new ImageException(ImageErrorId.NotAFile, "it is no file but a directory");
}
