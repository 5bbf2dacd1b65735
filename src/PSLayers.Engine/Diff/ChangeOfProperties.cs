namespace PSLayers.Diff;

/// <summary>What kind of change a set of changed properties makes.</summary>
internal static class ChangeOfProperties
{
    private const FileProperties Substance = FileProperties.Content | FileProperties.Type | FileProperties.LinkTarget | FileProperties.Device;

    /// <summary>The kind of change of a path that is there before and after.</summary>
    public static Change ToKind(this FileProperties changed) =>
        (changed & Substance) != 0 ? Change.Modified : changed != FileProperties.None ? Change.MetadataModified : Change.Unmodified;
}
