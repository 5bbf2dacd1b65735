using System.Text;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Text;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Names: which are refused, and that all others come to the disk as they are.</summary>
public sealed class NameTests : ExtractionTest
{
    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/../../evil")]
    [InlineData("a/..")]
    [InlineData("a/./b")]
    [InlineData("/evil")]
    [InlineData("//evil")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("nul␀l")]
    [InlineData("../destination/evil")]
    public void A_name_that_leads_elsewhere_is_refused_before_anything_is_made(string path)
    {
        Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(FileItem(path)));
        Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(FolderItem(path)));
        Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(LinkItem(path, "target")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Destination));
    }

    [Fact]
    public void The_rest_goes_on_after_a_refused_name()
    {
        List<ExtractionResult> results = Write(FileItem("one"), FileItem("../two"), FileItem("three"));
        Assert.Equal([true, false, true], results.Select(result => result.IsWritten));
        Assert.Equal(["one", "three"], Directory.EnumerateFiles(Destination).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_a_directory_can_be_the_destination_itself()
    {
        Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(FileItem("")));
        Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(LinkItem("", Outside)));
        WriteWell(FolderItem(""), FileItem("file"));
        Assert.Equal("content", Text("file"));
    }

    [Fact]
    public void Folders_too_deep_are_refused()
    {
        string deep = string.Join('/', Enumerable.Repeat("d", 255));
        WriteWell(FileItem(deep + "/f"));
        Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(FileItem(deep + "/e/f")));
        Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(FolderItem(string.Concat(Enumerable.Repeat("d/", 500_000)) + "d")));
    }

    [Theory]
    [InlineData(@"..\..\tmp\evil")]
    [InlineData(@"\tmp\evil")]
    [InlineData(@"C:\evil")]
    [InlineData("C:")]
    [InlineData(@"\\server\share\evil")]
    [InlineData("file:stream")]
    [InlineData("what?")]
    [InlineData("a*")]
    [InlineData("a|b")]
    [InlineData("<a>")]
    [InlineData("\"a\"")]
    [InlineData("line\nbreak")]
    [InlineData("trailing.")]
    [InlineData("trailing ")]
    [InlineData("...")]
    [InlineData("CON")]
    [InlineData("con")]
    [InlineData("aux.c")]
    [InlineData("nul.tar.gz")]
    [InlineData("NUL .txt")]
    [InlineData("COM1")]
    [InlineData("lpt9.log")]
    [InlineData("COM\u00B9")]
    [InlineData("conin$")]
    public void What_means_something_else_on_Windows_is_refused_there(string name)
    {
        Assert.Equal(ImageErrorId.UnsafeName, Assert.Throws<ImageException>(() => SafeName.Check(name, onWindows: true)).ErrorId);
        Assert.Equal(ImageErrorId.UnsafeName, Assert.Throws<ImageException>(() => SafeName.CheckPath("usr/" + name + "/x", 256, onWindows: true)).ErrorId);
        SafeName.Check(name, onWindows: false);
    }

    [Theory]
    [InlineData("console.log")]
    [InlineData("auxiliary")]
    [InlineData("COM10")]
    [InlineData(".hidden")]
    [InlineData("name with spaces.txt")]
    [InlineData("..two dots in front")]
    [InlineData("caf\u00E9")]
    public void Ordinary_names_are_fine_on_Windows(string name)
    {
        SafeName.Check(name, onWindows: true);
        WriteWell(FileItem(name));
        Assert.Equal("content", Text(name));
    }

    [ToolFact("find")]
    public void Names_keep_their_bytes()
    {
        byte[][] names = [[0x63, 0x61, 0x66, 0xE9], [0x63, 0x61, 0x66, 0xE8], "line\nbreak"u8.ToArray(), "\e[31mred"u8.ToArray(), @"back\slash:*?"u8.ToArray(), "caf\u00E9"u8.ToArray(), "trailing. "u8.ToArray()];
        WriteWell([.. names.Select(name => FileItem(EntryName.Decode(name)))]);

        string found = Encoding.Latin1.GetString(CommandLine.Run("find", Destination, "-mindepth", "1", "-printf", @"%f\0"));
        Assert.Equal(names.Select(Encoding.Latin1.GetString).Order(StringComparer.Ordinal), found.TrimEnd('\0').Split('\0').Order(StringComparer.Ordinal));
    }

    [SystemFact(Need.Unix)]
    public void A_name_too_long_for_the_disk_is_one_error()
    {
        List<ExtractionResult> results = Write(FileItem(new string('n', 300)), FolderItem(new string('d', 300)), FileItem("fits"));
        Assert.Equal([ImageErrorId.UnsafeName, ImageErrorId.UnsafeName], results.Take(2).Select(ErrorOf));
        Assert.True(results[2].IsWritten);
    }

    [Fact]
    public void Names_that_differ_in_case_are_two_files_where_the_disk_tells_them_apart()
    {
        if (File.Exists(Destination.ToUpperInvariant()) || Directory.Exists(Destination.ToUpperInvariant()))
            return;
        WriteWell(FileItem("PAM.7.gz", "upper"), FileItem("pam.7.gz", "lower"));
        Assert.Equal(("upper", "lower"), (Text("PAM.7.gz"), Text("pam.7.gz")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Names_that_the_disk_takes_for_one_are_an_error_and_never_overwrite(bool force)
    {
        ExtractionItem[] items =
        [
            FileItem("PAM.7.gz", "first"), FileItem("pam.7.gz", "second"), LinkItem("Pam.7.gz", "PAM.7.gz"),
            FileItem("Lib/one", "one"), FileItem("lib/two", "two"), FolderItem("LIB"), FileItem("LIB", "file"),
        ];
        List<ExtractionResult> results = [.. new FolderWriter(Destination, new() { Force = force }, Folding).Write(items)];

        Assert.Equal([.. items.Where(item => item.Path is not "Pam.7.gz"), items[2]], results.Select(result => result.Item));
        Assert.Equal(["PAM.7.gz", "Lib/one"], results.Where(result => result.IsWritten).Select(result => result.Item.Path));
        Assert.All(results.Where(result => !result.IsWritten), result => Assert.Equal(ImageErrorId.NameCollision, ErrorOf(result)));
        Assert.Equal(("first", "one"), (Text("pam.7.gz"), Text("lib/one")));
        Assert.Equal(2, Directory.EnumerateFiles(Destination, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void The_same_path_twice_is_an_error_too()
    {
        List<ExtractionResult> results = Write(new ExtractionOptions { Force = true }, FileItem("a", "first"), FileItem("a", "second"));
        Assert.True(results[0].IsWritten);
        Assert.Equal(ImageErrorId.NameCollision, ErrorOf(results[1]));
        Assert.Equal("first", Text("a"));
    }

    private static FoldingFolder Folding(string path) => new FoldingFolder(DestinationFolder.OpenRoot(path));
}
