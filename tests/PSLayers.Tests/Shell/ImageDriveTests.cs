using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Shell;

/// <summary>The everyday commands on the drive of an image.</summary>
public sealed class ImageDriveTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public ImageDriveTests() => _path = _folder.Write("app.tar", new ImageBuilder().Tag("app:1").Layer(new TarBuilder()
        .Directory("etc").File("etc/a.conf", "one\ntwo\nthree\n").File("etc/b.txt", "x").Directory("etc/sub").File("etc/sub/c.conf", "y").Symlink("link", "etc")
        .File("odd[1].txt", "odd").File("back\\slash", "back")).DockerArchive());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ChildItem app:/ | % Name", "back\\slash|etc|link|odd[1].txt")]
    [InlineData("Get-ChildItem app:/etc -Recurse -Filter *.conf | % Name", "a.conf|c.conf")]
    [InlineData("Get-ChildItem app:/ -Recurse -Include *.conf | % Name", "a.conf|c.conf")]
    [InlineData("Get-ChildItem app:/etc -Recurse -Exclude *.conf | % Name", "b.txt|sub")]
    [InlineData("Get-ChildItem app:/ -Recurse -File -Exclude *.txt | % Name", "back\\slash|a.conf|c.conf")]
    [InlineData("Get-ChildItem app:/ -Directory | % Name; Get-ChildItem app:/etc -af | % Name", "etc|link|a.conf|b.txt")]
    [InlineData("Get-ChildItem app:/ -Depth 1 | % Name", "back\\slash|etc|link|odd[1].txt|a.conf|b.txt|sub")]
    [InlineData("Get-ChildItem app:/etc -Recurse -Name | % { $_.Replace('\\', '/') }", "a.conf|b.txt|sub|sub/c.conf")]
    [InlineData("Get-ChildItem app:/e*/*.conf | % Name", "a.conf")]
    [InlineData("(Get-Item -LiteralPath 'app:/odd[1].txt').Length", "3")]
    [InlineData("Test-Path app:/etc, app:/link, app:/none, app:/etc/a.conf -PathType Container", "True|True|False|False")]
    [InlineData("Get-Content app:/etc/a.conf", "one|two|three")]
    [InlineData("(Get-Content app:/etc/a.conf -Raw).Length", "14")]
    [InlineData("Get-Content app:/etc/a.conf -Head 1; Get-Content app:/etc/a.conf -Tail 1", "one|three")]
    [InlineData("(Get-Content app:/etc/a.conf -AsByteStream -TotalCount 3) -join ' '", "111 110 101")]
    [InlineData("Get-Content app:/etc/a.conf -Delimiter t", "one|wo|hree")]
    [InlineData("(Get-Content app:/etc/b.txt -Encoding ascii), (Get-Content app:/etc/b.txt -Encoding 1252)", "x|x")]
    [InlineData("Get-ChildItem app:/ | ? Name -Like 'b*' | Get-Content", "back")]
    [InlineData("Get-ChildItem app:/etc -File | Get-Content -Raw | % Length", "14|1")]
    [InlineData("'app:/etc' | Get-ChildItem -Directory | % Name", "sub")]
    [InlineData("Push-Location app:/link; Set-Location sub; Get-ChildItem -Name; Pop-Location; (Get-Location).Provider.Name", "c.conf|FileSystem")]
    [InlineData("Set-Location app:/etc; Get-Content a.conf -First 1; Resolve-Path *.txt -Relative | % { $_.Replace('\\', '/') }; Test-Path ../link", "one|./b.txt|True")]
    [InlineData("(Split-Path app:/etc/a.conf).Replace('\\', '/'); Split-Path app:/etc/a.conf -Leaf; (Join-Path app:/etc a.conf).Replace('\\', '/')", "app:/etc|a.conf|app:/etc/a.conf")]
    [InlineData("New-PSDrive x ImageView $path -Layer 0 | % Name; Get-ChildItem x:/etc -Name -File; Remove-PSDrive x; Test-Path x:/", "x|a.conf|b.txt|False")]
    [InlineData("Get-Content app:/etc/a.conf | Select-String t | % LineNumber", "2|3")]
    public void Items_of_an_image_behave_as_those_of_the_disk(string text, string expected)
    {
        ShellRun run = Run(text);
        Assert.Equal("", run.Error);
        Assert.Equal(expected, string.Join('|', run.Lines));
    }

    [Fact]
    public void A_directory_is_shown_as_ls_shows_it()
    {
        Assert.Equal(
            """
               Directory: app:/etc

            Mode       Owner          Size LastWriteTime    Layer Name
            ----       -----          ---- -------------    ----- ----
            -rw-r--r-- 0:0             14B 2024-01-02 03:04     0 a.conf
            -rw-r--r-- 0:0              1B 2024-01-02 03:04     0 b.txt
            drwxr-xr-x 0:0                 2024-01-02 03:04     0 sub
            """.ReplaceLineEndings("\n"),
            string.Join('\n', Run("Get-ChildItem app:/etc").Out.Trim('\n').Split('\n').Select(line => line.TrimEnd())).Replace("app:\\", "app:/", StringComparison.Ordinal));
        Assert.Contains("link -> etc", Run("Get-ChildItem app:/").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_write_is_one_error_and_the_next_command_runs()
    {
        ShellRun run = Run("Remove-Item app:/etc/a.conf; Set-Content app:/etc/b.txt new; 'x' | Set-Content app:/new; New-Item app:/n; Get-Content app:/etc/b.txt");
        Assert.Equal(["x"], run.Lines);
        Assert.Contains("cannot be changed", run.Error, StringComparison.Ordinal);
    }

    private ShellRun Run(string text) =>
        ShellRun.Command($"Import-Module '{Repository.Module}'; $path = '{_path}'; $null = Mount-ImageView $path -Name app; {text}");
}
