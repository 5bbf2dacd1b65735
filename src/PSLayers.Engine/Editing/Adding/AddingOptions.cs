using PSLayers.Layers;

namespace PSLayers.Editing.Adding;

/// <summary>What files of the disk are to be like in a layer.</summary>
/// <param name="Owner">Whom they belong to; null for root, or whom they belong to on the disk.</param>
/// <param name="PreservesOwner">Whether they keep their owners of the disk where no other is given.</param>
/// <param name="Mode">Other permissions than those on the disk; null for those.</param>
internal sealed record AddingOptions((long Uid, long Gid)? Owner = null, bool PreservesOwner = false, ModeChange? Mode = null)
{
    /// <summary>Whether there is nothing to say of a directory that the image has already.</summary>
    public bool KeepsOwn(SourceFile folder) => !folder.HasMode && Mode is null && Owner is null;

    /// <summary>The owner of a file.</summary>
    public (long Uid, long Gid) OwnerOf(SourceFile file) => Owner ?? (PreservesOwner ? file.Owner : (0, 0));

    /// <summary>The permissions of a file. Those of a link mean nothing.</summary>
    public int ModeOf(SourceFile file) =>
        Mode is null || file.Type == EntryType.SymbolicLink ? file.Mode : Mode.Of(file.Mode, file.Type == EntryType.Directory);
}
