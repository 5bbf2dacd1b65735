using System.Management.Automation.Runspaces;
using PSLayers.Shell.StandIns;

namespace PSLayers.Tests.Shell;

/// <summary>The expected texts are what PowerShell 7.6 prints for the same commands.</summary>
public sealed class StandInTests
{
    private const string Objects =
        "@{ n = 2; t = 'b' }, @{ n = 1; t = 'B' }, @{ t = 'a' }, @{ n = 3; t = 'c' } | ForEach-Object { [pscustomobject]$_ } | ";

    [Theory]
    [InlineData("3, 1, 2 | Sort", "1|2|3")]
    [InlineData("'b', 'A', 'a', 'B' | Sort-Object", "A|a|b|B")]
    [InlineData("'b', 'A', 'a', 'B' | Sort-Object -Unique", "A|b")]
    [InlineData("1..6 | Sort-Object { $_ % 2 }, { -$_ }", "6|4|2|5|3|1")]
    [InlineData("1..6 | Sort-Object @{ e = { $_ % 2 }; Descending = $true }, { $_ } -Top 4", "1|3|5|2")]
    [InlineData("1..9 | Sort-Object { $_ % 3 } -Descending", "2|5|8|1|4|7|3|6|9")]
    [InlineData("1..9 | Sort-Object -Bottom 2", "8|9")]
    [InlineData(Objects + "Sort-Object n | % t", "B|b|c|a")]
    [InlineData(Objects + "Sort-Object n -Descending | % t", "c|b|B|a")]
    public void Sort_Object_sorts(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("1..9 | Select-Object -First 2 -Skip 3", "4|5")]
    [InlineData("1..9 | Select-Object -Last 2 -Skip 1", "7|8")]
    [InlineData("1..9 | Select-Object -SkipLast 7", "1|2")]
    [InlineData("1..9 | Select-Object -Index 1, 3", "2|4")]
    [InlineData("1, 1, 'a', 'A', 1 | Select-Object -Unique", "1|a|A")]
    [InlineData("[pscustomobject]@{ a = 1; b = 2; abc = 3 } | Select-Object a* | % { \"$_\" }", "@{a=1; abc=3}")]
    [InlineData("[pscustomobject]@{ a = 1; b = 2 } | Select-Object * -ExcludeProperty a | % { \"$_\" }", "@{b=2}")]
    [InlineData("[pscustomobject]@{ a = 1 } | Select-Object nope, @{ n = 'x'; e = { $_.a + 1 } } | % { \"$_\" }", "@{nope=; x=2}")]
    [InlineData("[pscustomobject]@{ a = 1, 2 } | Select-Object -ExpandProperty a", "1|2")]
    [InlineData("$seen = 0; 1..9 | % { $seen++; $_ } | Select-Object -First 2; \"$seen\"", "1|2|2")]
    public void Select_Object_selects(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("'a', 'b', 'A' | Group-Object | % { \"$($_.Count) $($_.Name) $($_.Group)\" }", "2 a a A|1 b b")]
    [InlineData("3, 1, 3 | Group-Object -NoElement | ft -HideTableHeaders", "1 1|2 3")]
    [InlineData("(1..9 | Group-Object { $_ % 3 } -AsHashTable)[1]", "1|4|7")]
    [InlineData(Objects + "Group-Object n | Where-Object Count -gt 1", "")]
    [InlineData("@{ a = 1 }, @{ b = 1 }, @{ a = $null } | % { [pscustomobject]$_ } | Group-Object a | % Count", "2|1")]
    public void Group_Object_groups(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("1..4 | Measure-Object -Sum -Average | % { \"$($_.Count) $($_.Sum) $($_.Average)\" }", "4 10 2.5")]
    [InlineData("1..4 | Measure-Object -Minimum -Maximum | % { \"$($_.Minimum) $($_.Maximum) $($_.Sum)\" }", "1 4")]
    [InlineData("'a b c', 'd e' | Measure-Object -Line -Word -Character | % { \"$($_.Lines) $($_.Words) $($_.Characters)\" }", "2 5 8")]
    [InlineData("'x', 'y' | Measure-Object -Maximum | % Maximum", "y")]
    [InlineData("@() | Measure-Object | % Count", "0")]
    [InlineData(Objects + "Measure-Object n -Sum | % { \"$($_.Count) $($_.Sum) $($_.Property)\" }", "3 6 n")]
    public void Measure_Object_measures(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("[pscustomobject]@{ a = 1; b = 'x' } | ft b, @{ n = 'twice'; e = { $_.a * 2 } }", "b twice|- -----|x     2")]
    [InlineData("[pscustomobject]@{ a = 1; b = 'x' } | fl", "a : 1|b : x")]
    [InlineData("[pscustomobject]@{ a = 'x' * 9 } | Out-String -Width 5 -Stream | Select-Object -Last 1 -Skip 1", "xxxx…")]
    [InlineData("(1..3 | Out-String).Trim().Split([Environment]::NewLine).Count", "3")]
    [InlineData("[pscustomobject]@{ a = 1 } | Get-Member -MemberType NoteProperty | % Definition", "int a=1")]
    [InlineData("Compare-Object 1, 2 2, 3 | % { \"$($_.InputObject) $($_.SideIndicator)\" }", "3 =>|1 <=")]
    public void The_engines_own_formatter_does_the_formatting(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("[ordered]@{ a = 1; b = 1.0; c = 'é<'; d = $null } | ConvertTo-Json -Compress", "{\"a\":1,\"b\":1.0,\"c\":\"é<\",\"d\":null}")]
    [InlineData("@{ e = [DayOfWeek]::Friday } | ConvertTo-Json -Compress", "{\"e\":5}")]
    [InlineData("@{ a = 1, 2.5 } | ConvertTo-Json", "{|\"a\": [|1,|2.5|]|}")]
    [InlineData("@{ e = [DayOfWeek]::Friday } | ConvertTo-Json -EnumsAsStrings -Compress", "{\"e\":\"Friday\"}")]
    [InlineData("[DateTimeOffset]'2024-01-02T03:04:05.123+02:00' | ConvertTo-Json", "\"2024-01-02T03:04:05.123+02:00\"")]
    [InlineData("1 | ConvertTo-Json -AsArray -Compress; 1, 2 | ConvertTo-Json -Compress", "[1]|[1,2]")]
    [InlineData("('{\"a\": [1, {\"b\": 2.5}], \"t\": \"2024-01-02T03:04:05Z\"}' | ConvertFrom-Json).a[1].b", "2.5")]
    [InlineData("('{\"t\": \"2024-01-02T03:04:05Z\"}' | ConvertFrom-Json).t.GetType().Name", "DateTime")]
    [InlineData("('{\"a\": {\"b\": 1}}' | ConvertFrom-Json -AsHashtable).a.b", "1")]
    public void Json_goes_both_ways(string text, string expected) => Check(text, expected);

