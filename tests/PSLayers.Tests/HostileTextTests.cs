using System.Management.Automation;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>An image must not be able to write to the terminal, nor into the command line.</summary>
[Collection(SharedSession.Name)]
public sealed class HostileTextTests(Session session) : IDisposable
{
    // Clears the screen, sets a colour, breaks the line, turns the direction of writing round, hides a tag, rings, and speaks C1.
    private const string Evil = "a\u001b[2J\u001b[31mb\nc\rd\u202Etxt.exe\u200F\u2066e\u007Ff\u0007\u009B31mg\U000E0041h\u2028i";
    private const string Shown = "a␛[2J␛[31mb␊c␍d％E2％80％AEtxt.exe％E2％80％8F％E2％81％A6e␡f␇％C2％9B31mg％F3％A0％81％81h％E2％80％A8i";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ContainerImage $a")]
    [InlineData("Get-ImageHistory $a")]
    [InlineData("Get-ImageConfig $a")]
    [InlineData("Get-ImageLayer $a")]
    [InlineData("Get-LayerEntry $a")]
    [InlineData("Get-ContainerImage $a | ForEach-Object Warnings")]
    [InlineData("Get-ContainerImage $a -Tag nothing")]
    public void No_view_and_no_message_hands_control_characters_to_the_host(string command)
    {
        string screen = session.Show(command, Image());

        Assert.NotEmpty(screen.Trim());
        Assert.DoesNotContain(screen, c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format));
    }

    [Theory]
    [InlineData("Get-ImageHistory $a -Fast")]
    [InlineData("Get-ImageConfig $a")]
    [InlineData("Get-LayerEntry $a")]
    [InlineData("Get-ContainerImage $a -Tag nothing")]
    public void What_was_hidden_is_visible(string command)
    {
        string flat = session.Show(command, Image()).Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

        Assert.Contains(Shown, flat, StringComparison.Ordinal);
    }

    [Fact]
    public void The_objects_have_the_text_as_it_is_shown()
    {
        Assert.Equal(Shown + ":1", session.Run("Get-ContainerImage $a", Image()).Texts("Name")[0]);
        Assert.Equal(Shown.Replace('␊', '\n'), session.Run("Get-ImageHistory $a -Fast", Image()).Texts("CreatedBy")[0]);
        PSObject entry = session.Run("Get-LayerEntry $a", Image()).Output[0];
        Assert.Equal(Shown, entry.Get("Name"));
        Assert.Equal(Encoding.UTF8.GetBytes(Evil), entry.Get("RawName"));
    }

    [Theory]
    [InlineData("Measure-ContainerImage $a -IncludeDuplicateContent")]
    [InlineData("(Measure-ContainerImage $a).WastedFiles")]
    [InlineData("(Measure-ContainerImage $a).LargestFiles")]
    [InlineData("(Measure-ContainerImage $a).LargestDirectories")]
    [InlineData("(Measure-ContainerImage $a).Extensions")]
    [InlineData("(Measure-ContainerImage $a).Layers")]
    [InlineData("(Measure-ContainerImage $a -IncludeDuplicateContent).DuplicateContents")]
    public void No_measure_does_so(string command)
    {
        TarBuilder layer = new TarBuilder().File(Evil, "same").File($"{Evil}2/{Evil}", "same").File(Evil + "3", "gone");
        string path = _folder.Write("evil.tar", new ImageBuilder().Layer(layer, createdBy: Evil).Layer(new TarBuilder().Whiteout(Evil + "3"), createdBy: Evil).Tag(Evil + ":1").DockerArchive());

        string screen = session.Show(command, path);

        Assert.NotEmpty(screen.Trim());
        Assert.DoesNotContain(screen, c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format));
    }

    [Fact]
    public void An_error_quotes_what_a_manifest_says_without_its_control_characters()
    {
        string path = _folder.Write("bad.tar", HostileInput.SmallImage().DockerArchive().With(archive => archive.Remove("manifest.json").Symlink("manifest.json", Evil)));

        ErrorRecord error = session.Run("Get-ContainerImage $a", path).Error;

        Assert.DoesNotContain(error.ToString(), char.IsControl);
        Assert.DoesNotContain(error.Exception.Message, char.IsControl);
    }

    [Fact]
    public void A_warning_does_so_too()
    {
        string path = _folder.Write("odd.tar", HostileManifest.LayerPath(Evil));

        Assert.All(session.Run("Get-ContainerImage $a | ForEach-Object Warnings", path).Texts("Message"), message => Assert.DoesNotContain(message, char.IsControl));
        Assert.DoesNotContain("\u001b", session.Show("Get-ContainerImage $a -WarningAction Continue", path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x:1;Remove-Item ~ -Recurse")]
    [InlineData("x:$(Remove-Item ~)")]
    [InlineData("x:1' ; calc '")]
    [InlineData("x:1’ ; calc ’")]
    [InlineData("x:`n1")]
    [InlineData("-Recurse")]
    [InlineData("x y")]
    [InlineData("x[1]*?")]
    [InlineData("x\u001b[31m|y")]
    public void A_completed_name_is_one_argument_whatever_it_is(string name)
    {
        string path = _folder.Write("evil.tar", new ImageBuilder().Layer(new TarBuilder().File("a")).Tag(name).DockerArchive());
        string[] tags = session.Run("Get-ContainerImage $a", path).Output[0].List("Tags");
        string line = $"Get-ContainerImage '{path}' -Tag ";

        CompletionResult completion = Assert.Single(session.Complete(line));

        Assert.Equal(tags, session.Run(line + completion.CompletionText).Output[0].List("Tags"));
        Assert.DoesNotContain(completion.ListItemText + completion.ToolTip, char.IsControl);
    }

    private string Image() => _folder.Write("evil.tar", new ImageBuilder()
        .Layer(new TarBuilder().File(Evil).Symlink("link", Evil), createdBy: Evil)
        .EmptyHistory(Evil, comment: Evil)
        .History($"[{{\"created_by\":{Quoted},\"comment\":{Quoted},\"author\":{Quoted}}},{{\"created_by\":\"too many\"}},{{\"created_by\":{Quoted}}}]")
        .Config(env: [Evil], cmd: [Evil], entrypoint: [Evil], user: Evil, workingDir: Evil, labels: new Dictionary<string, string> { [Evil] = Evil },
            exposedPorts: [Evil], volumes: [Evil], stopSignal: Evil, healthcheck: ["CMD", Evil])
        .Platform(os: Evil, architecture: Evil, author: Evil)
        .Tag(Evil + ":1").DockerArchive());

    private static string Quoted => System.Text.Json.JsonSerializer.Serialize(Evil);
}
