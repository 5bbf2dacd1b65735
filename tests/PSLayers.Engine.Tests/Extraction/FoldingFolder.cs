using PSLayers.Extraction;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>A destination as on a disk that takes upper and lower case for the same: every name goes to the disk in lower case.</summary>
internal sealed class FoldingFolder(DestinationFolder folder) : DestinationFolder
{
    public override FileIdentity Identity => folder.Identity;

    public override DestinationFolder OpenAgain() => new FoldingFolder(folder.OpenAgain());

    public override ExistingEntry? Find(string name) => folder.Find(Fold(name));

    public override DestinationFolder OpenFolder(string name) => new FoldingFolder(folder.OpenFolder(Fold(name)));

    public override bool TryCreateFolder(string name) => folder.TryCreateFolder(Fold(name));

    public override DestinationFile? TryCreateFile(string name, long length) => folder.TryCreateFile(Fold(name), length);

    public override bool TryCreateLink(string name, string target) => folder.TryCreateLink(Fold(name), target);

    public override HardLinkOutcome TryCreateHardLink(string name, DestinationFolder source, string existing) =>
        folder.TryCreateHardLink(Fold(name), ((FoldingFolder)source).Inner, Fold(existing));

    public override bool TryCreateSpecial(string name, ExtractionItem item) => folder.TryCreateSpecial(Fold(name), item);

    public override void Remove(string name) => folder.Remove(Fold(name));

    public override void Rename(string name, string newName) => folder.Rename(Fold(name), Fold(newName));

    public override void SetAttributes(EntryAttributes attributes, List<string> problems) => folder.SetAttributes(attributes, problems);

    public override void SetEntryAttributes(string name, bool withMode, EntryAttributes attributes, List<string> problems) =>
        folder.SetEntryAttributes(Fold(name), withMode, attributes, problems);

    protected override void Dispose(bool disposing)
    {
        folder.Dispose();
        base.Dispose(disposing);
    }

    private DestinationFolder Inner => folder;

    // Like a disk, not like a person: no culture has a say in it.
#pragma warning disable CA1308
    private static string Fold(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
