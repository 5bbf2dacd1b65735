using System.Text;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.TextDiff;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Differences of two texts as people read them.</summary>
public sealed class UnifiedTextTests
{
    [Fact]
    public void Equal_texts_have_no_lines()
    {
        Assert.Empty(Lines("a\nb\n", "a\nb\n"));
        Assert.Empty(Lines("", ""));
        Assert.Empty(UnifiedText.Lines("x", "y", [0, 1], [0, 1]));
    }

    [Fact]
    public void A_changed_line_stands_between_three_lines_of_context() =>
        Assert.Equal(
            ["--- x", "+++ y", "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"],
            Lines("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"));

    [Theory]
    [InlineData("", "a\n", "@@ -0,0 +1 @@")]
    [InlineData("", "a\nb\n", "@@ -0,0 +1,2 @@")]
    [InlineData("a\n", "", "@@ -1 +0,0 @@")]
    [InlineData("a\n", "b\n", "@@ -1 +1 @@")]
    public void A_text_that_appears_or_goes_counts_from_line_0(string reference, string difference, string extent) =>
        Assert.Equal(extent, Lines(reference, difference)[2]);

    [Fact]
    public void Changes_six_lines_apart_share_a_hunk_and_changes_seven_apart_do_not()
    {
        Assert.Equal(1, Hunks("-\n1\n2\n3\n4\n5\n6\n-\n", "+\n1\n2\n3\n4\n5\n6\n+\n", context: 3));
        Assert.Equal(2, Hunks("-\n1\n2\n3\n4\n5\n6\n7\n-\n", "+\n1\n2\n3\n4\n5\n6\n7\n+\n", context: 3));
    }

    [Fact]
    public void Without_context_only_changes_are_shown() =>
        Assert.Equal(["--- x", "+++ y", "@@ -2 +1,0 @@", "-b", "@@ -3,0 +3 @@", "+d"], Lines("a\nb\nc\n", "a\nc\nd\n", context: 0));

    [Fact]
    public void A_last_line_without_a_line_feed_is_told_of_on_each_side()
    {
        const string Told = @"\ No newline at end of file";
        Assert.Equal(["--- x", "+++ y", "@@ -1,2 +1,2 @@", " a", "-b", "+b", Told], Lines("a\nb\n", "a\nb"));
        Assert.Equal(["--- x", "+++ y", "@@ -1,2 +1,2 @@", " a", "-b", Told, "+c", Told], Lines("a\nb", "a\nc"));
        Assert.Equal(["--- x", "+++ y", "@@ -1,2 +1,2 @@", "-a", "+z", " b", Told], Lines("a\nb", "z\nb"));
    }

    [Fact]
    public void Carriage_returns_are_part_of_their_lines() =>
        Assert.Equal(["--- x", "+++ y", "@@ -1 +1 @@", "-a\r", "+a"], Lines("a\r\n", "a\n"));

    [Fact]
    public void Bytes_that_are_no_text_stay_different_and_visible()
    {
        string[] lines = [.. UnifiedText.Lines("x", "y", [(byte)'a', 0xE9, (byte)'\n'], [(byte)'a', 0xE8, (byte)'\n'])];

        Assert.Equal(["--- x", "+++ y", "@@ -1 +1 @@", "-a\uDCE9", "+a\uDCE8"], lines);
    }

