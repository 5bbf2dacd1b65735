using System.Security.Cryptography;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Secrets;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Files that are as the system's packages brought them are no secrets of this image.</summary>
public sealed class PackagedFileTests : SecretTest
{
    private static readonly string Key = Planted.PrivateKey;

    [Fact]
    public void A_key_that_a_package_brought_is_left_out_unless_it_is_asked_for()
    {
        LayeredImage image = Load(Debian(new TarBuilder().File("usr/share/doc/a/key.pem", Key)));

        Assert.Empty(Found(image));
        ImageSecret secret = Assert.Single(Secrets(image, new SecretOptions { IncludesPackaged = true }).Found);
        Assert.Equal((SecretConfidence.Low, "a"), (secret.Confidence, secret.OwnedBy));
    }

    [Fact]
    public void A_file_that_was_changed_since_is_not_the_packages() =>
        Assert.Equal(["private-key /usr/share/doc/a/key.pem:2 0"], Found(Load(Debian(new TarBuilder().File("usr/share/doc/a/key.pem", "\n" + Key)))));

    [Fact]
    public void A_later_version_is_told_and_the_packages_own_is_not()
    {
        LayeredImage image = Load(Debian(new TarBuilder().File("usr/share/doc/a/key.pem", Key)), new TarBuilder().File("usr/share/doc/a/key.pem", "\n\n" + Key));

        Assert.Equal(["private-key /usr/share/doc/a/key.pem:3 1"], Found(image));
    }

    [Fact]
    public void A_file_that_a_package_does_not_own_is_told_beside_it() =>
        Assert.Equal(["private-key /etc/own.pem:1 0"], Found(Load(Debian(new TarBuilder().File("usr/share/doc/a/key.pem", Key).File("etc/own.pem", Key)))));

    private static TarBuilder Debian(TarBuilder layer) => layer
        .File("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n")
        .File("var/lib/dpkg/info/a.list", "/.\n/usr\n/usr/share\n/usr/share/doc\n/usr/share/doc/a\n/usr/share/doc/a/key.pem\n")
        .File("var/lib/dpkg/info/a.md5sums", $"{Md5(Key)}  usr/share/doc/a/key.pem\n");

    private static string Md5(string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(Encoding.ASCII.GetBytes(text));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
