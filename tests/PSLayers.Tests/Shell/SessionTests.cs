namespace PSLayers.Tests.Shell;

public sealed class SessionTests
{
    [Theory]
    [InlineData("1 + 1", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'no'", 1)]
    [InlineData("Get-Nope", 1)]
    [InlineData("Get-Item /no/such/item", 1)]
    [InlineData("Get-Item /no/such/item; 'went on'", 0)]
    [InlineData("Get-Item /no/such/item -ErrorAction Ignore", 1)]
    [InlineData("if (", 1)]
    public void The_exit_code_of_a_command_line_is_that_of_pwsh(string text, int code) => Assert.Equal(code, ShellRun.Command(text).Code);

    [Fact]
    public void Objects_come_out_as_the_table_that_pwsh_prints()
    {
        ShellRun run = ShellRun.Command("[pscustomobject]@{ Name = 'base'; Size = 5 }, [pscustomobject]@{ Name = 'app'; Size = 12 }");
        Assert.Equal("\nName Size\n---- ----\nbase    5\napp    12\n\n", run.Out);
    }

    [Fact]
    public void Errors_go_to_the_error_stream_and_the_pipeline_goes_on()
    {
        ShellRun run = ShellRun.Command("Get-Item /no/such/item; 'went on'");
        Assert.Equal("went on\n", run.Out);
        Assert.StartsWith("Get-Item: Cannot find path '/no/such/item'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminating_error_goes_to_the_error_stream_too()
    {
        ShellRun run = ShellRun.Command("'before'; throw 'broken'; 'after'");
        Assert.Equal("before\n", run.Out);
        Assert.Equal("Exception: broken", run.Error.Trim());
    }

    [Fact]
    public void A_command_line_that_is_not_whole_says_what_is_missing() =>
        Assert.Contains("Missing closing ')'", ShellRun.Command("(1 + 2").Error, StringComparison.Ordinal);

    [Fact]
    public void Output_that_is_no_terminal_gets_no_escape_codes()
    {
        ShellRun run = ShellRun.Command("[pscustomobject]@{ a = 1 }; Write-Host red -ForegroundColor Red; Get-Nope; Write-Warning w");
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
        Assert.Contains("red", run.Out, StringComparison.Ordinal);
        Assert.Contains("WARNING: w", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_colours()
    {
        ShellRun run = ShellRun.With("", static session => session.RunText("[pscustomobject]@{ a = 1 }; Get-Nope"), colours: true);
        Assert.Contains("\u001b[32;1m", run.Out, StringComparison.Ordinal);
        Assert.Contains("\u001b[31;1m", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_colour_that_nobody_named_stays_the_terminals_own()
    {
        ShellRun run = ShellRun.With(
            "", static session => session.RunText("Write-Host plain; Write-Host go -ForegroundColor Green"), colours: true);
        Assert.Equal("plain\n\u001b[92mgo\u001b[0m\n", run.Out);
    }

    [Fact]
    public void Progress_is_one_line_that_is_erased_before_what_follows()
    {
        ShellRun run = ShellRun.With(
            "", static session => session.RunText("Write-Progress Reading 'layer 2' -PercentComplete 40; 'done'"), colours: true);
        Assert.Equal("\r\u001b[2KReading: layer 2 40%\r\u001b[2K", run.Error);
        Assert.Equal("done\n", run.Out);
    }

    [Fact]
    public void Progress_is_silent_where_nobody_looks() =>
        Assert.Equal("", ShellRun.Command("Write-Progress Reading 'layer 2' -PercentComplete 40").Error);

    [Fact]
    public void A_running_command_can_be_stopped_and_the_session_lives_on()
    {
        ShellRun run = ShellRun.With("", static session =>
        {
            int stopped = -1;
            var command = new Thread(() => stopped = session.RunText("Start-Sleep 60; 'never'"));
            command.Start();
            while (!command.Join(20))
                session.Stop();
            return stopped == 1 ? session.RunText("'alive'") : -1;
        });
        Assert.Equal((0, "alive\n"), (run.Code, run.Out));
    }

    [Fact]
    public void A_module_prints_through_its_own_views()
    {
        using var folder = new ScratchFolder();
        folder.Write("Demo.Format.ps1xml", """
            <Configuration><ViewDefinitions><View><Name>demo</Name>
              <ViewSelectedBy><TypeName>Demo.Layer</TypeName></ViewSelectedBy>
              <TableControl><TableHeaders><TableColumnHeader><Label>SIZE</Label></TableColumnHeader></TableHeaders>
              <TableRowEntries><TableRowEntry><TableColumnItems>
                <TableColumnItem><ScriptBlock>"$($_.Size / 1000)kB"</ScriptBlock></TableColumnItem>
              </TableColumnItems></TableRowEntry></TableRowEntries></TableControl>
            </View></ViewDefinitions></Configuration>
            """);
        folder.Write("Demo.psm1", "function Get-Demo { 3000, 1000 | % { [pscustomobject]@{ PSTypeName = 'Demo.Layer'; Size = $_ } } }");
        string manifest = folder.Write("Demo.psd1", """
            @{
                RootModule = 'Demo.psm1'
                ModuleVersion = '1.0'
                FunctionsToExport = 'Get-Demo'
                FormatsToProcess = 'Demo.Format.ps1xml'
            }
            """);
        ShellRun run = ShellRun.With("", session => session.Import(manifest) ? session.RunText("Get-Demo | Sort Size") : -1);
        Assert.Equal((0, "SIZE|----|1kB|3kB"), (run.Code, string.Join('|', run.Lines)));
    }

    [Fact]
    public void A_module_that_cannot_be_imported_is_an_error_and_no_crash()
    {
        ShellRun run = ShellRun.With("", static session => session.Import("/no/such/Module.psd1") ? 0 : 70);
        Assert.Equal(70, run.Code);
        Assert.Contains("Import-Module", run.Error, StringComparison.Ordinal);
    }
}
