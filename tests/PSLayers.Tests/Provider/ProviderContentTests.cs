using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Provider;

/// <summary>The content of files on a drive, and what cannot be done with them.</summary>
public sealed class ProviderContentTests : ProviderTest
{
    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void Files_are_read_in_any_order_and_several_at_once(Packing packing)
    {
        var tar = new TarBuilder();
        for (int i = 0; i < 20; i++)
            tar.File($"f{i}", string.Join('\n', Enumerable.Range(0, 2000).Select(line => $"{i} {line}")));
        Mount(new ImageBuilder().Tag("t:1").Layer(tar, packing));

        Result result = Good("""
            $readers = foreach ($i in 19..0) { $ExecutionContext.InvokeProvider.Content.GetReader("app:/f$i") }
            try { foreach ($n in 1..3) { foreach ($reader in $readers) { $reader.Read(700)[-1] } } } finally { $readers.Dispose() }
            """);

        IEnumerable<string> expected = new[] { 699, 1399, 1999 }.SelectMany(line => Enumerable.Range(0, 20).Select(i => $"{19 - i} {line}"));
        Assert.Equal(expected, result.Output.Select(text => text.ToString()));
    }

    [Fact]
    public void A_reader_goes_back_to_the_start_and_ends_with_nothing()
    {
        Mount(new ImageBuilder().Tag("t:1").Layer(new TarBuilder().File("f", "one\ntwo")));

        Assert.Equal(["one", "one", "two", "0"], Good("""
            $reader = $ExecutionContext.InvokeProvider.Content.GetReader('app:/f')[0]
            $reader.Read(1); $reader.Seek(0, 'Begin'); $reader.Read(0); $reader.Read(1).Count; $reader.Dispose()
            """).Output.Select(text => text.ToString()));
    }

    [Fact]
    public void An_item_opens_its_content_as_a_stream()
    {
        Mount(["dir/f", "link -> dir/f", "hard => dir/f"]);

        foreach (string path in new[] { "app:/dir/f", "app:/link", "app:/hard" })
        {
            Assert.Equal("dir/f", Good("$stream = $a.OpenRead(); [System.IO.StreamReader]::new($stream).ReadToEnd(); $stream.Dispose()", Item(path)[0]).Output[0].ToString());
        }
        Assert.Contains("no file but a directory", Session.Run("$a.OpenRead()", Item("app:/dir")[0]).Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content.GetReader('app:/dir')", "NotAFile")]
    [InlineData("Content.GetReader('app:/loop')", "LinkCycle")]
    [InlineData("Content.GetReader('app:/dangling')", "NotAFile")]
    [InlineData("Content.GetReader('app:/none')", "PathNotFound")]
    [InlineData("Item.Get('app:/none')", "PathNotFound")]
    [InlineData("Item.Remove('app:/f', $false)", "ViewReadOnly")]
    [InlineData("Item.New('app:/', 'x', 'File', 'y')", "ViewReadOnly")]
    [InlineData("Item.Set('app:/f', 'y')", "ViewReadOnly")]
    [InlineData("Item.Clear('app:/f')", "ViewReadOnly")]
    [InlineData("Item.Rename('app:/f', 'y')", "ViewReadOnly")]
    [InlineData("Item.Move('app:/f', 'app:/y')", "ViewReadOnly")]
    [InlineData("Item.Copy('app:/f', 'app:/y', $false, 'CopyTargetContainer')", "ViewReadOnly")]
    [InlineData("Item.Invoke('app:/f')", "ViewReadOnly")]
    [InlineData("Content.GetWriter('app:/f')", "ViewReadOnly")]
    [InlineData("Content.Clear('app:/f')", "NotSupported")]
    public void What_cannot_be_done_says_why(string call, string id)
    {
        Mount(["dir/", "f", "loop -> loop", "dangling -> /none"]);

        ErrorRecord error = Session.Run($"$ExecutionContext.InvokeProvider.{call}").Error;

        Assert.Equal(id, Assert.IsAssignableFrom<IContainsErrorRecord>(error.Exception.InnerException).ErrorRecord.FullyQualifiedErrorId.Split(',')[0]);
    }

    // The drive loses a part that it cannot be without.
    [Theory]
    [InlineData("Get-ChildItem app:/")]
    [InlineData("Get-ChildItem app:/ -Name")]
    [InlineData("Get-Item app:/f")]
    [InlineData("Get-Content app:/f")]
    public void A_fault_of_the_module_itself_is_told_as_one(string command)
    {
        Mount(["f"]);

        ErrorRecord error = Session.Run($$"""
            $drive = Get-PSDrive app
            $drive.GetType().GetField('<Top>k__BackingField', [Reflection.BindingFlags]'NonPublic, Instance').SetValue($drive, $null)
            {{command}}
            """).Error;

        Assert.StartsWith("InternalError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("says nothing about the image", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_is_replaced_is_an_error_and_not_other_content()
    {
        string path = Mount(["f"]);
        File.WriteAllBytes(path, EntryLine.Image(["g"]).DockerArchive());

        Assert.Contains("changed", Session.Run("$ExecutionContext.InvokeProvider.Content.GetReader('app:/f')").Error.ToString(), StringComparison.Ordinal);
    }
}
