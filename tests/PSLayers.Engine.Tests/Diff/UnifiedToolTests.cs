using System.Diagnostics;
using System.Text;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.TextDiff;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Our differences beside those of diff, and through patch.</summary>
public sealed class UnifiedToolTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ToolFact("patch")]
    public void Patch_makes_the_second_text_of_the_first()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            (byte[] reference, byte[] difference) = Texts(seed);
            if (reference.AsSpan().SequenceEqual(difference))
                continue;
            byte[] lines = Bytes(UnifiedText.Lines("x", "y", reference, difference, context: seed % 4));
            string patch = _folder.Write("change.patch", lines);
            string target = _folder.Write("target", reference);
            CommandLine.Run("patch", "--binary", "--posix", "--silent", target, patch);

            Assert.Equal((seed, Convert.ToHexString(difference)), (seed, Convert.ToHexString(File.ReadAllBytes(target))));
        }
    }

    [ToolFact("patch")]
    public void Patch_finds_the_file_that_a_quoted_name_names()
    {
        const string Name = "odd \"name\"\twith\nall";
        string target = _folder.Write(Name, "a\n"u8.ToArray());
        string patch = _folder.Write("change.patch", Bytes(UnifiedText.Lines(Name, Name, "a\n"u8.ToArray(), "b\n"u8.ToArray())));
        CommandLine.Run("patch", "--directory", _folder.Root, "--silent", "-p0", "--input", patch);

        Assert.Equal("b\n", File.ReadAllText(target));
    }

    [ToolFact("diff")]
    public void The_difference_has_no_more_lines_than_diff_finds_at_its_best()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            (byte[] reference, byte[] difference) = Texts(seed);
            string[] ours = [.. UnifiedText.Lines("x", "y", reference, difference)];

            Assert.Equal((seed, Changes(Diff(reference, difference))), (seed, Changes(ours)));
        }
    }

    [ToolFact("diff")]
    public void Simple_changes_are_shown_exactly_as_diff_shows_them()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            List<string> lines = [.. Enumerable.Range(0, random.Next(1, 60)).Select(i => $"line {i}\n")];
            byte[] reference = Encoding.UTF8.GetBytes(string.Concat(lines));
            for (int change = 0; change < 4; change++)
                Change(lines, random, change);
            byte[] difference = Encoding.UTF8.GetBytes(string.Concat(lines));

            Assert.Equal(Diff(reference, difference), UnifiedText.Lines("x", "y", reference, difference));
        }
    }

    [ToolFact("diff")]
    public void Repeated_lines_are_shown_exactly_as_diff_shows_them()
    {
        const string Block = "start\n  do\n  end\n\n";
        foreach (string difference in new[] { Block + Block + Block, Block, Block + "start\n  other\n  end\n\n" + Block, "", "\n\n\n" + Block + Block })
        {
            byte[] reference = Encoding.UTF8.GetBytes(Block + Block);
            Assert.Equal(Diff(reference, Encoding.UTF8.GetBytes(difference)), UnifiedText.Lines("x", "y", reference, Encoding.UTF8.GetBytes(difference)));
        }
    }

    private static void Change(List<string> lines, Random random, int number)
    {
        int at = random.Next(lines.Count + 1);
        switch (random.Next(3))
        {
            case 0:
                lines.Insert(at, $"new {number}\n");
                break;
            case 1 when at < lines.Count:
                lines[at] = $"changed {number}\n";
                break;
            case 2 when at < lines.Count:
                lines.RemoveRange(at, random.Next(1, lines.Count - at + 1));
                break;
        }
    }

    // Texts of few different lines, so that there are many ways to compare them; some without a line feed at the end.
    private static (byte[] Reference, byte[] Difference) Texts(int seed)
    {
        var random = new Random(seed);
        int variety = random.Next(2, 30);
        return (Text(), Text());

        byte[] Text()
        {
            var text = new StringBuilder();
            for (int lines = random.Next(80); lines > 0; lines--)
                text.Append("line ").Append(random.Next(variety)).Append(random.Next(10) == 0 ? "\r\n" : "\n");
            return Encoding.UTF8.GetBytes(text.ToString(0, Math.Max(0, text.Length - random.Next(2))));
        }
    }

    private static byte[] Bytes(IEnumerable<string> lines) => [.. lines.SelectMany(line => Encoding.UTF8.GetBytes(line + "\n"))];

    private static int Changes(IEnumerable<string> lines) => lines.Skip(2).Count(line => line[0] is '+' or '-');

    // diff ends with 1 where the texts differ.
    private string[] Diff(byte[] reference, byte[] difference)
    {
        string[] files = [_folder.Write("reference", reference), _folder.Write("difference", difference)];
        var start = new ProcessStartInfo("diff", ["-u", "--minimal", "--text", "--label", "x", "--label", "y", .. files]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.InRange(process.ExitCode, 0, 1);
        return output.Length == 0 ? [] : output[..^1].Split('\n');
    }
}
