using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>What the objects tell, and what they leave open when no layer is read.</summary>
[Collection(SharedSession.Name)]
public sealed class ReadingTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_is_told_whole_without_reading_a_layer()
    {
        PSObject image = Assert.Single(session.Run("Get-ContainerImage $a", Repository.DockerSample).Output);

        Assert.Equal("localhost/pyapp:1.0", image.Get("Name"));
        Assert.Equal(["localhost/pyapp:1.0"], image.List("Tags"));
        Assert.StartsWith("sha256:0a84e38bd176", (string?)image.Get("ImageId"), StringComparison.Ordinal);
        Assert.Null(image.Get("ManifestDigest"));
        Assert.Equal("linux/amd64", image.Get("Platform"));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1741944413), image.Get("Created"));
        Assert.Equal("docker-archive", image.Get("Format"));
        Assert.Equal(11, image.Get("LayerCount"));
        Assert.Equal(2313216L, image.Get("StoredSize"));
        Assert.Null(image.Get("Size"));
        Assert.Empty(image.List("Warnings"));
        Assert.Equal(Repository.DockerSample, image.Get("ImagePath"));
    }

    [Fact]
    public void IncludeSize_adds_the_layers_up()
    {
        long size = session.Run("Get-ImageLayer $a", Repository.OciSample).Of("Size").Sum(value => (long)value!);

        Assert.Equal([size, size], session.Run("Get-ContainerImage $a, $b -IncludeSize", Repository.DockerSample, Repository.OciSample).Of("Size"));
    }

    [Fact]
    public void Sizes_that_sparse_files_only_claim_add_up_to_the_largest_number()
    {
        TarBuilder layer = new TarBuilder().GnuSparse("a", long.MaxValue);
        string path = _folder.Write("sparse.tar", new ImageBuilder().Layer(layer).Layer(layer).Tag("sparse:1").DockerArchive());

        Assert.Equal([long.MaxValue], session.Run("Get-ContainerImage $a -IncludeSize", path).Of("Size"));
    }

    [Fact]
    public void Size_stays_open_where_a_layer_could_not_be_read_to_its_end()
    {
        byte[] tar = new TarBuilder().File("a", new byte[5000]).Build();
        string path = _folder.Write("cut.tar", new ImageBuilder().Layer(tar[..3000]).Tag("cut:1").DockerArchive());

        Result result = session.Run("Get-ContainerImage $a -IncludeSize", path);

        Assert.Equal([null], result.Of("Size"));
        Assert.StartsWith("LayerTruncated,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Size")]
    [InlineData("TarSize")]
    [InlineData("EntryCount")]
    [InlineData("FileCount")]
    [InlineData("WhiteoutCount")]
    public void Fast_leaves_open_what_only_the_layer_can_tell(string property)
    {
        Assert.All(session.Run("Get-ImageLayer $a -Fast", Repository.OciSample).Of(property), Assert.Null);
        Assert.All(session.Run("Get-ImageLayer $a", Repository.OciSample).Of(property), Assert.NotNull);
    }

    [Fact]
    public void Fast_tells_all_the_rest()
    {
        Result fast = session.Run("Get-ImageLayer $a -Fast", Repository.OciSample), whole = session.Run("Get-ImageLayer $a", Repository.OciSample);

        Assert.All(["LayerIndex", "DiffId", "Digest", "ChainId", "MediaType", "Compression", "StoredSize", "CreatedBy", "Created", "Present"],
            property => Assert.Equal(whole.Of(property), fast.Of(property)));
    }

    [Fact]
    public void A_layer_counts_its_entries_files_and_whiteouts()
    {
        PSObject layer = session.Run("Get-ImageLayer $a", Repository.DockerSample).Output[8];

        Assert.Equal((8, 7, 2, 1, 17L), (layer.Get("LayerIndex"), layer.Get("EntryCount"), layer.Get("FileCount"), layer.Get("WhiteoutCount"), layer.Get("Size")));
    }

    [Fact]
    public void A_DiffId_that_no_config_states_comes_from_the_bytes()
    {
        byte[] tar = new TarBuilder().File("etc/hostname", "one").Build();
        string path = _folder.Write("rootfs.tar.gz", Compress.Gzip(tar));

        Assert.Equal([Sha.Digest256(tar)], session.Run("Get-ImageLayer $a", path).Texts("DiffId"));
        Assert.Equal([null], session.Run("Get-ImageLayer $a -Fast", path).Of("DiffId"));
    }

    [Fact]
    public void The_history_is_newest_first_and_named_as_docker_names_it()
    {
        Result history = session.Run("Get-ImageHistory $a", Repository.DockerSample);

        Assert.Equal(["0a84e38bd176", .. Enumerable.Repeat("<missing>", 21)], history.Texts("ShortImageId"));
        Assert.Equal([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], history.Of("LayerIndex").Where(layer => layer is not null).Cast<int>());
        Assert.Equal("CMD [\"pyapp\"]", history.Output[0].Get("Instruction"));
        Assert.Equal("/bin/sh -c #(nop) CMD [\"pyapp\"]", history.Output[0].Get("CreatedBy"));
    }

    [Fact]
    public void A_step_without_a_layer_has_size_0_and_one_whose_layer_was_not_read_none()
    {
        Assert.All(session.Run("Get-ImageHistory $a | Where-Object EmptyLayer", Repository.DockerSample).Of("Size"), size => Assert.Equal(0L, size));
        Assert.All(session.Run("Get-ImageHistory $a -Fast | Where-Object LayerIndex -GE 0", Repository.DockerSample).Of("Size"), Assert.Null);
        Assert.Equal([2313216L], session.Run("Get-ContainerImage $a", Repository.DockerSample).Of("StoredSize"));
    }

    [Fact]
    public void The_config_is_typed_and_the_document_itself_stands_beside_it()
    {
        PSObject config = Assert.Single(session.Run("Get-ImageConfig $a", Repository.DockerSample).Output);

        Assert.Equal(["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "APP_HOME=/app", "PYTHONDONTWRITEBYTECODE=1"], config.List("Env"));
        Assert.Equal(["8080/tcp"], config.List("ExposedPorts"));
        Assert.Equal(["/data"], config.List("Volumes"));
        Assert.Equal("1000:1000", config.Get("User"));
        Assert.Equal("pyapp", session.Run("(Get-ImageConfig $a).Labels['org.opencontainers.image.title']", Repository.DockerSample).Output[0].ToString());
        Assert.StartsWith("{\"created\":", (string?)config.Get("Raw"), StringComparison.Ordinal);
    }
}
