using System.Formats.Tar;
using CsCheck;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Tar;

/// <summary>For ordinary tars the framework's reader, which shares no code with ours, must say the same.</summary>
public sealed class FrameworkOracleTests
{
    [Fact]
    public void Ordinary_tars_are_read_as_the_framework_reads_them() =>
        Tars.Sample(entries => Compare(RandomLayers.Tar(entries)), iter: 1500);

    [Fact]
    public void Random_layers_are_read_as_the_framework_reads_them()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            foreach (var layer in RandomLayers.Entries(seed, layers: 3, entries: 40, tidy: false))
                Compare(RandomLayers.Tar(layer));
        }
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Tars_that_the_framework_writes_are_read_as_it_reads_them(TarEntryFormat format)
    {
        using var output = new MemoryStream();
        using (var writer = new TarWriter(output, format, leaveOpen: true))
        {
            for (int i = 0; i < 50; i++)
            {
                TarEntryType file = format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
                TarEntryType type = (i % 5) switch { 1 => TarEntryType.Directory, 2 => TarEntryType.SymbolicLink, 3 => TarEntryType.HardLink, _ => file };
                writer.WriteEntry(Made(format, type, i));
            }
        }
        Compare(output.ToArray());
    }

    private static Gen<TarEntrySpec[]> Tars { get; } =
        Gen.Select(
            Gen.Select(Gen.Char["abc.é日"].Array[1, 60].Select(letters => new string(letters)), Gen.Int[1, 6],
                (part, count) => string.Join('/', Enumerable.Repeat(part.Trim('.') + "x", count))),
            Gen.Int[0, 8],
            Gen.Int[0, 0xFFF],
            Gen.Select(Gen.Int[0, 0x1FFFFF], Gen.Int[0, 0x1FFFFF]),
            Gen.Select(Gen.Long[0, 1L << 32], Gen.Int[0, 9_999_999]),
            Gen.Int[0, 2000],
            Gen.Bool,
            (path, kind, mode, owner, time, size, isPax) => Spec(path, kind, mode, owner, time, size, isPax)).Array[1, 12];

    private static TarEntrySpec Spec(string path, int kind, int mode, (int, int) owner, (long Seconds, int Ticks) time, int size, bool isPax)
    {
        char flag = "000051236"[kind];
        return new TarEntrySpec
        {
            Path = flag == '5' ? path + "/" : path,
            TypeFlag = (byte)flag,
            Mode = mode,
            Uid = owner.Item1,
            Gid = owner.Item2,
            Time = isPax && path.Length < 100 ? time.Seconds + time.Ticks / 10_000_000m : time.Seconds,
            Content = flag == '0' ? HostileInput.Noise(size, size) : [],
            Target = flag is '1' or '2' ? "target/" + path : "",
            Major = flag == '3' ? mode : 0,
            Minor = flag == '3' ? size : 0,
            User = kind == 1 ? "ann" : "",
            Group = kind == 2 ? "staff" : "",
            // Where a PAX header has no path the framework forgets the prefix of the name.
            Dialect = isPax && path.Length < 100 ? TarDialect.Pax : TarDialect.Gnu,
        };
    }

    private static TarEntry Made(TarEntryFormat format, TarEntryType type, int number)
    {
        string name = $"folder {number % 3}/{new string('n', format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? number * 5 : number % 40)}{number}";
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(type, name),
            TarEntryFormat.Ustar => new UstarTarEntry(type, name),
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            _ => new GnuTarEntry(type, name),
        };
        (entry.Uid, entry.Gid, entry.ModificationTime) = (number, number * 7, DateTimeOffset.UnixEpoch.AddDays(number));
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            entry.LinkName = "target" + number;
        if (type is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            entry.DataStream = new MemoryStream(new byte[number * 37]);
        return entry;
    }

    private static void Compare(byte[] tar)
    {
        List<Facts> theirs = Theirs(tar);
        LayerEntry[] ours = Indexed.Entries(Indexed.Read(tar));
        Assert.Equal(theirs.Count, ours.Length);
        foreach ((Facts expected, LayerEntry entry) in theirs.Zip(ours))
            Assert.Equal(expected, Ours(entry));
    }

    private static Facts Ours(LayerEntry entry) => new(EntryName.Decode(entry.RawName), TypeOf(entry), entry.Size, entry.Mode, entry.Uid, entry.Gid,
        entry.User, entry.Group, entry.LastWriteTime, entry.LinkTarget ?? "", entry.DeviceMajor ?? 0, entry.DeviceMinor ?? 0);

    private static List<Facts> Theirs(byte[] tar)
    {
        using var reader = new TarReader(new MemoryStream(tar));
        var entries = new List<Facts>();
        while (reader.GetNextEntry() is { } entry)
        {
            var posix = entry as PosixTarEntry;
            bool isDevice = entry.EntryType is TarEntryType.CharacterDevice;
            entries.Add(new Facts(entry.Name, entry.EntryType == TarEntryType.V7RegularFile ? '0' : (char)entry.EntryType, entry.Length, (int)entry.Mode, entry.Uid, entry.Gid,
                posix?.UserName ?? "", posix?.GroupName ?? "", entry.ModificationTime, entry.LinkName,
                isDevice ? posix!.DeviceMajor : 0, isDevice ? posix!.DeviceMinor : 0));
        }
        return entries;
    }

    // Whiteouts are files to the framework.
    private static char TypeOf(LayerEntry entry) => entry.Type switch
    {
        EntryType.HardLink => '1',
        EntryType.SymbolicLink => '2',
        EntryType.CharacterDevice => '3',
        EntryType.Directory => '5',
        EntryType.Fifo => '6',
        _ => '0',
    };

    private sealed record Facts(string Name, char Type, long Size, int Mode, long Uid, long Gid, string User, string Group, DateTimeOffset Time, string Link, long Major, long Minor);
}
