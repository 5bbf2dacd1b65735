using System.Globalization;
using System.IO.Compression;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Packages of Java: archives, and archives in them.</summary>
public sealed class JavaArchiveTests : PackageTest
{
    private static readonly (string, byte[]) Maven = Pom("org.acme", "tool", "1.2.3");

    [Fact]
    public void What_maven_left_counts_most()
    {
        ImagePackage package = One(Jar(("META-INF/MANIFEST.MF", "Implementation-Version: 9\n"u8.ToArray()), Maven));

        Assert.Equal(("org.acme/tool", "1.2.3", "pkg:maven/org.acme/tool@1.2.3", "/app/x-7.jar"), (package.Name, package.Version, package.Purl, package.InnerPath));
    }

    [Theory]
    [InlineData("lib/guava-33.0.0-jre.jar", "Automatic-Module-Name: com.google.common\r\nBundle-SymbolicName: com.google.guava;singleton:=true\r\nBundle-Version: 33.0.0\r\n", "pkg:maven/com.google/guava@33.0.0-jre")]
    [InlineData("lib/tool.jar", "Implementation-Version: 1.5\nImplementation-Vendor-Id: org.acme\n\nName: a/b\nImplementation-Version: 9\n", "pkg:maven/org.acme/tool@1.5")]
    [InlineData("lib/tool.jar", "Bundle-Version: 2\nSpecification-Version: 1\n", "pkg:maven/tool/tool@2")]
    [InlineData("lib/commons-lang3-3.12.0.jar", "", "pkg:maven/commons-lang3/commons-lang3@3.12.0")]
    public void Then_the_manifest_and_the_name_of_the_file_count(string path, string manifest, string purl) =>
        Assert.Equal(purl, One(Jar(("META-INF/MANIFEST.MF", Encoding.UTF8.GetBytes(manifest))), path).Purl);

    [Fact]
    public void An_archive_without_any_version_is_no_package() => Assert.Empty(Installed(Load(new TarBuilder().File("app.jar", Jar(("a.class", [1]))))));

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Archives_in_archives_are_looked_into(CompressionLevel level)
    {
        byte[] inner = Jar(Pom("org.acme", "inner", "1"));
        byte[] middle = Jar(level, Pom("org.acme", "middle", "1"), ("lib/inner.jar", inner));
        LayeredImage image = Load(new TarBuilder().File("app/all.ear", Jar(level, ("web.war", middle), ("lib/inner.jar", inner))));

        Assert.Equal(["org.acme/inner 1 0", "org.acme/inner 1 0", "org.acme/middle 1 0"], Installed(image));
        Assert.Empty(Of(image).Errors);
    }

    [Fact]
    public void One_archive_may_be_several_packages_put_together()
    {
        LayeredImage image = Load(new TarBuilder().File("uber.jar", Jar(Maven, Pom("org.acme", "other", "2"))));

        Assert.Equal(["org.acme/other 2 0", "org.acme/tool 1.2.3 0"], Installed(image));
    }

    [Fact]
    public void A_program_in_front_of_the_archive_and_a_comment_behind_it_do_not_matter()
    {
        byte[] jar = Jar(Maven);
        byte[] comment = "Comment: PK"u8.ToArray();
        jar[^2] = (byte)comment.Length;

        Assert.Equal("1.2.3", One([.. "#!/bin/sh\nexec java -jar $0\n"u8, .. jar, .. comment]).Version);
    }

    [Fact]
    public void A_newer_archive_of_another_layer_is_an_upgrade()
    {
        LayeredImage image = Load(
            new TarBuilder().File("app/tool.jar", Jar(Pom("org.acme", "tool", "1.0"))),
            new TarBuilder().File("app/tool.jar", Jar(Pom("org.acme", "tool", "1.1"))));

        Assert.Equal(["0 Added org.acme/tool 1.0", "1 Upgraded org.acme/tool 1.1"], Changes(image));
    }

