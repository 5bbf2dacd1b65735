using PSLayers.Tests.Processes;

namespace PSLayers.Tests;

/// <summary>The shell of this repository: PowerShell with the module in it.</summary>
public sealed class ShellTests
{
    [Fact]
    public void Words_are_one_command_line_and_Sort_is_a_command()
    {
        Finished run = Pwsh.Shell("Get-ImageLayer", "samples/pyapp.docker.tar", "|", "Sort", "Size", "|", "ForEach-Object", "LayerIndex");

        Assert.Equal("", run.Error);
        Assert.Equal(["5", "10", "8"], run.Lines[..3]);
        Assert.Equal(0, run.Code);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("Get-ImageLayer no-such.tar", 1)]
    [InlineData("Get-ImageLayer no-such.tar; 'went on'", 0)]
    [InlineData("if (", 1)]
    public void The_exit_code_is_that_of_pwsh(string command, int code) => Assert.Equal(code, Pwsh.Shell(command).Code);

    [Fact]
    public void What_pwsh_takes_is_taken() => Assert.Equal(["PSLayers"], Pwsh.Shell("-NoProfile", "-Command", "(Get-Module PSLayers).Name").Lines);
}
