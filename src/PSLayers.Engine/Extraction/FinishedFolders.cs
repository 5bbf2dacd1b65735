using PSLayers.Errors;
using PSLayers.Layers;

namespace PSLayers.Extraction;

/// <summary>The end of a run: the directories that it made get their owner, mode and time, when nothing is written into them any more.</summary>
internal static class FinishedFolders
{
    /// <summary>Finishes them, the deepest first.</summary>
    /// <returns>Those of which something could not be kept.</returns>
    public static List<ExtractionResult> Finish(OpenFolders folders, ExtractionOptions options)
    {
        var results = new List<ExtractionResult>();
        folders.Finish(
            (node, folder) =>
            {
                // The destination belongs to the user unless the image says what it is to be like.
                if (node is { Parent: null, Item: null })
                    return;
                var problems = new List<string>();
                folder.SetAttributes(node.Item is { } item ? EntryAttributes.Of(item, options) : EntryAttributes.ImpliedFolder, problems);
                if (problems.Count > 0)
                    results.Add(new ExtractionResult(ItemOf(node), IsWritten: true, null, EntryWriter.Warnings(ItemOf(node), problems)));
            },
            (node, error) => results.Add(new ExtractionResult(
                ItemOf(node), IsWritten: true, null, [new ImageException(error.ErrorId, error.Reason, node.Path, inner: error).ToWarning()])));
        return results;
    }

    private static ExtractionItem ItemOf(FolderNode node) => node.Item ?? new ExtractionItem { Path = node.Path, Type = EntryType.Directory };
}
