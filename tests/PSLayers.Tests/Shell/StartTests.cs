using PSLayers.Shell;

namespace PSLayers.Tests.Shell;

public sealed class StartTests
{
    [Fact]
    public void Several_words_are_one_command_line()
    {
        Arguments parsed = Arguments.Parse(["Get-ImageLayer", "a.tar", "|", "Sort", "Size"]);
        Assert.Equal((RunMode.Command, "Get-ImageLayer a.tar | Sort Size", true), (parsed.Mode, parsed.Text, parsed.LoadModule));
    }

    [Fact]
    public void What_follows_a_script_belongs_to_the_script()
    {
        Arguments parsed = Arguments.Parse(["-NoModule", "-File", "a.ps1", "-Help", "x"]);
        Assert.Equal((RunMode.File, "a.ps1", false), (parsed.Mode, parsed.Text, parsed.LoadModule));
        Assert.Equal(["-Help", "x"], parsed.ScriptArguments);
    }

    [Fact]
    public void A_file_option_without_a_file_is_refused() => Assert.Throws<ArgumentException>(static () => Arguments.Parse(["-File"]));

    [Fact]
    public void Without_words_the_input_is_run() => Assert.Equal(RunMode.Input, Arguments.Parse([]).Mode);

    [Fact]
    public void The_staged_module_is_found_from_any_folder_below()
    {
        using var folder = new ScratchFolder();
        string manifest = folder.Write("out/PSLayers/PSLayers.psd1", "@{}");
        string below = Directory.CreateDirectory(Path.Combine(folder.Path, "src", "bin")).FullName;
        Assert.Equal(manifest, StagedModule.Find(below, named: null));
    }

    [Fact]
    public void The_variable_may_name_the_folder_or_the_manifest()
    {
        using var folder = new ScratchFolder();
        string manifest = folder.Write("PSLayers.psd1", "@{}");
        Assert.Equal(manifest, StagedModule.Find("/", folder.Path));
        Assert.Equal(manifest, StagedModule.Find("/", manifest));
    }

    [Fact]
    public void A_module_that_is_not_there_is_named_with_what_to_do()
    {
        using var folder = new ScratchFolder();
        var nowhere = Assert.Throws<FileNotFoundException>(() => StagedModule.Find(folder.Path, null));
        var named = Assert.Throws<FileNotFoundException>(() => StagedModule.Find("/", "/gone"));
        Assert.Contains("PSLAYERS_MODULE", nowhere.Message, StringComparison.Ordinal);
        Assert.Contains("gone", named.Message, StringComparison.Ordinal);
    }
}
