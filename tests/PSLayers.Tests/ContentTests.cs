using System.Management.Automation;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Get-ImageContent: which files are meant, and what becomes of their bytes.</summary>
[Collection(SharedSession.Name)]
public sealed class ContentTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ImageContent $a /app/settings.ini")]
    [InlineData("Get-ImageContent $a app/settings.ini")]
    [InlineData("Get-ImageContent -Path $a -InnerPath /app/settings.ini")]
    [InlineData("Get-ImageContent $a '/a*/set*.ini'")]
    [InlineData("Get-ImageContent -LiteralPath $a /app/settings.ini")]
    [InlineData("Get-ImageContent -LiteralPath $a -InnerPath /app/settings.ini")]
    [InlineData("$a | Get-ImageContent -InnerPath /app/settings.ini")]
    [InlineData("Get-ContainerImage $a | Get-ImageContent /app/settings.ini")]
    [InlineData("Get-ContainerImage $a | Get-ImageContent -InnerPath /app/settings.ini")]
    [InlineData("Get-ImageLayer $a | Where-Object LayerIndex -eq 7 | Get-ImageContent /app/settings.ini")]
    [InlineData("Get-ImageContent -InputObject (Get-ContainerImage $a) -InnerPath /app/settings.ini -UpTo 6")]
    [InlineData("Get-ImageFile $a /app/settings.ini | Get-ImageContent")]
    [InlineData("Get-ImageContent -InputObject (Get-ImageFile $a /app/settings.ini)")]
    [InlineData("Get-LayerEntry $a -Layer 6 -InnerPath /app/settings.ini | Get-ImageContent")]
    public void A_file_is_had_in_every_way_that_names_it(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(["[pyapp]", "debug = false", "port = 8080"], Lines(result));
    }

    [Theory]
    [InlineData("Get-ImageContent $a /app/settings.ini -UpTo 4")]
    [InlineData("Get-ImageLayer $a | Where-Object LayerIndex -eq 5 | Get-ImageContent /app/settings.ini")]
    [InlineData("Get-LayerEntry $a -Layer 4 -InnerPath /app/settings.ini | Get-ImageContent")]
    [InlineData("Get-ImageFile $a /app/settings.ini -Hidden | Get-ImageContent")]
    [InlineData("Get-ImageFile $a /app/settings.ini -UpTo 4 | Get-ImageContent")]
    public void An_older_version_is_had_by_its_layer(string command) =>
        Assert.Equal(["[pyapp]", "debug = true", "port = 8080"], Lines(session.Run(command, Repository.DockerSample)));

    [Theory]
    [InlineData("Get-ImageFile $a /app/settings.ini -UpTo 4")]
    [InlineData("Get-LayerEntry $a -Layer 4 -InnerPath /app/settings.ini")]
    [InlineData("Get-ImageFile $a /app/settings.ini -Hidden")]
    public void Objects_that_were_exported_and_imported_still_lead_to_their_version(string command)
    {
        PSObject item = Clixml.RoundTrip(Assert.Single(session.Run(command, Repository.DockerSample).Output));
        Result result = session.RunOn([item], "$input | Get-ImageContent");

        Assert.Empty(result.Errors);
        Assert.Contains("debug = true", Lines(result));
    }

    [Fact]
    public void A_symbolic_link_is_followed_in_the_view_that_showed_it()
    {
        string path = Image(new TarBuilder().File("target", "old").Symlink("link", "/target"), new TarBuilder().File("target", "new"));

        Assert.Equal(["new"], Lines(session.Run("Get-ImageFile $a /link | Get-ImageContent", path)));
        Assert.Equal(["old"], Lines(session.Run("Get-ImageFile $a /link -UpTo 0 | Get-ImageContent", path)));
    }

    [Fact]
    public void What_a_layer_removes_is_told_with_the_way_to_it()
    {
        ErrorRecord error = session.Run("Get-ImageContent $a /root/.aws/credentials", Repository.DockerSample).Error;

        Assert.StartsWith("FileNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Contains("removed by layer 10; -UpTo 9 still shows it", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ImageContent $a /nothing", "FileNotFound")]
    [InlineData("Get-ImageContent $a /app/settings.ini -UpTo 0", "FileNotFound")]
    [InlineData("Get-ImageContent $a /etc", "NotAFile")]
    [InlineData("Get-ImageContent $a /", "NotAFile")]
    [InlineData("Get-ImageContent $a /etc/passwd -UpTo 99", "NoSuchLayer")]
    [InlineData("Get-ImageFile $a /etc | Get-ImageContent", "NotAFile")]
    [InlineData("Get-LayerEntry $a -Type Whiteout -Layer 10 | Get-ImageContent", "NotAFile")]
    [InlineData("Get-ContainerImage $a | Get-ImageContent", "FileNotFound")]
    public void What_cannot_be_read_is_one_error(string command, string errorId)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.StartsWith(errorId + ",", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void One_missing_file_does_not_keep_the_others_back()
    {
        Result result = session.Run("Get-ImageContent $a /nothing, /etc/passwd, /etc, /etc/passwd -TotalCount 1", Repository.DockerSample);

        Assert.Equal(2, result.Errors.Count);
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void A_name_with_wildcards_in_it_is_taken_as_it_stands_first()
    {
        string path = Image(new TarBuilder().File("a[1]", "itself").File("a1", "matched").Directory("d").Directory("d/sub").File("d/sub/a1", "deeper").File("d/a1", "one name"));

        Assert.Equal(["itself"], Lines(session.Run("Get-ImageContent $a '/a[1]'", path)));
        Assert.Equal(["itself"], Lines(session.Run("Get-ImageContent $a '/a`[1`]'", path)));
        Assert.Equal(["matched", "itself"], Lines(session.Run("Get-ImageContent $a '/a*'", path)));
        Assert.Equal(["one name"], Lines(session.Run("Get-ImageContent $a '/?/*'", path)));
        Assert.Empty(session.Run("Get-ImageContent $a '/nothing*'", path).Errors);
    }

    [Theory]
    [InlineData("", "a|b|c||d")]
    [InlineData("-TotalCount 2", "a|b")]
    [InlineData("-First 0", "")]
    [InlineData("-Head 99", "a|b|c||d")]
    [InlineData("-Tail 2", "|d")]
    [InlineData("-Last 99", "a|b|c||d")]
    [InlineData("-Tail 0", "")]
    [InlineData("-Raw", "a\r\nb\rc\n\nd")]
    [InlineData("-Delimiter b", "a\r\n|\rc\n\nd")]
    [InlineData("-Delimiter b -Tail 1", "\rc\n\nd")]
    [InlineData("-AsByteStream -TotalCount 3", "97|13|10")]
    [InlineData("-AsByteStream -Tail 2", "10|100")]
    public void Content_comes_as_from_Get_Content(string parameters, string expected)
    {
        foreach (Packing packing in new[] { Packing.None, Packing.Gzip })
        {
            string path = _folder.Write($"{packing}.tar", new ImageBuilder().Layer(new TarBuilder().File("f", "a\r\nb\rc\n\nd"), packing).OciArchive());
            Assert.Equal(expected, string.Join('|', Lines(session.Run($"Get-ImageContent $a f {parameters}", path))));
        }
    }

    [Theory]
    [InlineData("-ReadCount 2", "System.Object[] System.Object[] System.Object[]")]
    [InlineData("-ReadCount 0", "System.Object[]")]
    [InlineData("-ReadCount 2 -AsByteStream -TotalCount 4", "System.Object[] System.Object[]")]
    [InlineData("-Raw -AsByteStream", "System.Byte[]")]
    [InlineData("-TotalCount 1", "System.String")]
    [InlineData("-TotalCount 1 -AsByteStream", "System.Byte")]
    public void Objects_are_of_the_types_that_Get_Content_gives(string parameters, string types)
    {
        string path = Image(new TarBuilder().File("f", "1\n2\n3\n4\n5"));

        Assert.Equal(types, string.Join(' ', session.Run($"Get-ImageContent $a f {parameters}", path).Output.Select(item => item.BaseObject.GetType().FullName)));
    }

    [Fact]
    public void Of_an_empty_file_comes_nothing()
    {
        string path = Image(new TarBuilder().File("f"));

        foreach (string parameters in new[] { "", "-Raw", "-AsByteStream", "-Tail 1", "-AsByteStream -Raw" })
            Assert.Empty(session.Run($"Get-ImageContent $a f {parameters}", path).Output);
    }

    [Theory]
    [InlineData("latin1", "é")]
    [InlineData("28591", "é")]
    [InlineData("iso-8859-1", "é")]
    [InlineData("windows-1252", "é")]
    [InlineData("ascii", "?")]
    [InlineData("utf8", "�")]
    [InlineData("437", "Θ")]
    public void A_text_without_a_mark_is_read_in_the_encoding_asked_for(string encoding, string expected)
    {
        string path = Image(new TarBuilder().Entry(new TarEntrySpec { Path = "f", Content = [0xE9] }));
        string text = Assert.Single(Lines(session.Run("Get-ImageContent $a f -Encoding $b", path, encoding)));

        Assert.Equal(expected.Replace('�', '\uFFFD'), encoding == "ascii" ? text.Replace('\uFFFD', '?') : text);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_counts_more_than_the_encoding_asked_for(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        string path = Image(new TarBuilder().Entry(new TarEntrySpec { Path = "f", Content = [.. encoding.GetPreamble(), .. encoding.GetBytes("zwölf\nдва")] }));

        Assert.Equal(["zwölf", "два"], Lines(session.Run("Get-ImageContent $a f -Encoding ascii", path)));
        Assert.Equal(["два"], Lines(session.Run("Get-ImageContent $a f -Tail 1", path)));
        Assert.Equal(["zwölf\nдва"], Lines(session.Run("Get-ImageContent $a f -Raw", path)));
    }

    [Theory]
    [InlineData("-TotalCount 1 -Tail 1")]
    [InlineData("-Raw -Tail 1")]
    [InlineData("-Raw -TotalCount 1")]
    [InlineData("-Raw -Delimiter x")]
    [InlineData("-AsByteStream -Delimiter x")]
    public void What_excludes_each_other_is_refused(string parameters)
    {
        ErrorRecord error = session.Run("Get-ImageContent $a /etc/hostname " + parameters, Repository.DockerSample).Error;
        Assert.StartsWith("ParametersExclude", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoding_that_is_none_is_refused() =>
        Assert.Contains("is no encoding", session.Run("Get-ImageContent $a /etc/hostname -Encoding klingon", Repository.DockerSample).Error.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Of_a_file_that_is_cut_off_its_lines_come_before_the_error()
    {
        byte[] tar = new TarBuilder().File("f", string.Concat(Enumerable.Repeat("0123456789\n", 1000))).Build();
        string path = _folder.Write("cut.tar", new ImageBuilder().Layer(tar[..(512 + 5500)]).Tag("cut:1").OciArchive());

        Result result = session.Run("Get-ImageContent $a f", path);

        Assert.Equal(500, result.Output.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("LayerTruncated", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_wants_only_the_first_lines_waits_for_no_more()
    {
        string path = Image(new TarBuilder().Pax(("GNU.sparse.size", "9000000000000000000"), ("GNU.sparse.map", "0,4"), ("GNU.sparse.numblocks", "1")).File("endless", "a\nb\n"));

        Assert.Equal(["a", "b"], Lines(session.Run("$n = 0; do { Get-ImageContent $a endless | ForEach-Object { $_; if (++$n -eq 2) { break } } } while ($false)", path)));
        Assert.Equal(["a"], Lines(session.Run("Get-ImageContent $a endless -TotalCount 1", path)));
        Assert.StartsWith("ContentTooLarge", session.Run("Get-ImageContent $a endless -Raw", path).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-AsByteStream")]
    [InlineData("-AsByteStream -ReadCount 100000")]
    public async Task A_stop_ends_a_reading_that_has_no_end(string parameters)
    {
        string path = Image(new TarBuilder().Pax(("GNU.sparse.size", "9000000000000000000"), ("GNU.sparse.map", "0,2"), ("GNU.sparse.numblocks", "1")).File("endless", "1x"));
        using var own = new Session();
        using PowerShell shell = own.NewShell($"Get-ImageContent $a endless {parameters} | ForEach-Object {{ if (-not $told) {{ $told = $true; 'told' }} }}", path);
        var started = new TaskCompletionSource();
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) => started.TrySetResult();

        Task<PSDataCollection<PSObject>> work = shell.InvokeAsync<PSObject, PSObject>(null, output);
        await Task.WhenAny(started.Task, work);
        await Task.Run(shell.Stop);

        await Assert.ThrowsAsync<PipelineStoppedException>(() => work);
        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public void Many_files_of_a_compressed_layer_come_in_the_order_asked_for()
    {
        var tar = new TarBuilder();
        for (int i = 0; i < 200; i++)
            tar.File($"f{i:d3}", $"{i}");
        string path = _folder.Write("many.tar", new ImageBuilder().Layer(tar, Packing.Gzip).OciArchive());

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), Lines(session.Run("Get-ImageFile $a | Get-ImageContent", path)));
        Assert.Equal(Enumerable.Range(0, 200).Reverse().Select(i => $"{i}"), Lines(session.Run("$files = @(Get-ImageFile $a); [array]::Reverse($files); $files | Get-ImageContent", path)));
    }

    private string Image(params TarBuilder[] layers)
    {
        var builder = new ImageBuilder();
        foreach (TarBuilder layer in layers)
            builder.Layer(layer);
        return _folder.Write("image.tar", builder.Tag("i:1").DockerArchive());
    }

    private static string[] Lines(Result result) => [.. result.Output.Select(line => line.BaseObject.ToString()!)];
}
