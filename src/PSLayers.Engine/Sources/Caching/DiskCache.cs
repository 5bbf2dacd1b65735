using System.Buffers;
using System.IO.Hashing;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Limits;

namespace PSLayers.Sources.Caching;

/// <summary>What reading a compressed stream told, kept in the user's cache folder for later sessions. It is a help and never a condition: what
/// cannot be read, or is not exactly what was written, is as if it were not there, and what cannot be written is left out.</summary>
/// <param name="folder">Full path of the folder.</param>
/// <param name="limits">How large files and the whole may be.</param>
internal sealed class DiskCache(string folder, ReadLimits limits)
{
    /// <summary>To be raised when what is written changes its form.</summary>
    private const int FormatVersion = 2;

    private const int HeaderSize = 24;
    private const int HashSize = 16;
    private const string Suffix = ".pslayers";
    private const string UnfinishedSuffix = ".unfinished";

    private static readonly TimeSpan Unfinished = TimeSpan.FromHours(1);

    // Another build of the scanner may see more in the same bytes: what it wrote is its own.
    private static readonly string Build = typeof(DiskCache).Assembly.ManifestModule.ModuleVersionId.ToString();

    /// <summary>The user's cache; null where there is none, or it is switched off.</summary>
    public static DiskCache? Own => !CacheFolder.IsOff && BitConverter.IsLittleEndian && CacheFolder.Path is { } path ? new DiskCache(path, ReadLimits.Default) : null;

    /// <summary>Full path of the folder.</summary>
    public string Folder => folder;

    private static ReadOnlySpan<byte> Magic => "PSLayers"u8;

    /// <summary>Whether a stream is worth keeping: it is known which bytes it is made of, and reading them takes its time.</summary>
    /// <param name="identity">What names the bytes.</param>
    /// <param name="storedLength">How many there are.</param>
    public bool Wants(string? identity, long storedLength) => identity is not null && storedLength >= limits.CachedFrom;

    /// <summary>Reads what was kept.</summary>
    /// <param name="identity">What names the bytes that it tells of.</param>
    /// <param name="parse">Takes it apart; an <see cref="InvalidDataException"/> means that it is of no use.</param>
    /// <returns>What <paramref name="parse"/> gave; null where there is nothing, or nothing that can be trusted.</returns>
    public T? Read<T>(string identity, Func<StoreReader, T> parse) where T : class
    {
        byte[]? buffer = null;
        try
        {
            string path = PathOf(identity);
            if (!File.Exists(path) || !TryLoad(path, out buffer, out int length))
                return null;
            var reader = new StoreReader(buffer.AsMemory(HeaderSize + HashSize, length));
            // Two identities may have one file name, by chance or by intent.
            if (reader.Text() != Build || reader.Text() != identity)
                return null;
            T result = parse(reader);
            StoreReader.Expect(reader.Left == 0);
            KeepYoung(path);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Keeps something.</summary>
    /// <param name="identity">What names the bytes that it tells of.</param>
    /// <param name="compose">Writes it.</param>
    public void Write(string identity, Action<StoreWriter> compose)
    {
        var content = new StoreWriter();
        content.Text(Build);
        content.Text(identity);
        compose(content);
        if (content.Written.Length > limits.CacheFileSize)
            return;
        string? unfinished = null;
        try
        {
            CacheFolder.Prepare(folder);
            MakeRoom(content.Written.Length + HeaderSize + HashSize);
            string path = PathOf(identity);
            unfinished = $"{path}.{Guid.NewGuid():N}{UnfinishedSuffix}";
            using (FileStream file = Create(unfinished))
            {
                file.Write(Header(content.Written.Length));
                file.Write(XxHash128.Hash(content.Written));
                file.Write(content.Written);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home, a full disk, another session that reads the old file: all go without.
            if (unfinished is not null)
                TryDelete(unfinished);
        }
    }

    /// <summary>Removes all that was kept, and nothing else that may be in the folder.</summary>
    /// <returns>How many files there were, and their bytes.</returns>
    public (int Files, long Bytes) Clear()
    {
        int files = 0;
        long bytes = 0;
        foreach (FileInfo file in OwnFiles())
        {
            long length = file.Length;
            if (!TryDelete(file.FullName))
                continue;
            files++;
            bytes += length;
        }
        return (files, bytes);
    }

    /// <summary>How many files are kept, and their bytes.</summary>
    public (int Files, long Bytes) Measure() => (OwnFiles().Count, OwnFiles().Sum(file => file.Length));

    private string PathOf(string identity) =>
        Path.Combine(folder, Convert.ToHexString(XxHash128.Hash(Encoding.Unicode.GetBytes($"{FormatVersion} {Build} {identity}"))).ToLowerInvariant() + Suffix);

    // The buffer is the caller's to return, whatever the answer; the length is that of the content behind header and hash.
    private bool TryLoad(string path, out byte[]? buffer, out int length)
    {
        (buffer, length) = (null, 0);
        using var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        if (file.Length < HeaderSize + HashSize || file.Length > limits.CacheFileSize + HeaderSize + HashSize)
            return false;
        length = (int)file.Length - HeaderSize - HashSize;
        buffer = ArrayPool<byte>.Shared.Rent(length + HeaderSize + HashSize);
        file.ReadExactly(buffer, 0, length + HeaderSize + HashSize);
        Span<byte> hash = stackalloc byte[HashSize];
        XxHash128.Hash(buffer.AsSpan(HeaderSize + HashSize, length), hash);
        return buffer.AsSpan(0, HeaderSize).SequenceEqual(Header(length)) && buffer.AsSpan(HeaderSize, HashSize).SequenceEqual(hash);
    }

    private static byte[] Header(int length)
    {
        var header = new StoreWriter();
        header.Number(FormatVersion);
        header.Number(0);
        header.Number((long)length);
        return [.. Magic, .. header.Written];
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    // The oldest go first; what a session left behind that ended in the midst of writing goes too.
    private void MakeRoom(long needed)
    {
        long room = limits.CacheSize - needed;
        foreach (FileInfo file in OwnFiles().OrderByDescending(file => file.LastWriteTimeUtc))
        {
            bool isUnfinished = file.Name.EndsWith(UnfinishedSuffix, StringComparison.Ordinal);
            room -= file.Length;
            if (isUnfinished ? file.LastWriteTimeUtc < DateTime.UtcNow - Unfinished : room < 0)
                TryDelete(file.FullName);
        }
    }

    private static void KeepYoung(string path)
    {
        if (File.GetLastWriteTimeUtc(path) < DateTime.UtcNow - Unfinished)
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
    }

    private List<FileInfo> OwnFiles()
    {
        try
        {
            var info = new DirectoryInfo(folder);
            return info.Exists ? [.. info.EnumerateFiles("*" + Suffix + "*").Where(file => file.Exists)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
