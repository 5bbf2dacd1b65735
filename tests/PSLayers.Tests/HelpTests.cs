using System.Management.Automation;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Get-Help on the staged module.</summary>
[Collection(SharedSession.Name)]
public sealed class HelpTests(Session session)
{
    public static TheoryData<string> Commands => [.. Repository.Commands];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_cmdlet_has_a_synopsis_and_a_description(string command)
    {
        PSObject help = Assert.Single(session.Run("Get-Help $a -Full", command).Output);

        Assert.EndsWith(".", help.Get("Synopsis")?.ToString()?.Trim(), StringComparison.Ordinal);
        Assert.NotEmpty(session.Run("(Get-Help $a).description.Text", command).Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_parameter_has_a_text(string command)
    {
        string[] real = [.. session.Run("(Get-Command $a).Parameters.Keys", command).Output.Select(name => name.ToString()).Except(Cmdlet.CommonParameters)];
        Result help = session.Run("(Get-Help $a).parameters.parameter | Where-Object name | ForEach-Object { [pscustomobject]@{ Name = $_.name; Text = $_.description.Text -join '' } }", command);

        Assert.Equal(real.Order(), help.Texts("Name").Order());
        Assert.All(help.Texts("Text"), text => Assert.True(text.Trim().Length > 10));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void There_are_at_least_three_worked_examples_and_each_uses_the_cmdlet(string command)
    {
        string[] examples = [.. session.Run("(Get-Help $a).examples.example.code", command).Output.Select(code => code.ToString())];

        Assert.True(examples.Length >= 3);
        Assert.All(examples, code => Assert.Contains(command, code, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_a_topic_about_the_module()
    {
        string text = string.Join('\n', session.Run("Get-Help about_PSLayers").Output.Select(item => item.ToString()));

        Assert.All(session.Run("(Get-Module PSLayers).ExportedCmdlets.Keys").Output, command => Assert.Contains(command.ToString(), text, StringComparison.Ordinal));
    }
}
