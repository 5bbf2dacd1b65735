using System.Text;
using PSLayers.Packages.Databases.Java;
using PSLayers.Packages.Versions;

namespace PSLayers.Packages.Databases.Go;

/// <summary>Modules that Go programs were built from, as the programs themselves tell, and the version of Go. Only what may be executed is
/// looked at,
/// its head first: what is no program is left alone.</summary>
internal sealed class GoPrograms : IPackageDatabase
{
    // What Go says of a module that was built where it lies.
    private const string Unversioned = "(devel)";

    // The smallest Go programs have about 800,000 bytes.
    private const int SmallestProgram = 512 << 10;

    public string Type => "golang";

    public bool IsOfSystem => false;

    public bool ReadsInPlace => true;

    public IComparer<string> Versions => PlainVersions.Order;

    // Java archives may be marked as programs as well, and some begin with one.
    public bool Keeps(PackagePath path) => path.IsProgram(SmallestProgram) && path.Name.IndexOf(".so"u8) < 0 && !JavaArchives.IsArchive(path.Name);

    public void Read(PackageFile file)
    {
        if (file.Stream is null || ProgramFile.Open(file.Stream) is not { } program || GoBuildInfo.Read(program, file) is not { } info)
            return;
        ReadOnlySpan<byte> go = info.GoVersion;
        // Behind the version may stand which experiments were on.
        go = go.IndexOf((byte)' ') is > 0 and var blank ? go[..blank] : go;
        if (go.StartsWith("go"u8) && file.Text(go[2..]) is { } version)
            file.Add(new PackageRecord { Name = "stdlib", Version = version, Place = file.Path });
        ReadModules(file, info.Modules);
    }

    // Lines with tabs: path, mod, dep, an arrow for what takes the place of the module before, build.
    private static void ReadModules(PackageFile file, ReadOnlySpan<byte> rest)
    {
        var modules = new List<(string Path, string Version, bool IsMain)>();
        string? stamped = null;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = FieldLines.Line(ref rest);
            ReadOnlySpan<byte> word = Word(ref line);
            if (word.SequenceEqual("mod"u8) || word.SequenceEqual("dep"u8))
            {
                bool isMain = word[0] == 'm';
                if (file.Text(Word(ref line)) is { } path)
                    modules.Add((path, file.Text(Word(ref line)) ?? Unversioned, isMain));
            }
            else if (word.SequenceEqual("=>"u8) && modules.Count > 0)
            {
                // A directory that takes its place says nothing of what is in it.
                if (file.Text(Word(ref line)) is { } path && path[0] is not ('.' or '/') && file.Text(Word(ref line)) is { } version)
                    modules[^1] = (path, version, modules[^1].IsMain);
            }
            else if (word.SequenceEqual("build"u8) && line.StartsWith("-ldflags="u8))
            {
                stamped = StampedVersion(Encoding.UTF8.GetString(line["-ldflags=".Length..])) is { Length: > 0 } text ? file.Text(Encoding.UTF8.GetBytes(text)) : null;
            }
        }
        foreach ((string path, string version, bool isMain) in modules)
        {
            int slash = path.LastIndexOf('/');
            file.Add(new PackageRecord
            {
                Namespace = slash > 0 ? path[..slash] : null,
                Name = path[(slash + 1)..],
                Version = isMain && version == Unversioned ? stamped ?? version : version,
                Place = file.Path,
            });
        }
    }

    private static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> line)
    {
        int tab = line.IndexOf((byte)'\t');
        ReadOnlySpan<byte> word = tab < 0 ? line : line[..tab];
        line = tab < 0 ? default : line[(tab + 1)..];
        return word;
    }

    // Builders set a variable of the program: -X main.version=1.2.3. That of the program itself counts most.
    private static string? StampedVersion(string flags)
    {
        string? found = null;
        for (int at = flags.IndexOf("-X", StringComparison.Ordinal); at >= 0; at = flags.IndexOf("-X", at + 2, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> setting = flags.AsSpan(at + 2).TrimStart("= '\"\\");
            int end = setting.IndexOfAny(" '\"\\");
            setting = end < 0 ? setting : setting[..end];
            int equals = setting.IndexOf('=');
            if (equals < 0 || !setting[..equals].EndsWith("version", StringComparison.OrdinalIgnoreCase) || equals + 1 == setting.Length)
                continue;
            if (setting[..equals].Equals("main.version", StringComparison.OrdinalIgnoreCase))
                return setting[(equals + 1)..].ToString();
            found ??= setting[(equals + 1)..].ToString();
        }
        return found;
    }
}
