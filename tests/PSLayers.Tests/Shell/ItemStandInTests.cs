namespace PSLayers.Tests.Shell;

/// <summary>The item commands reach the real providers: here the file system, later the drives of images.</summary>
public sealed class ItemStandInTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public ItemStandInTests()
    {
        _folder.Write("a.txt", "one\ntwo\nthree\n");
        _folder.Write("[b].txt", "x");
        _folder.Write("sub/deep/c.log", "y");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ChildItem | Sort Name | % Name", "a.txt|sub|[b].txt")]
    [InlineData("Get-ChildItem -File -Filter *.txt | Sort Name | % Name", "a.txt|[b].txt")]
    [InlineData("Get-ChildItem -Recurse -Include *.log | % Name", "c.log")]
    [InlineData("Get-ChildItem -Depth 1 -Directory | % Name", "sub|deep")]
    [InlineData("Get-ChildItem sub -Recurse -Name | % { $_.Replace('\\', '/') }", "deep|deep/c.log")]
    [InlineData("(Get-Item -LiteralPath [b].txt).Length", "1")]
    [InlineData("Test-Path a.txt, sub, nope, zz:/x", "True|True|False|False")]
    [InlineData("Test-Path sub -PathType Leaf", "False")]
    [InlineData("Get-Content a.txt", "one|two|three")]
    [InlineData("(Get-Content a.txt -Raw).Length", "14")]
    [InlineData("Get-Content a.txt -Head 1; Get-Content a.txt -Tail 1", "one|three")]
    [InlineData("(Get-Content a.txt -AsByteStream -TotalCount 3) -join ' '", "111 110 101")]
    [InlineData("Get-Item a.txt | Get-Content -First 1", "one")]
    [InlineData("Push-Location sub; Set-Location deep; Get-ChildItem -Name; Pop-Location; Get-ChildItem -Directory -Name", "c.log|sub")]
    [InlineData("Resolve-Path *.txt -Relative | Sort | % { $_.Replace('\\', '/') }", "./a.txt|./[b].txt")]
    [InlineData("Split-Path a/b.c -Leaf; Split-Path a/b.c -LeafBase; (Join-Path a b c).Replace('\\', '/')", "b.c|b|a/b/c")]
    [InlineData("Set-Content w.txt p, q; Add-Content w.txt r; Get-Content w.txt", "p|q|r")]
    [InlineData("'p' | Set-Content w.txt -NoNewline; (Get-Item w.txt).Length", "1")]
    [InlineData("1, 2 | Out-File o.txt; Get-Content o.txt", "1|2")]
    [InlineData("New-PSDrive img FileSystem sub | % Name; Get-ChildItem img: | % Name; Remove-PSDrive img; Test-Path img:", "img|deep|False")]
    [InlineData("@{ a = 1 }, 5 | Export-Clixml x.xml; Import-Clixml x.xml | % { $_.GetType().Name }", "Hashtable|Int32")]
    [InlineData("(Get-FileHash a.txt).Hash.Substring(0, 8)", "B6285C57")]
    [InlineData("Select-String -Path a.txt t | % LineNumber", "2|3")]
    [InlineData("Copy-Item sub other -Recurse; Remove-Item sub -Recurse; Get-ChildItem -Directory -Name", "other")]
    public void Items_behave_as_in_PowerShell(string text, string expected)
    {
        ShellRun run = In(text);
        Assert.Equal("", run.Error);
        Assert.Equal(expected, string.Join('|', run.Lines));
    }

    [Fact]
    public void One_missing_path_is_one_error_and_the_others_go_on()
    {
        ShellRun run = In("Get-Content gone.txt, a.txt -TotalCount 1; $Error[0].FullyQualifiedErrorId.Split(',')[0]");
        Assert.Equal(["one", "PathNotFound"], run.Lines);
        Assert.Contains("gone.txt", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_Item_needs_a_path()
    {
        ShellRun run = In("Remove-Item -Recurse -Force");
        Assert.Equal(1, run.Code);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "a.txt")));
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        ShellRun run = In("Remove-Item a.txt -WhatIf; Set-Content a.txt new -WhatIf; New-Item n -ItemType Directory -WhatIf");
        Assert.Equal(3, run.Lines.Count(static line => line.StartsWith("What if:", StringComparison.Ordinal)));
        Assert.StartsWith("one", File.ReadAllText(Path.Combine(_folder.Path, "a.txt")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "n")));
    }

    private ShellRun In(string text) => ShellRun.Command($"Set-Location -LiteralPath '{_folder.Path}'; {text}");
}
