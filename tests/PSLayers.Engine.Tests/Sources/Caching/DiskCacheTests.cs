using PSLayers.Bytes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Limits;

namespace PSLayers.Sources.Caching;

public sealed class DiskCacheTests : IDisposable
{
    private const UnixFileMode Owned = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _folder = new();

    private string Root => Path.Join(_folder.Root, "cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_kept_is_found_by_its_identity_alone()
    {
        var cache = new DiskCache(Root, ReadLimits.Default);
        Keep(cache, "a", [1, 2, 3]);
        Assert.Equal([1, 2, 3], Find(cache, "a"));
        Assert.Null(Find(cache, "b"));
        Keep(cache, "a", [4]);
        Assert.Equal([4], Find(new DiskCache(Root, ReadLimits.Default), "a"));
    }

    [Fact]
    public void Nobody_else_may_look_into_the_folder()
    {
        if (OperatingSystem.IsWindows())
            return;
        Keep(new DiskCache(Root, ReadLimits.Default), "a", [1]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Root));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.EnumerateFiles(Root))));
    }

    [Fact]
    public void A_folder_that_others_may_write_to_is_left_as_it_is_and_not_used()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Shared = (UnixFileMode)0b1_111_111_111;
        Directory.CreateDirectory(Root);
        File.SetUnixFileMode(Root, Shared);
        Keep(new DiskCache(Root, ReadLimits.Default), "a", [1]);
        Assert.Equal(Shared, File.GetUnixFileMode(Root));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_gone_without()
    {
        var cache = new DiskCache(Path.Join(_folder.Write("file", [1]), "cache"), ReadLimits.Default);
        Keep(cache, "a", [1]);
        Assert.Null(Find(cache, "a"));
        Assert.Equal((0, 0L), cache.Measure());
        Assert.Equal((0, 0L), cache.Clear());
    }

    [Fact]
    public void The_oldest_files_go_first_when_there_is_no_more_room()
    {
        var cache = new DiskCache(Root, new ReadLimits { CacheSize = 10_000 });
        for (int i = 0; i < 6; i++)
        {
            Keep(cache, $"{i}", new byte[2000]);
            foreach (string file in Directory.EnumerateFiles(Root))
                File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddMinutes(-1));
        }
        Assert.InRange(cache.Measure().Bytes, 6000, 10_000);
        Assert.Null(Find(cache, "0"));
        Assert.NotNull(Find(cache, "5"));
        Assert.NotNull(Find(cache, "4"));
    }

    [Fact]
    public void What_is_too_large_for_one_file_is_not_kept()
    {
        var cache = new DiskCache(Root, new ReadLimits { CacheFileSize = 1000 });
        Keep(cache, "large", new byte[2000]);
        Keep(cache, "small", new byte[20]);
        Assert.Null(Find(cache, "large"));
        Assert.NotNull(Find(cache, "small"));
    }

    [Fact]
    public void Files_of_others_in_the_folder_stay_and_unfinished_ones_of_long_ago_go()
    {
        var cache = new DiskCache(Root, new ReadLimits { CacheSize = 5000 });
        Keep(cache, "a", [1]);
        string mine = Path.Join(Root, "my notes.txt");
        File.WriteAllBytes(mine, new byte[20_000]);
        string left = Path.Join(Root, "x.pslayers.0.unfinished");
        File.WriteAllText(left, "");
        Keep(cache, "b", [2]);
        Assert.True(File.Exists(left));
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));
        Keep(cache, "c", [3]);
        Assert.False(File.Exists(left));
        Assert.Equal(3, cache.Clear().Files);
        Assert.True(File.Exists(mine));
        Assert.Equal([mine], Directory.EnumerateFiles(Root));
    }

    [Fact]
    public void Many_may_read_and_write_at_once_and_each_sees_whole_files_only()
    {
        Parallel.For(0, 400, i =>
        {
            var cache = new DiskCache(Root, ReadLimits.Default);
            string identity = $"{i % 3}";
            Keep(cache, identity, [.. Enumerable.Repeat((byte)i, 5000)]);
            if (Find(cache, identity) is { } found)
                Assert.True(found.Length == 5000 && !found.AsSpan().ContainsAnyExcept(found[0]));
        });
        Assert.Equal(3, Directory.EnumerateFiles(Root).Count());
    }

    [Fact]
    public void What_was_kept_of_an_archive_that_has_changed_or_is_gone_goes()
    {
        string one = _folder.Write("one.tar", [1]), two = _folder.Write("two.tar", [2]);
        Keep(new StoredIdentity(one, "old", "a"));
        Keep(new StoredIdentity(one, "old", "b"));
        Keep(new StoredIdentity(two, "old"));
        Keep(new StoredIdentity("", "sha256:0"));
        Assert.Equal(4, new DiskCache(Root, ReadLimits.Default).Measure().Files);

        Keep(new StoredIdentity(one, "new", "a"));
        Assert.Equal(3, new DiskCache(Root, ReadLimits.Default).Measure().Files);

        File.Delete(two);
        Keep(new StoredIdentity(one, "new", "b"));
        var cache = new DiskCache(Root, ReadLimits.Default);
        Assert.Equal(3, cache.Measure().Files);
        Assert.NotNull(cache.Read(new StoredIdentity("", "sha256:0"), reader => reader.Block()));
    }

    [Theory]
    [InlineData((UnixFileMode)0b1_111_111_111, true)]
    [InlineData((UnixFileMode)0b111_101_101, true)]
    [InlineData((UnixFileMode)0b111_111_101, false)]
    [InlineData((UnixFileMode)0b111_101_111, false)]
    public void A_folder_in_which_others_could_put_another_in_its_place_is_not_trusted(UnixFileMode above, bool isTrusted)
    {
        if (OperatingSystem.IsWindows())
            return;
        Keep(new DiskCache(Root, ReadLimits.Default), "a", [1]);
        File.SetUnixFileMode(_folder.Root, above);
        Assert.Equal(isTrusted, CacheFolder.IsTrusted(Root));
        Assert.Equal(isTrusted, Find(new DiskCache(Root, ReadLimits.Default), "a") is not null);
    }

    [Theory]
    [InlineData((UnixFileMode)0b111_101_101, true)]
    [InlineData((UnixFileMode)0b111_111_111, false)]
    public void A_folder_behind_a_link_is_trusted_only_if_others_could_not_put_another_there(UnixFileMode above, bool isTrusted)
    {
        if (OperatingSystem.IsWindows())
            return;
        string shared = _folder.Folder("shared");
        string real = Directory.CreateDirectory(Path.Join(shared, "cache"), Owned).FullName;
        File.SetUnixFileMode(shared, above);
        Directory.CreateSymbolicLink(Root, "shared/cache");

        Assert.Equal(isTrusted, CacheFolder.IsTrusted(Root));
        var cache = new DiskCache(Root, ReadLimits.Default);
        Keep(cache, "a", [1]);
        Assert.Equal(isTrusted, Find(cache, "a") is not null);
        Assert.Equal(isTrusted ? 1 : 0, Directory.GetFileSystemEntries(real).Length);
    }

    [Fact]
    public void A_link_or_a_folder_of_somebody_else_is_not_trusted()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || CommandLine.Find("chown") is null)
            return;
        string real = _folder.Folder("real");
        File.SetUnixFileMode(real, Owned);
        Directory.CreateSymbolicLink(Root, real);
        Assert.True(CacheFolder.IsTrusted(Root));
        CommandLine.Run("chown", "-h", "12345", Root);
        Assert.False(CacheFolder.IsTrusted(Root));
        CommandLine.Run("chown", "12345", real);
        Assert.False(CacheFolder.IsTrusted(real));
    }

    [Fact]
    public void Links_that_lead_round_in_circles_are_not_trusted()
    {
        Directory.CreateSymbolicLink(Root, Root);
        Assert.False(CacheFolder.IsTrusted(Root));
        Assert.Null(Find(new DiskCache(Root, ReadLimits.Default), "a"));
    }

    [Fact]
    public async Task Only_plain_files_of_the_folder_are_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        var cache = new DiskCache(Root, ReadLimits.Default);
        Keep(cache, "a", [1]);
        string file = Assert.Single(Directory.GetFiles(Root)), moved = Path.Join(_folder.Root, "moved");
        File.Move(file, moved);
        File.CreateSymbolicLink(file, moved);
        Assert.Null(Find(cache, "a"));
        Keep(cache, "a", [2]);
        Assert.Equal([2], Find(cache, "a"));
        Assert.NotEqual(File.ReadAllBytes(moved), File.ReadAllBytes(file));
        if (CommandLine.Find("mkfifo") is null)
            return;
        File.Delete(file);
        CommandLine.Run("mkfifo", file);
        // Whoever opens a pipe that nobody writes into waits for ever.
        Assert.Null(await Task.Run(() => Find(cache, "a")).WaitAsync(TimeSpan.FromMinutes(5)));
        await Task.Run(() => Keep(new DiskCache(Root, ReadLimits.Default), "a", [3])).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal([3], Find(cache, "a"));
    }

    [Fact]
    public void What_others_may_have_written_is_not_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        var cache = new DiskCache(Root, ReadLimits.Default);
        Keep(cache, "a", [1]);
        Assert.NotNull(Find(cache, "a"));
        File.SetUnixFileMode(Root, File.GetUnixFileMode(Root) | UnixFileMode.GroupWrite);
        Assert.Null(Find(cache, "a"));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1000", 1000L)]
    [InlineData("3kb", 3072L)]
    [InlineData(" 200 MB ", 200L << 20)]
    [InlineData("2GB", 2L << 30)]
    [InlineData("-1", null)]
    [InlineData("9999999999GB", null)]
    [InlineData("much", null)]
    [InlineData(null, null)]
    public void The_size_of_the_cache_is_written_as_users_write_sizes(string? text, long? size) => Assert.Equal(size, CacheFolder.SizeOf(text));

    private void Keep(StoredIdentity identity) => new DiskCache(Root, ReadLimits.Default).Write(identity, writer => writer.Block([1]));

    private static void Keep(DiskCache cache, string identity, byte[] content) => cache.Write(new StoredIdentity("", identity), writer => writer.Block(content));

    private static byte[]? Find(DiskCache cache, string identity) => cache.Read(new StoredIdentity("", identity), reader => reader.Block());
}
