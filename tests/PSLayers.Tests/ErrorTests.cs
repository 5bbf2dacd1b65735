using System.Management.Automation;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Bad input: one clear error that ends nothing but itself.</summary>
[Collection(SharedSession.Name)]
public sealed class ErrorTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string, string> WholeFiles => new()
    {
        { "Jpeg", "NotAnImage", "InvalidData" },
        { "Empty", "NotAnImage", "InvalidData" },
        { "Noise", "NotAnImage", "InvalidData" },
        { "Truncated", "ArchiveTruncated", "InvalidData" },
        { "CorruptHeader", "TarHeaderCorrupt", "InvalidData" },
        { "BrokenJson", "DocumentInvalid", "InvalidData" },
        { "DeepJson", "DocumentInvalid", "InvalidData" },
        { "HugeManifest", "DocumentTooLarge", "LimitsExceeded" },
        { "ManifestNowhere", "BlobMissing", "ObjectNotFound" },
        { "LinkOutside", "PathOutside", "SecurityError" },
        { "LinkCircle", "LinkCycle", "InvalidData" },
        { "IndexCircle", "LinkCycle", "InvalidData" },
        { "BadDigest", "DigestInvalid", "InvalidData" },
        { "NoManifest", "ManifestMissing", "ObjectNotFound" },
        { "HugePaxHeader", "TarHeaderTooLarge", "LimitsExceeded" },
        { "OverflowingSize", "TarHeaderCorrupt", "InvalidData" },
    };

    public static TheoryData<string, string, string> DamagedLayers => new()
    {
        { "TruncatedLayer", "LayerTruncated", "InvalidData" },
        { "TruncatedGzip", "LayerTruncated", "InvalidData" },
        { "WrongCrc", "CompressionCorrupt", "InvalidData" },
        { "CorruptLayerHeader", "TarHeaderCorrupt", "InvalidData" },
        { "HugeSize", "LayerTruncated", "InvalidData" },
        { "GiantPax", "TarHeaderTooLarge", "LimitsExceeded" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(WholeFiles))]
    public void A_file_that_cannot_be_opened_is_one_error_and_the_next_file_comes(string what, string id, string category)
    {
        string bad = WriteBad(what), good = _folder.Write("good.tar", HostileInput.SmallImage().DockerArchive());

        Result result = session.Run("Get-ContainerImage $a, $b | Get-ImageLayer", bad, good);

        Assert.Equal([good], result.Texts("ImagePath").Distinct());
        Check(result.Error, id, category, bad);
    }

    [Theory]
    [MemberData(nameof(DamagedLayers))]
    public void A_damaged_layer_is_one_error_the_layer_is_listed_and_the_next_one_comes(string what, string id, string category)
    {
        string path = _folder.Write("image.tar", new ImageBuilder().Layer(BadLayer(what)).Layer(new TarBuilder().File("above")).Tag("a:1").OciArchive());

        Result layers = session.Run("Get-ImageLayer $a", path);

        Assert.Equal([0, 1], layers.Of("LayerIndex"));
        Assert.Null(layers.Output[0].Get("Size"));
        Assert.Equal(1, layers.Output[1].Get("EntryCount"));
        Check(layers.Error, id, category, path);
        Assert.Contains("/above", session.Run("Get-LayerEntry $a", path).Texts("InnerPath"));
    }

    [Fact]
    public void Layers_of_a_view_that_are_damaged_in_one_way_are_one_error_with_a_count()
    {
        byte[] Cut(byte filling) => new TarBuilder().File("cut", [.. Enumerable.Repeat(filling, 5000)]).Build()[..3000];
        string path = _folder.Write("image.tar", new ImageBuilder().Layer(Cut(1)).Layer(Cut(2)).Layer(Cut(3)).Tag("a:1").DockerArchive());

        Result result = session.Run("Get-ImageFile $a -Recurse", path);

        Assert.Contains("(and 2 more for the same reason)", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_before_the_damage_is_still_listed()
    {
        byte[] layer = new TarBuilder().File("before", "x").File("cut", new byte[5000]).Build()[..3000];
        string path = _folder.Write("image.tar", new ImageBuilder().Layer(layer).Tag("a:1").DockerArchive());

        Result result = session.Run("Get-LayerEntry $a", path);

        Assert.Contains("/before", result.Texts("InnerPath"));
        Assert.Contains("offset", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ContainerImage")]
    [InlineData("Get-ImageConfig")]
    [InlineData("Get-ImageHistory")]
    [InlineData("Get-ImageLayer")]
    [InlineData("Get-LayerEntry")]
    public void A_missing_file_is_the_same_error_in_every_cmdlet_and_every_way(string command)
    {
        Result result = session.Run("& $a nowhere.tar; & $a -LiteralPath nowhere.tar; 'nowhere.tar' | & $a", command);

        Assert.Equal(3, result.Errors.Count);
        Assert.All(result.Errors, error => Check(error, "PathNotFound", "ObjectNotFound", "nowhere.tar"));
        Assert.All(result.Errors, error => Assert.EndsWith(command.Replace("-", "", StringComparison.Ordinal) + "Command", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_no_image_is_an_error()
    {
        string folder = _folder.Folder("plain");

        Check(session.Run("Get-ContainerImage $a", folder).Error, "NotAnImage", "InvalidData", folder);
    }

    [Fact]
    public void A_wildcard_names_the_file_that_was_bad()
    {
        string bad = WriteBad("Jpeg");
        _folder.Write("good.tar", HostileInput.SmallImage().DockerArchive());

        Result result = session.Run("Get-ContainerImage $a", Path.Join(_folder.Root, "*.tar"));

        Assert.Single(result.Output);
        Check(result.Error, "NotAnImage", "InvalidData", bad);
    }

    [Fact]
    public void ErrorAction_Stop_stops()
    {
        var error = Assert.Throws<ActionPreferenceStopException>(() => session.Run("Get-ContainerImage nowhere.tar -ErrorAction Stop"));

        Assert.StartsWith("PathNotFound,", error.ErrorRecord.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_can_catch_by_id_and_ask_the_exception()
    {
        Result result = session.Run("try { Get-ContainerImage $a -ErrorAction Stop } catch { $_.Exception.ErrorId.ToString(); $_.Exception.Member }", WriteBad("BrokenJson"));

        Assert.Equal(["DocumentInvalid", "manifest.json"], result.Output.Select(value => value.ToString()));
    }

    [Fact]
    public void A_fault_of_the_module_itself_is_told_as_one_and_the_next_image_comes()
    {
        string one = _folder.Write("one.tar", HostileInput.SmallImage().DockerArchive()), other = _folder.Write("other.tar", HostileInput.SmallImage().DockerArchive());

        // The object loses a part that it cannot be without.
        Result result = session.Run("""
            $broken, $whole = Get-ContainerImage $a, $b
            $broken.GetType().GetField('<Layers>k__BackingField', [Reflection.BindingFlags]'NonPublic, Instance').SetValue($broken, $null)
            $broken, $whole | Get-ImageLayer
            """, one, other);

        Check(result.Error, "InternalError", "NotSpecified", one);
        Assert.Contains("says nothing about the image", result.Error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(result.Output);
    }

    [Fact]
    public void An_empty_path_is_refused_at_the_door() =>
        Assert.StartsWith("ParameterArgumentValidationError", session.Run("Get-ContainerImage ''").Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    private static void Check(ErrorRecord error, string id, string category, string target)
    {
        Assert.True(error.FullyQualifiedErrorId.StartsWith(id + ",PSLayers.Commands.", StringComparison.Ordinal), $"{error.FullyQualifiedErrorId}: {error}");
        Assert.StartsWith(id + ",PSLayers.Commands.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.Equal(target, error.TargetObject);
        Assert.StartsWith(target + ": ", error.ToString(), StringComparison.Ordinal);
    }

    private string WriteBad(string what) => what == "HugeManifest"
        ? _folder.Write("bad.tar", output => HostileManifest.Huge(output, 100 << 20))
        : _folder.Write("bad.tar", Bad(what));

    private static byte[] Bad(string what) => what switch
    {
        "Jpeg" => HostileInput.Jpeg(),
        "Empty" => HostileInput.EmptyFile(),
        "Noise" => HostileInput.Noise(10_000),
        "Truncated" => HostileInput.TruncatedAt(HostileInput.SmallImage().DockerArchive(), 3000),
        "CorruptHeader" => new TarBuilder().File("blobs/x", "x").Entry(new TarEntrySpec { Path = "oci-layout", Checksum = TarChecksum.Wrong }).Build(),
        "BrokenJson" => HostileManifest.Text("[{\"Config\": "),
        "DeepJson" => HostileManifest.Text(HostileInput.DeepArray(10_000)),
        "ManifestNowhere" => WithoutManifest(HostileInput.SmallImage().OciArchive()),
        "LinkOutside" => HostileInput.SmallImage().DockerArchive().With(archive => archive.Remove("manifest.json").Symlink("manifest.json", "../../etc/passwd")),
        "LinkCircle" => HostileInput.SmallImage().DockerArchive().With(archive => archive.Remove("manifest.json").Symlink("manifest.json", "other").Symlink("other", "manifest.json")),
        "IndexCircle" => HostileLayout.IndexOfItself(),
        "BadDigest" => HostileLayout.IndexDigest("sha256:../../x"),
        "NoManifest" => new TarBuilder().Directory("blobs").Directory("blobs/sha256").File("blobs/sha256/" + new string('a', 64), "x").Build(),
        "HugePaxHeader" => HostileInput.PaxHeaderOf(1L << 30),
        "OverflowingSize" => HostileInput.FileOf(TarNumber.GreatestBase256),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static LayerSpec BadLayer(string what)
    {
        byte[] tar = new TarBuilder().File("first", Encoding.ASCII.GetBytes(new string('x', 3000))).File("second", HostileInput.Noise(9000)).Build();
        return what switch
        {
            "TruncatedLayer" => new LayerSpec { Tar = tar[..8000] },
            "TruncatedGzip" => new LayerSpec { Tar = tar, Stored = Compress.GzipTruncated(tar, 2000), Packing = Packing.Gzip },
            "WrongCrc" => new LayerSpec { Tar = tar, Stored = Compress.GzipWithWrongCrc(tar), Packing = Packing.Gzip },
            "CorruptLayerHeader" => new LayerSpec { Tar = new TarBuilder().File("a").Entry(new TarEntrySpec { Path = "b", Checksum = TarChecksum.Wrong }).File("c").Build() },
            "HugeSize" => new LayerSpec { Tar = HostileInput.FileOf(TarNumber.Base256(1L << 60)) },
            "GiantPax" => new LayerSpec { Tar = HostileInput.PaxHeaderOf(1L << 30) },
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static BuiltImage WithoutManifest(BuiltImage image) => image.With(archive => archive.Remove("blobs/" + image.ManifestDigest!.Replace(':', '/')));
}
