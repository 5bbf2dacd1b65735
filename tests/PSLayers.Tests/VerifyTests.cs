using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>What an image claims of itself makes nothing equal, and a claim that turns out to be wrong is told.</summary>
[Collection(SharedSession.Name)]
public sealed class VerifyTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Digests_are_claims_until_they_are_computed(Packing packing)
    {
        byte[] tar = Tar("good");
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(tar, packing).Tag("a:1").OciArchive());

        Assert.Equal([false], session.Run("Get-ImageLayer $a", path).Of("IsVerified"));
        Result verified = session.Run("Get-ImageLayer $a -Verify", path);
        Assert.Equal([true], verified.Of("IsVerified"));
        Assert.Equal([Sha.Digest256(tar)], verified.Texts("DiffId"));
        Assert.Equal([Sha.Digest256(Compress.Apply(packing, tar).Stored)], verified.Texts("Digest"));
        // What was computed once is known from then on.
        Assert.Equal([true], session.Run("Get-ImageLayer $a", path).Of("IsVerified"));
    }

    [Theory]
    [InlineData("Get-ImageLayer $a -Verify", true)]
    [InlineData("Compare-ContainerImage $b $a", true)]
    [InlineData("Compare-ContainerImage $a $b", true)]
    [InlineData("Compare-ContainerImage $a $b -Aspect Layer", true)]
    [InlineData("$null = Get-ImageLayer $a -Verify -WarningAction Ignore; Get-ImageFile $a -Recurse", true)]
    [InlineData("Get-ImageLayer $a", false)]
    public void A_wrong_DiffId_is_a_warning_of_every_cmdlet_that_comes_by_it(string command, bool isFound)
    {
        (string swapped, string original) = Swapped();
        Result result = session.Run($"$({command}) 3>&1 | Where-Object {{ $_ -is [Management.Automation.WarningRecord] }}", swapped, original);

        Assert.Empty(result.Errors);
        if (isFound)
            Assert.Contains("the config states the DiffId", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
        else
            Assert.Empty(result.Output);
    }

    [Fact]
    public void A_file_changed_behind_an_old_DiffId_is_told()
    {
        (string swapped, string original) = Swapped();

        Assert.Equal(["<> File: /bin/app"], session.Run("Compare-ContainerImage $a $b", original, swapped).Output.Select(row => row.ToString()));
        Assert.Equal(["<=", "=>"], session.Run("Compare-ContainerImage $a $b -Aspect Layer -IncludeEqual", original, swapped).Texts("SideIndicator"));
        Assert.Equal(["DigestMismatch"], session.Run("(Get-ContainerImage $b).Warnings", original, swapped).Texts("ErrorId"));
        Result layer = session.Run("Get-ImageLayer $b -Verify", original, swapped);
        Assert.Equal([false], layer.Of("IsVerified"));
        Assert.Equal([Sha.Digest256(Tar("evil"))], layer.Texts("DiffId"));
    }

    [Fact]
    public void Reading_nothing_and_reading_all_exclude_each_other() =>
        Assert.Equal("ParametersExclude,PSLayers.Commands.GetImageLayerCommand", session.Run("Get-ImageLayer $a -Fast -Verify", "x.tar").Error.FullyQualifiedErrorId);

    [Fact]
    public void Sparse_files_of_hundreds_of_gigabytes_are_compared_and_their_end_is_read_at_once()
    {
        const long Size = 550_000_000_000;
        byte[] Layer(string end) => new TarBuilder().GnuSparse("var/log/lastlog", Size, new SparsePiece(Size - 300, System.Text.Encoding.ASCII.GetBytes(end))).Build();
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(Layer("line\nlast a\n")).Layer(Layer("line\nlast b\n")).Layer(Layer("line\nlast b\n")).Tag("a:1").DockerArchive());

        Assert.Equal(["Modified"], session.Run("Get-LayerDiff $a -Layer 1, 2", path).Texts("Change"));
        Result tail = session.Run("Get-ImageContent $a /var/log/lastlog -Tail 1", path);
        Assert.Equal(288, Assert.Single(tail.Output).ToString()!.Length);
    }

    private (string Swapped, string Original) Swapped()
    {
        var evil = new LayerSpec { Tar = Tar("evil"), StatedDiffId = Sha.Digest256(Tar("good")) };
        return (_folder.Write("swapped.tar", new ImageBuilder().Layer(evil).Tag("a:1").DockerArchive()),
            _folder.Write("original.tar", new ImageBuilder().Layer(Tar("good")).Tag("a:1").DockerArchive()));
    }

    private static byte[] Tar(string app) => new TarBuilder().File("bin/app", app).Build();
}
