namespace PSLayers.Tests.Shell;

public sealed class ScriptFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Words_with_a_dash_name_parameters_and_the_others_fill_positions()
    {
        string script = _folder.Write("s.ps1", "param([string]$Name, [switch]$Loud, [int]$Count) \"$Name $Loud $Count\"");
        Assert.Equal("a b True 3\n", ShellRun.File(script, "-Count", "3", "a b", "-Loud").Out);
        Assert.Equal("x False 0\n", ShellRun.File(script, "-Name:x", "-Loud:$false").Out);
    }

    [Fact]
    public void A_script_knows_its_own_folder()
    {
        string script = _folder.Write("s.ps1", "$PSScriptRoot");
        Assert.Equal(_folder.Path, ShellRun.File(script).Lines.Single());
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("throw 'bad'", 1)]
    [InlineData("Get-Item /no/such/item", 0)]
    [InlineData("'fine'", 0)]
    public void The_exit_code_of_a_script_is_that_of_pwsh(string text, int code) =>
        Assert.Equal(code, ShellRun.File(_folder.Write("s.ps1", text)).Code);

    [Fact]
    public void A_script_that_is_not_there_is_a_usage_error()
    {
        ShellRun run = ShellRun.File(Path.Combine(_folder.Path, "gone.ps1"));
        Assert.Equal(64, run.Code);
        Assert.Contains("gone.ps1", run.Error, StringComparison.Ordinal);
    }
}
