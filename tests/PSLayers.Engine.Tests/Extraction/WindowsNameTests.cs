using PSLayers.Extraction;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Names that Windows does not allow are written so that it does, and can be had back.</summary>
public sealed class WindowsNameTests
{
    [Theory]
    [InlineData("plain.txt", "plain.txt")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData(@"a\b", "a%5Cb")]
    [InlineData("what?", "what%3F")]
    [InlineData("\"<>|*", "%22%3C%3E%7C%2A")]
    [InlineData("\u0001", "%01")]
    [InlineData("end.", "end%2E")]
    [InlineData("end ", "end%20")]
    [InlineData("CON", "%43ON")]
    [InlineData("aux.txt", "%61ux.txt")]
    [InlineData("COM\u00B9", "%43OM\u00B9")]
    [InlineData("100%", "100%")]
    [InlineData("100%25", "100%2525")]
    [InlineData("a%3ab", "a%253ab")]
    [InlineData("%FF", "%25FF")]
    [InlineData("%:", "%%3A")]
    [InlineData("...", "..%2E")]
    public void A_name_can_be_had_back(string name, string onDisk)
    {
        Assert.Equal(onDisk, WindowsName.Escape(name));
        Assert.Equal(name, WindowsName.Unescape(onDisk));
        SafeName.Check(onDisk, onWindows: true);
    }

    [Fact]
    public void Random_names_are_allowed_and_can_be_had_back()
    {
        var random = new Random(7);
        const string Characters = "%%%2345ABabcCONconx.. :\\*?\u0001é";
        for (int i = 0; i < 20_000; i++)
        {
            string name = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Characters[random.Next(Characters.Length)]));
            if (name is "." or "..")
                continue;
            SafeName.Check(WindowsName.Escape(name), onWindows: true);
            Assert.Equal(name, WindowsName.Unescape(WindowsName.Escape(name)));
        }
    }

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a：b/c＼d", "a%3Ab/c%5Cd")]
    [InlineData("␁", "%01")]
    public void A_path_is_taken_as_it_is_shown(string path, string onDisk) => Assert.Equal(onDisk, WindowsName.EscapePath(path));
}
