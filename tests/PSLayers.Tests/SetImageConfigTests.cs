using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Set-ImageConfig and Update-ImageBase as users type them.</summary>
[Collection(SharedSession.Name)]
public sealed class SetImageConfigTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_are_set_and_the_rest_stays()
    {
        Result result = session.Run("$o = Get-ImageConfig $a; $c = Get-ContainerImage $a | Set-ImageConfig -User 1000 -Env @{ MODE = 'prod'; ANSWER = 42 } -Label @{ x = 'y' } -ExposedPort 443, 53/udp -StopSignal INT | Get-ImageConfig; "
            + "$c.User; $c.Env[-2..-1]; $c.Labels['x']; $c.ExposedPorts -contains '443/tcp'; $c.StopSignal; $c.ImageId -ne $o.ImageId; \"$($c.DiffIds)\" -eq \"$($o.DiffIds)\"; \"$($c.Cmd)\" -eq \"$($o.Cmd)\"", Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(["1000", "ANSWER=42", "MODE=prod", "y", "True", "INT", "True", "True", "True"], result.Output.Select(item => item.ToString()));
    }

    [Fact]
    public void Nulls_and_Clear_take_out()
    {
        Result result = session.Run("$c = Set-ImageConfig $a -Env @{ PATH = $null } -Clear Label, Cmd -Entrypoint @() | Get-ImageConfig; @($c.Env -like 'PATH=*').Count; $c.Labels.Count; $c.Cmd.Count; $c.Entrypoint.Count", Repository.DockerSample);

        Assert.Equal(["0", "0", "0", "0"], result.Output.Select(item => item.ToString()));
    }

    [Fact]
    public void A_platform_and_a_step_of_the_history_are_set()
    {
        Result result = session.Run("$i = Set-ImageConfig $a -NewPlatform linux/arm/v7 -CreatedBy 'for arm' -Comment c -Annotation @{ a = 'b' } -Created '2020-01-01Z'; $i.Platform; ($i | Get-ImageHistory)[0].CreatedBy; $i.Annotations['a']; $i.Created.Year", Repository.DockerSample);

        Assert.Equal(["linux/arm/v7", "for arm", "b", "2020"], result.Output.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("Set-ImageConfig $a -ExposedPort http", "ValueIgnored")]
    [InlineData("Set-ImageConfig $a -NewPlatform arm64", "ValueIgnored")]
    [InlineData("Set-ImageConfig $a -NewPlatform linux/arm64 -Os linux", "ParametersExclude")]
    [InlineData("Set-ImageConfig $a -Comment x", "StepMissing")]
    public void What_cannot_be_set_is_one_error(string command, string errorId)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Output);
        Assert.Equal($"{errorId},PSLayers.Commands.SetImageConfigCommand", result.Error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("-StopSignal sigi", "SIGINT")]
    [InlineData("-StopSignal usr", "SIGUSR1")]
    [InlineData("-Architecture arm6", "arm64")]
    [InlineData("-Os win", "windows")]
    [InlineData("-Clear Exp", "ExposedPort")]
    public void Values_are_completed(string typed, string expected) =>
        Assert.Contains(expected, session.Run("(TabExpansion2 $a).CompletionMatches.CompletionText", "Set-ImageConfig x.tar " + typed).Output.Select(item => item.ToString()));

    [Theory]
    [InlineData("Update-ImageBase $a -Base '{0}' -NewBase '{1}'")]
    [InlineData("Get-ContainerImage $a | Update-ImageBase -Base (Get-ContainerImage '{0}') -NewBase (Get-Item '{1}')")]
    public void An_image_gets_another_base(string command)
    {
        string app = _folder.Write("app.tar", new ImageBuilder().Tag("app:1").Layer(Tar("os", "old")).Layer(Tar("app", "app")).DockerArchive());

        Result result = session.Run(Format(command) + " | Get-ImageContent -InnerPath /os, /app", app);

        Assert.Empty(result.Errors);
        Assert.Equal(["new", "app"], result.Output.Select(item => item.ToString()));
    }

    [Fact]
    public void What_is_no_base_is_one_error()
    {
        string app = _folder.Write("app.tar", new ImageBuilder().Tag("app:1").Layer(Tar("os", "another")).Layer(Tar("app", "app")).DockerArchive());

        Result result = session.Run(Format("Update-ImageBase $a -Base '{0}' -NewBase '{1}'"), app);

        Assert.Empty(result.Output);
        Assert.Equal("BaseMismatch,PSLayers.Commands.UpdateImageBaseCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal("PathNotFound,PSLayers.Commands.UpdateImageBaseCommand", session.Run(Format("Update-ImageBase $a -Base '{0}x' -NewBase '{1}'"), app).Error.FullyQualifiedErrorId);
    }

    private string Format(string command) => command
        .Replace("{0}", _folder.Write("old.tar", new ImageBuilder().Tag("os:1").Layer(Tar("os", "old")).DockerArchive()), StringComparison.Ordinal)
        .Replace("{1}", _folder.Write("new.tar", new ImageBuilder().Tag("os:2").Layer(Tar("os", "new")).DockerArchive()), StringComparison.Ordinal);

    private static TarBuilder Tar(string name, string text) => new TarBuilder().File(name, text);
}
