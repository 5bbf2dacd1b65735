using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Secrets.Search;
using PSLayers.Trees;

namespace PSLayers.Secrets;

/// <summary>Takes what is found in the files of an image. For any thread.</summary>
/// <param name="image">The image.</param>
/// <param name="finder">Knows what is searched for.</param>
internal sealed class FoundSecrets(LayeredImage image, SecretFinder finder)
{
    private readonly Dictionary<(int Layer, int Row), SecretHit[]> _files = [];
    private readonly Dictionary<string, (string First, int Count)> _notWhole = new(StringComparer.Ordinal);
    private string? _richest;
    private long _leftOut, _text;
    private int _count, _rich;

    /// <summary>What the search may cost.</summary>
    public ReadLimits Limits => image.Limits;

    /// <summary>Knows what is searched for.</summary>
    public SecretFinder Finder => finder;

    /// <summary>How much may be decompressed.</summary>
    public MemberAllowance Allowance { get; } = new(image.Limits);

    /// <summary>What was found, by where the file is stored.</summary>
    public IReadOnlyDictionary<(int Layer, int Row), SecretHit[]> Files => _files;

    /// <summary>What is to be said beside it.</summary>
    public IEnumerable<ImageWarning> Warnings
    {
        get
        {
            if (_leftOut > 0)
            {
                yield return new ImageWarning(ImageErrorId.CountLimit,
                    $"{_richest} has more secrets than are shown of one file or image (limits SecretsOfFile of {Limits.SecretsOfFile}, SecretsOfImage of {Limits.SecretsOfImage} and SecretText of {Limits.SecretText} characters){(_rich > 1 ? $", and so have {_rich - 1} more files" : "")}; {_leftOut} are left out.");
            }
            foreach ((string limit, (string first, int count)) in _notWhole)
                yield return new ImageWarning(ImageErrorId.ContentTooLarge, $"{first} is larger than is looked into (limit {limit}){(count > 1 ? $", and so are {count - 1} more files" : "")}; its bytes were searched as they stand.");
        }
    }

    /// <summary>Takes what was found in a file.</summary>
    public void Add(int layer, int row, SecretHits hits)
    {
        lock (_files)
        {
            int room = 0;
            while (room < hits.Kept.Count && _count + room < Limits.SecretsOfImage && _text + hits.Kept[room].Value.Length <= Limits.SecretText)
                _text += hits.Kept[room++].Value.Length;
            if (room > 0)
                _files[(layer, row)] = [.. hits.Kept.Take(room)];
            _count += room;
            long leftOut = hits.LeftOut + hits.Kept.Count - room;
            if (leftOut == 0)
                return;
            _leftOut += leftOut;
            _rich++;
            _richest ??= PathOf(layer, row);
        }
    }

    /// <summary>Tells that a file was not looked into as a whole.</summary>
    public void NotWhole(int layer, int row, string limit)
    {
        lock (_files)
        {
            (string first, int count) = _notWhole.GetValueOrDefault(limit, (PathOf(layer, row), 0));
            _notWhole[limit] = (first, count + 1);
        }
    }

    private string PathOf(int layer, int row) => image.Tree.Layers[layer]!.Path(row);
}
