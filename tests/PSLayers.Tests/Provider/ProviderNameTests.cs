using System.Management.Automation;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Provider;

/// <summary>Names that paths of PowerShell cannot have, or give a meaning to.</summary>
public sealed class ProviderNameTests : ProviderTest
{
    private static readonly string[] Odd =
    [
        "odd[1].txt", "star*.txt", "what?", "back\\slash", "a:b", "IO::Handle", "app:x", " lead", "trail ", "new\nline", "cr\rx", "esc\u001b[31m", "del\u007f",
        "tick`x", "dollar$x", "it's", "Case", "case", "a\uFF1Ab", "a\uFF3Cb", "pc\uFF05\uFF1A", "\uFF05", "\u240A", "~", "-x", "[", "]", "bad\uDCFF", "caf\u00E9", "cafe\u0301", "...", "a;b", "rtl\u202E",
    ];

    // How names are shown that are not safe, or have a character that stands for another; all others are shown as they are.
    private static readonly Dictionary<string, string> Shown = new()
    {
        ["new\nline"] = "new␊line", ["cr\rx"] = "cr␍x", ["esc\u001b[31m"] = "esc␛[31m", ["del\u007f"] = "del␡", ["a\uFF1Ab"] = "a％：b", ["a\uFF3Cb"] = "a％＼b",
        ["pc\uFF05\uFF1A"] = "pc％％％：", ["\uFF05"] = "％％", ["\u240A"] = "％␊", ["bad\uDCFF"] = "bad％FF", ["rtl\u202E"] = "rtl％E2％80％AE",
    };

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void Every_name_is_listed_and_its_content_read_by_the_path_that_is_given_out(Packing packing)
    {
        string archive = Mount(Image(packing));

        IReadOnlyList<PSObject> items = Items("app:/opt");

        Assert.Equal(Odd.Length, items.Count);
        foreach (string name in Odd)
        {
            string shown = Shown.GetValueOrDefault(name, name);
            PSObject item = Assert.Single(items, item => (string)item.Get("Name")! == shown);
            foreach (string path in new[] { (string)item.Get("PSPath")!, "app:/opt/" + item.Get("PSChildName"), "app:\\opt\\" + item.Get("PSChildName"), "app:/opt/" + shown })
                Assert.Equal(Content(name), Text(path));
            Assert.Equal(Content(name), Good("Get-ImageContent $a $b", archive, "/opt/" + shown).Output.Single().ToString());
        }
    }

    [Fact]
    public void Paths_with_wildcards_escaped_work_as_well()
    {
        Mount(Image(Packing.None));

        foreach (PSObject item in Items("app:/opt"))
        {
            string path = WildcardPattern.Escape("app:/opt/" + item.Get("PSChildName"));
            Assert.Equal(item.BaseObject.ToString(), Good("$ExecutionContext.InvokeProvider.Item.Get($a)", path).Output.Single().BaseObject.ToString());
        }
    }

    [Fact]
    public void Directories_with_such_names_can_be_entered()
    {
        Mount(Image(Packing.None));

        foreach (PSObject folder in Items("app:/dirs"))
        {
            Assert.Equal(["in [it]"], Names((string)folder.Get("PSPath")!));
            Assert.Equal([$"app:/dirs/{folder.Get("PSChildName")}", "in [it]"], Good("""
                "$($ExecutionContext.SessionState.Path.SetLocation($a))"
                $ExecutionContext.InvokeProvider.ChildItem.GetNames('.', 'ReturnAllContainers', $false)
                """, WildcardPattern.Escape("app:/dirs/" + folder.Get("PSChildName"))).Output.Select(place => place.ToString().Replace('\\', '/')));
        }
    }

    [Fact]
    public void A_name_may_be_typed_as_it_is_unless_it_is_the_stand_in_of_another()
    {
        Mount(["a:b", "x\uFF1Ay"], ["q/a:b", "q/a\uFF1Ab"]);

        Assert.Equal("a:b", Text("app:/./a:b"));
        Assert.Equal("x\uFF1Ay", Text("app:/x\uFF1Ay"));
        Assert.Equal("q/a:b", Text("app:/q/a\uFF1Ab"));
        Assert.Equal("q/a\uFF1Ab", Text("app:/q/a\uFF05\uFF1Ab"));
    }

    [Fact]
    public void What_is_given_out_has_no_character_that_ends_a_name_or_a_command()
    {
        Mount(Image(Packing.None));
        foreach (PSObject item in Items("app:/opt"))
        {
            string part = (string)item.Get("PSChildName")!;
            Assert.DoesNotContain(part, char.IsControl);
            Assert.DoesNotContain(':', part);
            Assert.DoesNotContain('\\', part);
        }
    }

    private static string Content(string name) => "of " + string.Join(' ', name.Select(c => ((int)c).ToString("X4", null)));

    // A lone surrogate stands for a byte that is not UTF-8.
    private static byte[] Bytes(string name) => [.. name.SelectMany(c => c is >= '\uDC80' and <= '\uDCFF' ? [(byte)c] : Encoding.UTF8.GetBytes([c]))];

    private static ImageBuilder Image(Packing packing)
    {
        var tar = new TarBuilder();
        foreach (string name in Odd)
            tar.Entry(new TarEntrySpec { Name = Bytes("opt/" + name), Content = Encoding.ASCII.GetBytes(Content(name)) });
        foreach (string name in Odd.Where(name => name.Trim() == name))
            tar.Entry(new TarEntrySpec { Name = Bytes($"dirs/{name}/in [it]") });
        return new ImageBuilder().Tag("t:1").Layer(tar, packing);
    }
}
