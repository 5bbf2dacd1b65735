using System.Text;
using CsCheck;
using PSLayers.Content;
using PSLayers.Engine.Tests.Diff;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;

namespace PSLayers.Engine.Tests.Content;

/// <summary>How texts are cut into lines, and where the last of them start.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "[]")]
    [InlineData("a", "[a]")]
    [InlineData("a\n", "[a]")]
    [InlineData("a\n\n", "[a][]")]
    [InlineData("a\r\nb\rc\n\rd", "[a][b][c][][d]")]
    [InlineData("\r\n\r\n", "[][]")]
    [InlineData("\r\r\n\n", "[][][]")]
    public void Lines_end_as_StreamReader_ends_them(string text, string expected)
    {
        Assert.Equal(expected, string.Concat(Pieces(text, null).Select(line => $"[{line}]")));
        Assert.Equal(expected, string.Concat(Reference(text).Select(line => $"[{line}]")));
    }

    [Theory]
    [InlineData("a,b,,c", ",", "[a][b][][c]")]
    [InlineData("a--b-c--", "--", "[a][b-c]")]
    [InlineData("a\nb", "--", "[a\nb]")]
    [InlineData("---", "--", "[][-]")]
    public void Pieces_end_at_any_delimiter(string text, string delimiter, string expected) =>
        Assert.Equal(expected, string.Concat(Pieces(text, delimiter).Select(piece => $"[{piece}]")));

    [Fact]
    public void Lines_of_any_length_are_whole()
    {
        string[] lines = [.. new[] { 0, 1, 16_383, 16_384, 16_385, 100_000, 3 }.Select(length => new string('x', length))];
        Assert.Equal(lines, Pieces(string.Join("\r\n", lines), null));
        Assert.Equal(lines, Pieces(string.Join("<end>", lines), "<end>"));
    }

    [Fact]
    public void A_line_without_end_is_an_error_and_not_all_memory()
    {
        var pieces = new TextPieces(new EndlessReader(), null, 1 << 20);
        Assert.Equal(ImageErrorId.ContentTooLarge, Assert.Throws<ImageException>(() => pieces.Next()).ErrorId);
    }

    [Fact]
    public void The_last_lines_start_where_reading_all_lines_says() => Gen.Select(Gen.Int[0, 2].Array[0, 60], Gen.Int[0, 12]).Sample((letters, count) =>
    {
        string text = string.Concat(letters.Select(letter => "\n\rx"[letter]));
        using var content = new MemoryStream(Encoding.ASCII.GetBytes(text));
        content.Position = TailFinder.LastLines(content, count, ReadLimits.Default);
        string tail = new StreamReader(content).ReadToEnd();
        Assert.Equal(Reference(text).TakeLast(count), Reference(tail));
    }, iter: 20_000);

    [Fact]
    public void The_last_lines_of_a_sparse_file_are_found_without_reading_its_holes()
    {
        const long Size = 1L << 40;
        byte[] tar = new TarBuilder().GnuSparse("f", Size, new SparsePiece(0, "a\nb"u8.ToArray()), new SparsePiece(Size - 3, "x\ny"u8.ToArray())).Build();
        using var reader = new ContentReader(Memory.Tars(tar));
        using EntryStream content = reader.Open(0, 0);

        Assert.Equal(Size - 1, TailFinder.LastLines(content, 1, ReadLimits.Default));
        Assert.Equal(ImageErrorId.ContentTooLarge, Assert.Throws<ImageException>(() => TailFinder.LastLines(content, 2, ReadLimits.Default)).ErrorId);
    }

    [Fact]
    public void The_last_lines_are_found_across_blocks()
    {
        foreach (int filler in new[] { 65_533, 65_534, 65_535, 65_536, 200_000 })
        {
            using var content = new MemoryStream(Encoding.ASCII.GetBytes("first\r\n" + new string('x', filler) + "\r\nlast\r\n"));
            Assert.Equal(filler + 9, TailFinder.LastLines(content, 1, ReadLimits.Default));
            Assert.Equal(7, TailFinder.LastLines(content, 2, ReadLimits.Default));
            Assert.Equal(0, TailFinder.LastLines(content, 3, ReadLimits.Default));
        }
    }

    [Theory]
    [InlineData("utf-8", 3)]
    [InlineData("utf-16", 2)]
    [InlineData("utf-16BE", 2)]
    [InlineData("utf-32", 4)]
    [InlineData("utf-32BE", 4)]
    public void A_byte_order_mark_tells_the_encoding(string name, int length)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] text = [.. encoding.GetPreamble(), .. encoding.GetBytes("text")];
        (Encoding? found, int mark) = ByteOrderMark.Find(text);
        Assert.Equal((encoding.CodePage, length), (found!.CodePage, mark));
        Assert.Equal((null, 0), ByteOrderMark.Find(encoding.GetBytes("text")));
    }

    private static List<string> Pieces(string text, string? delimiter)
    {
        var pieces = new TextPieces(new StringReader(text), delimiter, 1 << 20);
        var all = new List<string>();
        while (pieces.Next() is { } piece)
            all.Add(piece);
        return all;
    }

    private static List<string> Reference(string text)
    {
        var reader = new StringReader(text);
        var all = new List<string>();
        while (reader.ReadLine() is { } line)
            all.Add(line);
        return all;
    }

    private sealed class EndlessReader : TextReader
    {
        public override int Read(char[] buffer, int index, int count)
        {
            buffer.AsSpan(index, count).Fill('x');
            return count;
        }
    }
}