    [Fact]
    public void Json_that_is_cut_at_the_depth_says_so()
    {
        ShellRun run = ShellRun.Command("@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress");
        Assert.Contains("WARNING: Resulting JSON is truncated", run.Out, StringComparison.Ordinal);
        Assert.Contains("{\"a\":{\"b\":{\"c\":\"System.Collections.Hashtable\"}}}", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Write-Output a b", "a|b")]
    [InlineData("Write-Host a b -Separator '-' -NoNewline; Write-Host !", "a-b!")]
    [InlineData("try { Write-Error bad -ErrorId no -ErrorAction Stop } catch { \"$_ $($_.FullyQualifiedErrorId)\" }", "bad no")]
    [InlineData("'foo', 'bar' | Select-String O | % LineNumber", "1")]
    [InlineData("Get-Date 2024-01-02 -Format yyyy/MM", "2024/01")]
    [InlineData("(Get-Alias Sort).Definition", "Sort-Object")]
    [InlineData("(New-Object System.Text.StringBuilder x).ToString()", "x")]
    public void Small_commands_do_what_they_say(string text, string expected) => Check(text, expected);

    [Fact]
    public void A_function_reports_errors_in_its_own_name() =>
        Assert.Equal("Test-Thing: bad\n", ShellRun.Command("function Test-Thing { Write-Error bad }; Test-Thing").Error);

    [Fact]
    public void A_command_that_the_session_has_is_left_alone()
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateFunctionEntry("Sort-Object", "'mine'"));
        StandInList.AddWhereAbsent(state);
        Assert.IsType<SessionStateFunctionEntry>(Assert.Single(state.Commands["Sort-Object"]));
        Assert.IsType<SessionStateCmdletEntry>(Assert.Single(state.Commands["Select-Object"]));
    }

    private static void Check(string text, string expected)
    {
        ShellRun run = ShellRun.Command(text);
        Assert.Equal("", run.Error);
        Assert.Equal(expected, string.Join('|', run.Lines));
    }
}
