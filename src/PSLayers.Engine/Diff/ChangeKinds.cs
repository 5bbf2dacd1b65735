namespace PSLayers.Diff;

/// <summary>What kind of change a set of changed properties makes.</summary>
internal static class ChangeKinds
{
    private const FileProperties Substance = FileProperties.Content | FileProperties.Type | FileProperties.LinkTarget | FileProperties.Device;

    /// <summary>The kind of change of a path that is there before and after.</summary>
    public static ChangeKind ToKind(this FileProperties changed) =>
        (changed & Substance) != 0 ? ChangeKind.Modified : changed != FileProperties.None ? ChangeKind.MetadataModified : ChangeKind.Unmodified;
}
