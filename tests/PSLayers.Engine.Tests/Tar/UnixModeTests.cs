using PSLayers.Layers;

namespace PSLayers.Tar;

public sealed class UnixModeTests
{
    [Theory]
    [InlineData(EntryType.File, 0b000_110_100_100, "-rw-r--r--")]
    [InlineData(EntryType.Directory, 0b000_111_101_101, "drwxr-xr-x")]
    [InlineData(EntryType.SymbolicLink, 0b000_111_111_111, "lrwxrwxrwx")]
    [InlineData(EntryType.HardLink, 0b000_110_000_000, "hrw-------")]
    [InlineData(EntryType.CharacterDevice, 0b000_110_110_110, "crw-rw-rw-")]
    [InlineData(EntryType.BlockDevice, 0b000_110_110_000, "brw-rw----")]
    [InlineData(EntryType.Fifo, 0, "p---------")]
    [InlineData(EntryType.Whiteout, 0, "w---------")]
    [InlineData(EntryType.OpaqueWhiteout, 0, "w---------")]
    [InlineData(EntryType.Other, 0, "?---------")]
    [InlineData(EntryType.File, 0b100_111_101_101, "-rwsr-xr-x")]
    [InlineData(EntryType.File, 0b100_110_100_100, "-rwSr--r--")]
    [InlineData(EntryType.File, 0b010_111_101_101, "-rwxr-sr-x")]
    [InlineData(EntryType.File, 0b010_111_100_101, "-rwxr-Sr-x")]
    [InlineData(EntryType.Directory, 0b001_111_111_111, "drwxrwxrwt")]
    [InlineData(EntryType.Directory, 0b001_111_111_110, "drwxrwxrwT")]
    [InlineData(EntryType.File, 0b111_000_000_000, "---S--S--T")]
    public void Modes_look_as_ls_shows_them(EntryType type, int mode, string expected) => Assert.Equal(expected, UnixMode.Format(type, mode));
}
