namespace PSLayers.Tests.Shell;

public sealed class PromptTests
{
    [Fact]
    public void The_prompt_runs_lines_until_exit_and_gives_its_code()
    {
        ShellRun run = ShellRun.Typed("$x = 20 + 1\n$x * 2\nexit 4\n'not reached'\n");
        Assert.Equal(4, run.Code);
        Assert.Contains("42\n", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("PS ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("not reached", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_may_go_over_several_lines()
    {
        ShellRun run = ShellRun.Typed("if ($true) {\n'inside'\n}\n");
        Assert.Contains(">> >> inside\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, run.Code);
    }

    [Fact]
    public void An_empty_line_gives_up_on_a_command_that_is_not_whole()
    {
        ShellRun run = ShellRun.Typed("if ($true) {\n\n'next'\n");
        Assert.Contains("Missing closing '}'", run.Error, StringComparison.Ordinal);
        Assert.Contains("next\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_confirmation_is_asked_and_the_answer_kept()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("keep.txt", "x");
        ShellRun run = ShellRun.Typed($"Remove-Item '{file}' -Confirm\nwhat\nn\n");
        Assert.Contains("[Y] Yes  [A] Yes to All  [N] No", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void The_end_of_the_input_never_confirms()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("keep.txt", "x");
        ShellRun run = ShellRun.Command($"Remove-Item '{file}' -Confirm");
        Assert.Equal(1, run.Code);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void A_missing_mandatory_parameter_is_asked_for()
    {
        ShellRun run = ShellRun.Typed("Split-Path\n/a/b\n\n");
        Assert.Contains("Path[0]: Path[1]: /a\n", run.Out.Replace('\\', '/'), StringComparison.Ordinal);
    }
}