    [Fact]
    public void A_NUL_in_the_first_8000_bytes_makes_a_file_binary()
    {
        byte[] early = new byte[9000];
        Array.Fill(early, (byte)'a');
        byte[] late = (byte[])early.Clone();
        (early[7999], late[8000]) = (0, 0);

        Assert.Equal(["Binary files x and y differ"], UnifiedText.Lines("x", "y", early, [1]));
        Assert.Equal(["Binary files x and y differ"], UnifiedText.Lines("x", "y", [1], early));
        Assert.StartsWith("---", UnifiedText.Lines("x", "y", late, [1]).First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd")]
    [InlineData("/café", "/café")]
    [InlineData("/a b", "/a b\t")]
    [InlineData("/a\n+++ b", "\"/a\\n+++ b\"")]
    [InlineData("/\u001b[31m", "\"/\\033[31m\"")]
    [InlineData("/say \"hi\"\\", "\"/say \\\"hi\\\"\\\\\"")]
    [InlineData("/a\u202Eb", "\"/a\\342\\200\\256b\"")]
    [InlineData("/\ud83d\ude00", "/\ud83d\ude00")]
    public void Names_stand_in_quotes_where_they_could_mislead(string name, string shown)
    {
        string[] lines = [.. UnifiedText.Lines(name, name, "a\n"u8.ToArray(), "b\n"u8.ToArray())];

        Assert.Equal(["--- " + shown, "+++ " + shown], lines[..2]);
        Assert.Equal([$"Binary files {shown.TrimEnd('\t')} and {shown.TrimEnd('\t')} differ"], UnifiedText.Lines(name, name, [0], [1]));
    }

    [Fact]
    public void Bytes_of_a_name_that_are_no_text_stand_in_octal() =>
        Assert.Equal("--- \"/caf\\351\"", UnifiedText.Lines("/caf\uFF05E9", "y", [1], [2]).First());

    [Fact]
    public void A_text_above_the_limit_is_not_compared()
    {
        Assert.Contains("limit UnifiedLines", Assert.Throws<ImageException>(() => UnifiedText.Lines("a", "b", "1\n"u8.ToArray(), "1\n2\n3\n"u8.ToArray(), limits: new ReadLimits { UnifiedLines = 2 })).Message, StringComparison.Ordinal);
        ReadLimits limits = new() { UnifiedTextBytes = 4 };

        Assert.NotEmpty(UnifiedText.Lines("x", "y", "1234"u8.ToArray(), "1235"u8.ToArray(), limits: limits));
        var error = Assert.Throws<ImageException>(() => UnifiedText.Lines("x", "y", "1234"u8.ToArray(), "12345"u8.ToArray(), limits: limits));
        Assert.Equal(ImageErrorId.DocumentTooLarge, error.ErrorId);
        Assert.Equal("y: a text of 5 bytes; texts up to 4 bytes are compared line by line.", error.Message);
    }

    [Fact]
    public void A_run_of_changes_stands_as_late_as_it_can() =>
        Assert.Equal(
            ["--- x", "+++ y", "@@ -1,4 +1,7 @@", " f {", " }", " ", "+g {", "+}", "+", " h {"],
            Lines("f {\n}\n\nh {\n", "f {\n}\n\ng {\n}\n\nh {\n"));

    // Lines in another order cost the most to compare: beyond the limit the way is not the shortest, but it leads there.
    [Fact]
    public void Shuffled_lines_are_compared_with_bounded_work()
    {
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(i => $"{i}\n")];
        string reference = string.Concat(lines);
        new Random(1).Shuffle(lines);
        string difference = string.Concat(lines);

        Assert.Equal(difference, Patched(reference, Lines(reference, difference)));
    }

    [Fact]
    public void The_work_ends_when_it_is_not_wanted_any_more() =>
        Assert.Throws<OperationCanceledException>(() =>
            UnifiedText.Lines("x", "y", "a\nb\n"u8.ToArray(), "b\na\n"u8.ToArray(), cancellation: new CancellationToken(canceled: true)).Count());

    internal static string[] Lines(string reference, string difference, int context = 3) =>
        [.. UnifiedText.Lines("x", "y", Encoding.UTF8.GetBytes(reference), Encoding.UTF8.GetBytes(difference), context)];

    private static int Hunks(string reference, string difference, int context) =>
        Lines(reference, difference, context).Count(line => line.StartsWith("@@", StringComparison.Ordinal));

    // Applies a difference without "No newline" lines.
    private static string Patched(string reference, string[] lines)
    {
        string[] before = reference.Split('\n');
        var after = new StringBuilder();
        int at = 0;
        foreach (string line in lines.Skip(2))
        {
            if (line[0] == '@')
            {
                string[] extent = line.Split(' ')[1][1..].Split(',');
                int start = int.Parse(extent[0], System.Globalization.CultureInfo.InvariantCulture) - (extent is [_, "0"] ? 0 : 1);
                for (; at < start; at++)
                    after.Append(before[at]).Append('\n');
                continue;
            }
            if (line[0] != '+')
                Assert.Equal(before[at++], line[1..]);
            if (line[0] != '-')
                after.Append(line[1..]).Append('\n');
        }
        for (; at < before.Length - 1; at++)
            after.Append(before[at]).Append('\n');
        return after.ToString();
    }
}
