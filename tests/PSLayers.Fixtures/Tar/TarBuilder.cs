using System.Text;

namespace PSLayers.Fixtures;

/// <summary>
/// Writes a tar byte by byte: ordinary entries in one line each, and every trap that real layers and hostile ones hold.
/// Entries come out in the order of the calls.
/// </summary>
public sealed partial class TarBuilder
{
    private readonly Stream _output;
    private readonly TarDialect _dialect;
    private readonly List<byte[]> _afterEnd = [];
    private int _endBlocks = 2;
    private int _blockingFactor = 1;

    /// <summary>Builds in memory; take the bytes with <see cref="Build"/>.</summary>
    public TarBuilder(TarDialect dialect = TarDialect.Ustar) : this(new MemoryStream(), dialect) { }

    /// <summary>Writes through to a stream, for archives that should not be held in memory; close with <see cref="Finish"/>.</summary>
    public TarBuilder(Stream destination, TarDialect dialect = TarDialect.Ustar)
    {
        _output = destination;
        _dialect = dialect;
    }

    /// <summary>A directory; the trailing slash is added where it is missing.</summary>
    public TarBuilder Directory(string path, int mode = 0b111_101_101, long uid = 0, long gid = 0, string user = "", string group = "",
        DateTimeOffset? mtime = null, IReadOnlyDictionary<string, byte[]>? xattrs = null) =>
        Ordinary('5', path.EndsWith('/') ? path : path + "/", "", [], mode, uid, gid, user, group, mtime, xattrs);

    /// <summary>A regular file.</summary>
    public TarBuilder File(string path, byte[] content, int mode = 0b110_100_100, long uid = 0, long gid = 0, string user = "", string group = "",
        DateTimeOffset? mtime = null, IReadOnlyDictionary<string, byte[]>? xattrs = null) =>
        Ordinary('0', path, "", content, mode, uid, gid, user, group, mtime, xattrs);

    /// <summary>A regular file of text in UTF-8.</summary>
    public TarBuilder File(string path, string content = "", int mode = 0b110_100_100, long uid = 0, long gid = 0, string user = "",
        string group = "", DateTimeOffset? mtime = null, IReadOnlyDictionary<string, byte[]>? xattrs = null) =>
        File(path, Encoding.UTF8.GetBytes(content), mode, uid, gid, user, group, mtime, xattrs);

    /// <summary>A symbolic link.</summary>
    public TarBuilder Symlink(string path, string target, long uid = 0, long gid = 0, DateTimeOffset? mtime = null) =>
        Ordinary('2', path, target, [], 0b111_111_111, uid, gid, "", "", mtime, null);

    /// <summary>A hard link. A size states data that is not there, as old writers did.</summary>
    public TarBuilder HardLink(string path, string target, long size = 0) => Entry(new TarEntrySpec
    {
        Path = path,
        Target = target,
        TypeFlag = (byte)'1',
        Dialect = _dialect,
        SizeField = TarNumber.Fitting(size),
    });

    /// <summary>A character device.</summary>
    public TarBuilder CharDevice(string path, long major, long minor, int mode = 0b110_110_110) => Device('3', path, major, minor, mode);

    /// <summary>A block device.</summary>
    public TarBuilder BlockDevice(string path, long major, long minor, int mode = 0b110_110_000) => Device('4', path, major, minor, mode);

    /// <summary>A named pipe.</summary>
    public TarBuilder Fifo(string path, int mode = 0b110_100_100) => Device('6', path, 0, 0, mode);

    /// <summary>The whiteout that removes a path of the layers below: "a/b" becomes the empty file "a/.wh.b".</summary>
    public TarBuilder Whiteout(string path) => File(WhiteoutPath(path), "", mode: 0);

    /// <summary>The marker that hides all that lower layers hold in a directory.</summary>
    public TarBuilder Opaque(string directory) =>
        File(directory.Length == 0 ? ".wh..wh..opq" : directory.TrimEnd('/') + "/.wh..wh..opq", "", mode: 0);

    /// <summary>Any entry at all.</summary>
    public TarBuilder Entry(TarEntrySpec entry)
    {
        TarEntryWriter.Write(_output, entry);
        return this;
    }

    /// <summary>Bytes as they are, headers or not.</summary>
    public TarBuilder Raw(params byte[] bytes)
    {
        _output.Write(bytes);
        return this;
    }

    /// <summary>How many blocks of zeros end the archive; 2 unless told, 0 for writers that forget them.</summary>
    public TarBuilder EndBlocks(int count)
    {
        _endBlocks = count;
        return this;
    }

    /// <summary>Bytes behind the end blocks: garbage, or the table of contents of an estargz.</summary>
    public TarBuilder AfterEnd(params byte[] bytes)
    {
        _afterEnd.Add(bytes);
        return this;
    }

    /// <summary>Entries behind the end blocks, without end blocks of their own.</summary>
    public TarBuilder AfterEnd(Action<TarBuilder> entries)
    {
        var behind = new TarBuilder(_dialect).EndBlocks(0);
        entries(behind);
        return AfterEnd(behind.Build());
    }

    /// <summary>Fills the archive with zeros to a multiple of this many blocks; GNU tar's default is 20, 10240 bytes.</summary>
    public TarBuilder PadTo(int blockingFactor)
    {
        _blockingFactor = blockingFactor;
        return this;
    }

    /// <summary>The archive's bytes. The builder can be added to afterwards, and built again.</summary>
    public byte[] Build()
    {
        if (_output is not MemoryStream body)
            throw new InvalidOperationException("This builder writes through to a stream; call Finish.");
        using var whole = new MemoryStream();
        body.WriteTo(whole);
        WriteEnd(whole, body.Length);
        return whole.ToArray();
    }

    /// <summary>Writes the end of the archive to the stream that the builder was given.</summary>
    /// <param name="written">Bytes that were written before, needed only where a blocking factor is set.</param>
    public void Finish(long written = 0) => WriteEnd(_output, written);

    private static string WhiteoutPath(string path)
    {
        var slash = path.TrimEnd('/').LastIndexOf('/') + 1;
        return path[..slash] + ".wh." + path[slash..].TrimEnd('/');
    }

    private void WriteEnd(Stream output, long written)
    {
        var end = new byte[_endBlocks * TarHeader.BlockSize];
        output.Write(end);
        written += end.Length;
        foreach (var bytes in _afterEnd)
        {
            output.Write(bytes);
            written += bytes.Length;
        }

        var record = (long)_blockingFactor * TarHeader.BlockSize;
        if (_blockingFactor > 1 && written % record != 0)
            output.Write(new byte[record - (written % record)]);
    }

    private TarBuilder Device(char typeFlag, string path, long major, long minor, int mode) => Entry(new TarEntrySpec
    {
        Path = path,
        TypeFlag = (byte)typeFlag,
        Major = major,
        Minor = minor,
        Mode = mode,
        Dialect = _dialect,
    });

    private TarBuilder Ordinary(char typeFlag, string path, string target, byte[] content, int mode, long uid, long gid, string user,
        string group, DateTimeOffset? mtime, IReadOnlyDictionary<string, byte[]>? xattrs) => Entry(new TarEntrySpec
        {
            Path = path,
            Target = target,
            TypeFlag = (byte)typeFlag,
            Content = content,
            Mode = mode,
            Uid = uid,
            Gid = gid,
            User = user,
            Group = group,
            Time = mtime is { } time ? Seconds(time) : TarEntrySpec.DefaultTime,
            Dialect = _dialect,
            Xattrs = xattrs,
        });

    private static decimal Seconds(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond;
}
