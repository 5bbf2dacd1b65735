using PSLayers.Errors;

namespace PSLayers.Extraction;

/// <summary>What became of the entries of a view that was written to the disk. For any thread.</summary>
/// <param name="limit">How many errors and warnings are kept; further ones are counted.</param>
/// <param name="escapesNames">Whether names that Windows does not allow are written otherwise.</param>
internal sealed class ExpansionReport(int limit, bool escapesNames)
{
    private readonly Lock _lock = new();
    private readonly List<ImageException> _errors = [];
    private readonly List<ImageWarning> _warnings = [];
    private readonly List<(string Path, string OnDisk)> _renamed = [];
    private int _furtherErrors;
    private int _furtherWarnings;
    private int _xattrsLeftOut;

    /// <summary>Why entries are not there; in the order of the paths, in whichever the cores came to them.</summary>
    public IReadOnlyList<ImageException> Errors => _furtherErrors == 0 ? [.. InOrder]
        : [.. InOrder, new ImageException(ImageErrorId.CountLimit, $"{_furtherErrors} further entries could not be written (limit Warnings)")];

    /// <summary>What was left out on purpose, and what of the entries could not be kept.</summary>
    public IReadOnlyList<ImageWarning> Warnings => _furtherWarnings == 0 ? _warnings
        : [.. _warnings, new ImageWarning(ImageErrorId.CountLimit, $"{_furtherWarnings} further warnings are not kept.")];

    /// <summary>Paths in the image that have another name on the disk, and where they are; in the order of the paths.</summary>
    public IReadOnlyList<(string Path, string OnDisk)> Renamed => [.. _renamed.Order()];

    /// <summary>How many entries are there.</summary>
    public int WrittenCount { get; private set; }

    /// <summary>How many entries had extended attributes that were left out.</summary>
    public int XattrsLeftOut => _xattrsLeftOut;

    /// <summary>Notes what became of an entry.</summary>
    public void Add(ExtractionResult result)
    {
        lock (_lock)
        {
            if (result.IsWritten)
                WrittenCount++;
            if (result.Error is { } error)
                AddError(error);
            foreach (ImageWarning warning in result.Warnings)
                AddWarning(warning);
        }
    }

    /// <summary>Notes why an entry is not there.</summary>
    public void AddError(ImageException error)
    {
        if (_errors.Count < limit)
            _errors.Add(error);
        else
            _furtherErrors++;
    }

    /// <summary>Notes what could not be kept.</summary>
    public void AddWarning(ImageWarning warning)
    {
        if (_warnings.Count < limit)
            _warnings.Add(warning);
        else
            _furtherWarnings++;
    }

    private IEnumerable<ImageException> InOrder => _errors.OrderBy(error => error.Message, StringComparer.Ordinal);

    /// <summary>Counts entries whose extended attributes were left out.</summary>
    public void AddXattrsLeftOut(int count) => Interlocked.Add(ref _xattrsLeftOut, count);

    /// <summary>Where a path of the image goes.</summary>
    public string NameOnDisk(string path)
    {
        if (!escapesNames)
            return path;
        string onDisk = WindowsName.EscapePath(path);
        if (onDisk != path)
        {
            lock (_lock)
                _renamed.Add((path, onDisk));
        }
        return onDisk;
    }
}
