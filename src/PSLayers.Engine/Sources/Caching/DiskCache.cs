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

    // Holds the identity of the longest path.
    private const int LongestStart = 16 << 10;

    private const string Suffix = ".pslayers";
    private const string UnfinishedSuffix = ".unfinished";

    private static readonly TimeSpan Unfinished = TimeSpan.FromHours(1);

    // Another build of the scanner may see more in the same bytes: what it wrote is its own.
    private static readonly string Build = typeof(DiskCache).Assembly.ManifestModule.ModuleVersionId.ToString();

    private int _hasLooked;

    /// <summary>The user's cache; null where there is none, or it is switched off.</summary>
    public static DiskCache? Own => !CacheFolder.IsOff && BitConverter.IsLittleEndian && CacheFolder.Path is { } path ? At(path) : null;

    /// <summary>The cache in a folder, as large as the user wants it.</summary>
    public static DiskCache At(string folder) =>
        new(folder, CacheFolder.Size is { } size ? ReadLimits.Default with { CacheSize = size } : ReadLimits.Default);

    private static ReadOnlySpan<byte> Magic => "PSLayers"u8;

    /// <summary>Whether a stream is worth keeping: it is known which bytes it is made of, and reading them takes its time.</summary>
    /// <param name="identity">What names the bytes.</param>
    /// <param name="storedLength">How many there are.</param>
    public bool Wants(StoredIdentity? identity, long storedLength) => identity is not null && storedLength >= limits.CachedFrom;

    /// <summary>Reads what was kept.</summary>
    /// <param name="identity">What names the bytes that it tells of.</param>
    /// <param name="parse">Takes it apart; an <see cref="InvalidDataException"/> means that it is of no use.</param>
    /// <returns>What <paramref name="parse"/> gave; null where there is nothing, or nothing that can be trusted.</returns>
    public T? Read<T>(StoredIdentity identity, Func<StoreReader, T> parse) where T : class
    {
        byte[]? buffer = null;
        try
        {
            string path = PathOf(identity);
            if (!File.Exists(path) || !CacheFolder.IsTrusted(folder) || !TryLoad(path, out buffer, out int length))
                return null;
            var reader = new StoreReader(buffer.AsMemory(HeaderSize + HashSize, length));
            // Two identities may have one file name, by chance or by intent.
            if (reader.Text() != Build || reader.Text() != identity.ToString())
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
    public void Write(StoredIdentity identity, Action<StoreWriter> compose)
    {
        var content = new StoreWriter();
        content.Text(Build);
        content.Text(identity.ToString());
        compose(content);
        if (content.Written.Length > limits.CacheFileSize)
            return;
        string? unfinished = null;
        try
        {
            CacheFolder.Make(folder);
            if (!CacheFolder.IsTrusted(folder))
                return;
            string path = PathOf(identity);
            RemoveOutdated(identity);
            MakeRoom(content.Written.Length + HeaderSize + HashSize);
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

    // The place and its state stand in the name, so that what is kept of another state can be told without looking into it.
    private string PathOf(StoredIdentity identity) =>
        Path.Combine(folder, $"{Hash(identity.Place)}-{Hash(identity.State)}-{Hash($"{FormatVersion} {Build} {identity}")}{Suffix}");

    private static string Hash(string text) => Convert.ToHexString(XxHash128.Hash(Encoding.Unicode.GetBytes(text))).ToLowerInvariant();

    // What is kept of the same place in another state is of no use any more, nor is what is kept of a place that is gone.
    private void RemoveOutdated(StoredIdentity identity)
    {
        if (Interlocked.Exchange(ref _hasLooked, 1) == 0)
        {
            foreach (FileInfo file in OwnFiles())
            {
                if (PlaceIn(file.FullName) is { Length: > 0 } gone && !Path.Exists(gone))
                    TryDelete(file.FullName);
            }
        }
        if (identity.Place.Length == 0)
            return;
        string place = Hash(identity.Place) + "-", state = place + Hash(identity.State) + "-";
        foreach (FileInfo file in OwnFiles())
        {
            if (file.Name.StartsWith(place, StringComparison.Ordinal) && !file.Name.StartsWith(state, StringComparison.Ordinal))
                TryDelete(file.FullName);
        }
    }

    // The place that a file tells of; null where it does not say.
    private static string? PlaceIn(string path)
    {
        try
        {
            using FileStream file = Open(path);
            byte[] start = new byte[(int)Math.Min(file.Length, LongestStart)];
            file.ReadExactly(start);
            if (start.Length < HeaderSize + HashSize)
                return null;
            var reader = new StoreReader(start.AsMemory(HeaderSize + HashSize));
            return reader.Text() == Build ? reader.Text().Split('\n', 3)[^1] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    // Only what the cache itself writes: a link would lead elsewhere, and a pipe, which has no length, would be waited for.
    private static FileStream Open(string path) => new FileInfo(path) is { LinkTarget: null, Length: >= HeaderSize + HashSize }
        ? new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 })
        : throw new InvalidDataException("The file is none of the cache.");

    // The buffer is the caller's to return, whatever the answer; the length is that of the content behind header and hash.
    private bool TryLoad(string path, out byte[]? buffer, out int length)
    {
        (buffer, length) = (null, 0);
        using FileStream file = Open(path);
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
