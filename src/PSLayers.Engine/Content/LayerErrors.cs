using PSLayers.Errors;

namespace PSLayers.Content;

/// <summary>What could not be read while many files were: one error a damaged layer, however many files it has. For any thread.</summary>
/// <param name="limit">How many are kept.</param>
internal sealed class LayerErrors(int limit)
{
    private readonly List<ImageException> _errors = [];
    private readonly HashSet<(ImageErrorId Id, string Where)> _known = [];

    /// <summary>The errors so far.</summary>
    public IReadOnlyList<ImageException> All
    {
        get
        {
            lock (_errors)
                return [.. _errors];
        }
    }

    /// <summary>Whether an error is about one file, as a map that is damaged or too large. All else is wrong with the layer itself.</summary>
    public static bool IsOfOneFile(ImageException error) => error.ErrorId
        is ImageErrorId.TarHeaderCorrupt or ImageErrorId.TarHeaderTooLarge or ImageErrorId.CountLimit or ImageErrorId.ContentTooLarge;

    /// <summary>Notes an error.</summary>
    public void Add(ImageException error)
    {
        string where = IsOfOneFile(error) ? error.Message : error.Member ?? error.Reason;
        lock (_errors)
        {
            if (_known.Count < limit && _known.Add((error.ErrorId, where)))
                _errors.Add(error);
        }
    }

    /// <summary>Notes errors.</summary>
    public void Add(IEnumerable<ImageException> errors)
    {
        foreach (ImageException error in errors)
            Add(error);
    }
}
