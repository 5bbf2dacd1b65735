using System.Text;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Packages of which chisel put parts into an image.</summary>
public sealed class ChiselDatabaseTests : PackageTest
{
    private const string Manifest = "var/lib/chisel/manifest.wall";
    private const string Digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string Changed = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private const string Lines = $$"""
        {"jsonwall":"1.0","schema":"1.0","count":7}
        {"kind":"content","slice":"libc6_libs","path":"/usr/lib/libc.so.6"}
        {"kind":"package","name":"libc6","version":"2.39-0ubuntu8.4","sha256":"ab","arch":"amd64"}
        {"kind":"package","name":"base-files","version":"13ubuntu10","sha256":"cd","arch":"amd64"}
        {"kind":"path","path":"/etc/made","mode":"0644","slices":["base-files_base"],"sha256":"{{Digest}}","final_sha256":"{{Changed}}","size":1}
        {"kind":"path","path":"/usr/lib/","mode":"0755","slices":["libc6_libs"]}
        {"kind":"path","path":"/usr/lib/libc.so.6","mode":"0644","slices":["libc6_libs"],"sha256":"{{Digest}}","size":1}
        {"kind":"slice","name":"libc6_libs"}
        """;

    [Fact]
    public void Its_manifest_lists_them()
    {
        LayeredImage image = Load(new TarBuilder().File("etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n").File(Manifest, Packed(Lines))
            .File("usr/share/doc/libc6/copyright", "see /usr/share/common-licenses/LGPL-2.1\n"));

        ImagePackages packages = Of(image);

        Assert.Empty(packages.Errors);
        Assert.Equal(["base-files 13ubuntu10 0", "libc6 2.39-0ubuntu8.4 0"], Installed(image));
        ImagePackage libc = packages.Installed.Last();
        Assert.Equal(("deb", "LGPL-2.1", "pkg:deb/ubuntu/libc6@2.39-0ubuntu8.4?arch=amd64&distro=ubuntu-24.04"), (libc.Type, libc.License, libc.Purl));
    }

    [Fact]
    public void It_tells_whose_a_file_is_and_its_digest()
    {
        LayeredImage image = Load(new TarBuilder().File(Manifest, Packed(Lines)).File("usr/lib/libc.so.6").File("etc/made").File("usr/lib/mine"));
        PackageOwnership ownership = PackageOwnership.Of(image, image.Tree.TopView, PackageDatabases.All, nodes: null, withDigests: true, new ReadMeter());

        Assert.Equal(["libc6 " + Digest, "base-files " + Changed, ""], new[] { "usr/lib/libc.so.6", "etc/made", "usr/lib/mine" }.Select(path =>
            ownership[LinkResolver.Literal(image.Tree, Encoding.UTF8.GetBytes(path))] is { } owner ? $"{owner.Package} {Convert.ToHexStringLower(owner.Digest.Span)}" : ""));
    }

    [Theory]
    [InlineData("{\"kind\":\"package\",\"name\":\"a\",\"version\":\"1\"}\n{\"package\":", ImageErrorId.DocumentInvalid)]
    [InlineData("{\"kind\":\"package\",\"name\":\"a\",\"version\":\"1\"}\n[\"package\"]\n{\"kind\":\"package\",\"name\":\"\\ud800\",\"version\":\"1\"}\n", null)]
    public void What_stands_before_damage_counts(string lines, ImageErrorId? error)
    {
        LayeredImage image = Load(new TarBuilder().File(Manifest, Packed(lines)));

        Assert.Equal(["a 1 0"], Installed(image));
        Assert.Equal(error, Of(image).Errors.SingleOrDefault()?.ErrorId);
    }

    [Fact]
    public void A_damaged_manifest_is_an_error()
    {
        byte[] packed = Packed(Lines);
        Assert.NotEmpty(Of(Load(new TarBuilder().File(Manifest, packed[..(packed.Length / 2)]))).Errors);
    }

    [Fact]
    public void A_manifest_that_expands_to_very_much_is_told()
    {
        LayeredImage image = With(new ReadLimits { PackageFile = 100_000 }, new TarBuilder().File(Manifest, Bomb.ZstdOfZeros(10_000_000)));

        Assert.Contains("limit PackageFile", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    private static byte[] Packed(string lines) => Compress.Zstd(Encoding.UTF8.GetBytes(lines));
}
