namespace PSLayers.Fixtures;

/// <summary>
/// Small random layers, the same for the same seed, whose paths meet often: a file where another layer has a directory, whiteouts
/// of parents, opaque directories, links into other layers. The entries come as specs, so that a test can hold its own model of them.
/// </summary>
public sealed class RandomLayers
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e.txt"];
    private readonly Random _random;
    private readonly bool _tidy;

    private RandomLayers(int seed, bool tidy)
    {
        _random = new Random(seed);
        _tidy = tidy;
    }

    /// <summary>The entries of each layer, base first.</summary>
    /// <param name="seed">Chooses everything.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="entries">About how many entries a layer.</param>
    /// <param name="tidy">
    /// Keeps to what the image specification allows in one layer: no path twice, nothing below what is no directory, no whiteout
    /// beside the path that it removes, hard links only to files that stand before them. Otherwise all of that occurs.
    /// </param>
    public static IReadOnlyList<IReadOnlyList<TarEntrySpec>> Entries(int seed, int layers = 4, int entries = 30, bool tidy = true)
    {
        var generator = new RandomLayers(seed, tidy);
        return [.. Enumerable.Range(0, layers).Select(layer => generator.Layer(entries, hasLower: layer > 0))];
    }

    /// <summary>The same as an image.</summary>
    public static ImageBuilder Image(int seed, int layers = 4, int entries = 30, bool tidy = true, Packing packing = Packing.None)
    {
        var image = new ImageBuilder().Tag("random:latest");
        foreach (var layer in Entries(seed, layers, entries, tidy))
            image.Layer(Tar(layer), packing);
        return image;
    }

    /// <summary>Entries as a tar.</summary>
    public static byte[] Tar(IEnumerable<TarEntrySpec> entries)
    {
        var tar = new TarBuilder();
        foreach (var entry in entries)
            tar.Entry(entry);
        return tar.Build();
    }

    private List<TarEntrySpec> Layer(int count, bool hasLower)
    {
        var specs = new List<TarEntrySpec>();
        var kinds = new Dictionary<string, char>();
        for (var attempt = 0; attempt < count; attempt++)
        {
            var path = RandomPath();
            var kind = RandomKind(hasLower);
            if (!_tidy || Fits(kinds, path, kind))
            {
                AddParents(specs, kinds, path);
                AddEntry(specs, kinds, path, kind);
            }
        }

        return specs;
    }

    // 'w' is a whiteout and 'o' an opaque directory; the others are tar types.
    private char RandomKind(bool hasLower)
    {
        const string Base = "000000005512";
        const string Upper = "0000005512wwwo";
        return hasLower ? Upper[_random.Next(Upper.Length)] : Base[_random.Next(Base.Length)];
    }

    private string RandomPath() =>
        string.Join('/', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Names[_random.Next(Names.Length)]));

    private static bool Fits(Dictionary<string, char> kinds, string path, char kind)
    {
        if (kind == 'o' && kinds.GetValueOrDefault(path, '5') == '5')
            return ParentsFit(kinds, path);
        return !kinds.ContainsKey(path) && ParentsFit(kinds, path);
    }

    private static bool ParentsFit(Dictionary<string, char> kinds, string path)
    {
        foreach (var parent in ParentsOf(path))
        {
            if (kinds.GetValueOrDefault(parent, '5') != '5')
                return false;
        }

        return true;
    }

    // Most layers list the directories above their files; some do not.
    private void AddParents(List<TarEntrySpec> specs, Dictionary<string, char> kinds, string path)
    {
        var listed = _random.Next(4) != 0;
        foreach (var parent in ParentsOf(path))
        {
            if (kinds.TryAdd(parent, '5') && listed)
                specs.Add(Common(parent + "/") with { TypeFlag = (byte)'5', Mode = 0b111_101_101 });
        }
    }

    private void AddEntry(List<TarEntrySpec> specs, Dictionary<string, char> kinds, string path, char kind)
    {
        var slash = path.LastIndexOf('/') + 1;
        switch (kind)
        {
            case 'w':
                specs.Add(Common(path[..slash] + ".wh." + path[slash..]));
                break;
            case 'o':
                if (!specs.Exists(spec => spec.Path == path + "/.wh..wh..opq"))
                    specs.Add(Common(path + "/.wh..wh..opq"));
                kinds[path] = '5';
                return;
            case '1' when HardLinkTarget(specs) is { } target:
                specs.Add(Common(path) with { TypeFlag = (byte)'1', Target = target });
                break;
            case '2':
                specs.Add(Common(path) with { TypeFlag = (byte)'2', Target = RandomTarget(), Mode = 0b111_111_111 });
                break;
            case '5':
                specs.Add(Common(path + "/") with { TypeFlag = (byte)'5', Mode = 0b111_101_101 });
                break;
            default:
                specs.Add(Common(path) with { Content = Content(), Mode = _random.Next(3) == 0 ? 0b111_101_101 : 0b110_100_100 });
                break;
        }

        kinds[path] = kind;
    }

    private string? HardLinkTarget(List<TarEntrySpec> specs)
    {
        if (!_tidy)
            return RandomPath();
        var files = specs.FindAll(spec => spec.TypeFlag == '0' && !spec.Path.Contains(".wh.", StringComparison.Ordinal));
        return files.Count == 0 ? null : files[_random.Next(files.Count)].Path;
    }

    private string RandomTarget() => _random.Next(3) switch { 0 => "/" + RandomPath(), 1 => "../" + RandomPath(), _ => RandomPath() };

    private byte[] Content()
    {
        var content = new byte[_random.Next(4) == 0 ? 0 : _random.Next(1, 700)];
        _random.NextBytes(content);
        return content;
    }

    // Few times and owners, so that some entries of two layers are equal.
    private TarEntrySpec Common(string path) => new()
    {
        Path = path,
        Uid = _random.Next(4) == 0 ? 1000 : 0,
        Time = TarEntrySpec.DefaultTime + _random.Next(2),
        Dialect = (TarDialect)_random.Next(4) is var dialect && dialect == TarDialect.V7 ? TarDialect.Ustar : dialect,
    };

    private static IEnumerable<string> ParentsOf(string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }
}
