using System.Text;
using CsCheck;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Tar;

public sealed class EntryPathTests
{
    [Theory]
    [InlineData("usr/bin/env", "/usr/bin/env", "env")]
    [InlineData("./usr/bin/env", "/usr/bin/env", "env")]
    [InlineData("/usr/bin/env", "/usr/bin/env", "env")]
    [InlineData("usr/bin/", "/usr/bin", "bin")]
    [InlineData("./usr/", "/usr", "usr")]
    [InlineData("usr//bin///env", "/usr/bin/env", "env")]
    [InlineData("//usr/env", "/usr/env", "env")]
    [InlineData("././usr/env", "/usr/env", "env")]
    [InlineData("/./usr/env", "/usr/env", "env")]
    [InlineData("usr/./env", "/usr/env", "env")]
    [InlineData("usr/lib/../bin/env", "/usr/bin/env", "env")]
    [InlineData("usr/env//", "/usr/env", "env")]
    [InlineData("usr/env/.", "/usr/env", "env")]
    [InlineData("...", "/...", "...")]
    [InlineData("..a/.b/c..", "/..a/.b/c..", "c..")]
    [InlineData(".hidden", "/.hidden", ".hidden")]
    public void A_path_starts_at_the_root_however_it_was_written(string written, string path, string name)
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Entry(new TarEntrySpec { Path = written, TypeFlag = (byte)'5' }));
        Assert.Equal(path, entry.InnerPath);
        Assert.Equal(name, entry.Name);
        Assert.Equal(written, Encoding.UTF8.GetString(entry.RawName));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("./.")]
    [InlineData("././")]
    [InlineData("a/..")]
    public void The_root_may_be_an_entry(string written)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = written, TypeFlag = (byte)'5' }));
        LayerEntry entry = Assert.Single(Indexed.Entries(index));
        Assert.Equal(("/", "/", EntryType.Directory), (entry.InnerPath, entry.Name, entry.Type));
        Assert.Equal(written, Encoding.UTF8.GetString(entry.RawName));
        Assert.Empty(index.Warnings);
    }

    [Theory]
    [InlineData("../../etc/passwd", "/etc/passwd")]
    [InlineData("/../etc/passwd", "/etc/passwd")]
    [InlineData("a/../../etc/passwd", "/etc/passwd")]
    [InlineData("..", "/")]
    [InlineData("a/../..", "/")]
    public void A_name_that_leads_out_stays_in_the_root_and_is_warned_of(string written, string path)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = written }));
        LayerEntry entry = Assert.Single(Indexed.Entries(index));
        Assert.Equal(path, entry.InnerPath);
        Assert.Equal(written, Encoding.UTF8.GetString(entry.RawName));
        ImageWarning warning = Assert.Single(index.Warnings);
        Assert.Equal(ImageErrorId.PathOutside, warning.ErrorId);
        Assert.Contains($"'{written}'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_name_is_the_root_and_is_warned_of()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = "" }).File("next"));
        Assert.Equal(["/", "/next"], Indexed.Paths(index));
        Assert.Empty(Indexed.Entries(index)[0].RawName);
        Assert.Equal(ImageErrorId.TarEntryOdd, Assert.Single(index.Warnings).ErrorId);
    }

    [Theory]
    [InlineData(@"..\..\tmp\evil")]
    [InlineData(@"C:\Windows\evil")]
    [InlineData("C:/evil")]
    [InlineData("a:b")]
    [InlineData("[a]*?{b}")]
    [InlineData("dot.")]
    [InlineData("blank ")]
    [InlineData(" blank")]
    [InlineData("CON")]
    [InlineData("aux.c")]
    [InlineData("usr/share/man/man1/:.1.gz")]
    [InlineData("var/lib/dpkg/info/gcc-10-base:amd64.list")]
    [InlineData("quote'\"`$(x)")]
    [InlineData("\U0001F600")]
    public void Odd_characters_are_kept_as_they_are(string written)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File(written));
        Assert.Equal("/" + written, Assert.Single(Indexed.Paths(index)));
        Assert.Empty(index.Warnings);
    }

    [Theory]
    [InlineData("\u001b[31mred", "/␛[31mred")]
    [InlineData("line\nfeed", "/line␊feed")]
    [InlineData("\u202Eexe.txt", "/％E2％80％AEexe.txt")]
    public void Characters_that_are_not_safe_are_visible_and_the_raw_name_has_them(string written, string shown)
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().File(written));
        Assert.Equal((shown, shown[1..]), (entry.InnerPath, entry.Name));
        Assert.Equal(Encoding.UTF8.GetBytes(written), entry.RawName);
    }

    [Fact]
    public void Names_that_differ_in_case_or_composition_are_different_entries() =>
        Assert.Equal(["/PAM.7.gz", "/pam.7.gz", "/caf\u00e9", "/cafe\u0301"],
            Indexed.Paths(Indexed.Whole(new TarBuilder().File("PAM.7.gz").File("pam.7.gz").File("caf\u00e9").File("cafe\u0301"))));

    [Fact]
    public void Names_that_are_not_UTF8_stay_distinct_and_whole()
    {
        byte[][] names = [[.. "caf"u8, 0xE9], [.. "caf"u8, 0xEA], [.. "caf"u8, 0xC3, 0xA9], [.. "d"u8, 0xFF, .. "/x"u8], [.. "d"u8, 0xFE, .. "/x"u8]];
        var tar = new TarBuilder();
        foreach (byte[] name in names)
            tar.Entry(new TarEntrySpec { Name = name });
        LayerEntry[] entries = Indexed.Entries(tar);
        Assert.Equal(names, entries.Select(entry => entry.RawName));
        Assert.Equal(names.Length, entries.Select(entry => entry.InnerPath).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("/caf\u00e9", entries[2].InnerPath);
        Assert.Equal(names, entries.Select(entry => EntryName.Encode(entry.InnerPath[1..])));
    }

    [Fact]
    public void Link_targets_that_are_not_UTF8_stay_whole()
    {
        byte[] target = [.. "caf"u8, 0xE9];
        LayerEntry entry = Indexed.Single(new TarBuilder().Entry(new TarEntrySpec { Path = "l", TypeFlag = (byte)'2', LinkTarget = target }));
        Assert.Equal(target, EntryName.Encode(entry.LinkTarget!));
    }

    [Fact]
    public void One_path_twice_is_two_entries_in_the_order_of_the_tar()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().File("f", "one").File("g").File("./f", "second"));
        Assert.Equal([("/f", 3), ("/g", 0), ("/f", 6)], entries.Select(entry => (entry.InnerPath, entry.Size)));
    }

    [Fact]
    public void Children_may_come_before_their_parents_or_without_them() =>
        Assert.Equal(["/a/b/c", "/a", "/x/y"], Indexed.Paths(Indexed.Whole(new TarBuilder().File("a/b/c").Directory("a").File("x/y"))));

    [Fact]
    public void Every_raw_name_is_the_bytes_that_were_written()
    {
        string[] parts = ["a", "bc", ".", "..", "/", "/", "/", "//", "./", ".wh.", "\xE9", "\xC3\xA9", " ", "\n"];
        Gen<byte[]> name = Gen.Int[0, parts.Length - 1].Array[0, 12]
            .Select(numbers => Encoding.Latin1.GetBytes(string.Concat(numbers.Select(number => parts[number]))));
        name.Array[1, 20].Sample(names =>
        {
            var tar = new TarBuilder();
            foreach (byte[] one in names)
                tar.Entry(new TarEntrySpec { Name = one });
            LayerEntry[] entries = Indexed.Entries(Indexed.Read(tar.Build()));
            Assert.Equal(names, entries.Select(entry => entry.RawName));
            Assert.All(entries, entry => Assert.True(IsCanonical(entry.InnerPath), entry.InnerPath));
        }, iter: 2000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_raw_name_of_random_layers_is_the_bytes_that_were_written(int seed)
    {
        foreach (var layer in RandomLayers.Entries(seed, layers: 6, entries: 60, tidy: false))
            Assert.Equal(layer.Select(spec => spec.Name), Indexed.Entries(Indexed.Read(RandomLayers.Tar(layer))).Select(entry => entry.RawName));
    }

    private static bool IsCanonical(string path) =>
        path == "/" || (path[0] == '/' && path[1..].Split('/').All(part => part is not ("" or "." or "..")));
}