    [Fact]
    public void Archives_a_thousand_deep_are_looked_into_to_a_limit_only()
    {
        byte[] jar = Jar(Pom("org.acme", "deepest", "1"));
        for (int i = 0; i < 1000; i++)
            jar = Jar(CompressionLevel.NoCompression, Pom("org.acme", $"at{i}", "1"), ("x.jar", jar));
        LayeredImage image = Load(new TarBuilder().File("deep.jar", jar));

        Assert.Equal(ReadLimits.Default.ArchiveDepth, Installed(image).Length);
        Assert.Contains("limit ArchiveDepth", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_to_more_than_a_limit_is_told_and_the_others_are_read()
    {
        byte[] bomb = Jar(CompressionLevel.Optimal, ("lib/bomb.jar", new byte[32 << 20]), Maven);
        LayeredImage image = With(new ReadLimits { PackageFile = 1 << 20 }, new TarBuilder().File("app/x.jar", bomb));

        ImagePackages packages = Of(image);

        Assert.Equal("org.acme/tool", Assert.Single(packages.Installed).Name);
        Assert.Contains("limit PackageFile", Assert.Single(packages.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_archives_that_unpack_to_much_have_a_limit_together()
    {
        byte[] large = Jar(CompressionLevel.Optimal, [.. Enumerable.Range(0, 20).Select(i => ($"lib/{i}.jar", Jar(CompressionLevel.NoCompression, ("a", new byte[1 << 20]))))]);
        LayeredImage image = With(new ReadLimits { PackageTotal = 4 << 20 }, new TarBuilder().File("app/x.jar", large));

        Assert.Contains(Of(image).Errors, error => error.Message.Contains("limit PackageTotal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{0}.jar")]
    [InlineData("META-INF/MANIFEST.MF")]
    public void What_expands_to_nothing_counts_as_it_is_stored(string name)
    {
        byte[] hollow = HollowZip.Of(blocks: 100_000, Enumerable.Range(0, 3).Select(i => string.Format(CultureInfo.InvariantCulture, name, i)), Maven.Item1, Maven.Item2);

        Assert.Equal(["org.acme/tool 1.2.3 0"], Installed(Load(new TarBuilder().File("app/x.jar", hollow))));
        Assert.Empty(Installed(With(new ReadLimits { PackageTotal = 1 << 20 }, new TarBuilder().File("app/x.jar", hollow))));
    }

    [Fact]
    public void An_archive_that_is_a_program_too_is_an_archive()
    {
        byte[] jar = Jar(CompressionLevel.NoCompression, Maven, ("a.class", new byte[1 << 20]));

        Assert.Equal(["org.acme/tool 1.2.3 0"], Installed(Load(new TarBuilder().File("app/x.jar", jar, mode: 0b111_101_101))));
    }

    [Fact]
    public void Entries_have_a_limit()
    {
        LayeredImage image = With(new ReadLimits { ArchiveEntries = 5 }, new TarBuilder().File("app/x.jar", Jar([Maven, .. Enumerable.Range(0, 10).Select(i => ($"{i}", Array.Empty<byte>()))])));

        Assert.Contains("limit ArchiveEntries", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_is_told() => Assert.Contains("no zip", Assert.Single(Of(Load(new TarBuilder().File("x-1.jar", "text"))).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Damage_anywhere_does_no_harm()
    {
        byte[] jar = Jar(CompressionLevel.Optimal, ("META-INF/MANIFEST.MF", "Implementation-Version: 9\n"u8.ToArray()), Maven, ("lib/inner.jar", Jar(Maven)));
        var layer = new TarBuilder();
        var random = new Random(11);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = jar[..(i % 4 == 0 ? random.Next(jar.Length) : jar.Length)];
            for (int j = 0; j < 1 + (i % 3) && damaged.Length > 0; j++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            layer.File($"d{i}/x-1.jar", damaged);
        }

        Assert.InRange(Of(Load(layer)).Installed.Count(), 1, 800);
    }

    private ImagePackage One(byte[] jar, string path = "app/x-7.jar")
    {
        ImagePackages packages = Of(Load(new TarBuilder().File(path, jar)));
        Assert.Empty(packages.Errors);
        return Assert.Single(packages.Installed);
    }

    private static (string, byte[]) Pom(string group, string name, string version) =>
        ($"META-INF/maven/{group}/{name}/pom.properties", Encoding.UTF8.GetBytes($"#Generated by Maven\nversion={version}\r\ngroupId = {group}\nartifactId={name}\n"));

    private static byte[] Jar(params (string Name, byte[] Content)[] entries) => Jar(CompressionLevel.Optimal, entries);

    private static byte[] Jar(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }
}
