using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Which package brought a file.</summary>
public sealed class PackageOwnershipTests : PackageTest
{
    private const string Digest = "00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData("var/lib/dpkg/info/a.list", "/.\n/usr\n/usr/bin\n/usr/bin/tool\n")]
    [InlineData("var/lib/dpkg/info/a:amd64.list", "/usr/bin/tool\n")]
    [InlineData("var/lib/dpkg/status.d/a.md5sums", Digest + "  usr/bin/tool\n")]
    [InlineData("lib/apk/db/installed", "P:a\nV:1\nF:usr/bin\nR:other\nR:tool\na:0:0:755\nZ:Q1ABEiM0RVZneImaq7zN3u/wABAgM=\n\n")]
    [InlineData("lib/apk/db/installed", "P:a\nV:1\nF:usr/bin\nR:tool")]
    [InlineData("usr/lib/a-1.0.dist-info/RECORD", "../bin/tool,sha256=ABEiM0RVZneImaq7zN3u_wABEiM0RVZneImaq7zN3u8,12\r\n")]
    [InlineData("usr/lib/a-1.0.dist-info/RECORD", "\"../bin/tool\",,\n")]
    public void Each_database_tells_whose_a_file_is(string list, string content)
    {
        LayeredImage image = Load(new TarBuilder().File(list, content).File("usr/bin/tool").File("usr/bin/mine"));

        Assert.Equal("a", OwnerOf(image, "usr/bin/tool")?.Package);
        Assert.Null(OwnerOf(image, "usr/bin/mine"));
    }

    [Theory]
    [InlineData("var/lib/dpkg/info/a.md5sums", Digest + "  usr/bin/tool\n", "MD5", Digest)]
    [InlineData("var/lib/dpkg/info/a.md5sums", "nonsense\n" + Digest + " *usr/bin/tool\n", "MD5", Digest)]
    [InlineData("lib/apk/db/installed", "P:a\nV:1\nF:usr/bin\nR:tool\nZ:Q1ABEiM0RVZneImaq7zN3u/wABAgM=\n\n", "SHA1", Digest + "00010203")]
    [InlineData("lib/apk/db/installed", "P:a\nV:1\nF:usr/bin\nR:tool\nZ:Q2ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=\n\n", "SHA256", Digest + Digest)]
    [InlineData("usr/lib/a-1.0.dist-info/RECORD", "../bin/tool,sha256=ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v8,12\n", "SHA256", Digest + Digest)]
    public void Each_database_tells_the_digest_that_a_file_should_have(string list, string content, string algorithm, string digest)
    {
        LayeredImage image = Load(new TarBuilder().File("var/lib/dpkg/info/a.list", "/usr/bin/tool\n").File(list, content).File("usr/bin/tool"));

        FileOwner owner = OwnerOf(image, "usr/bin/tool")!.Value;

        Assert.Equal((algorithm, digest), (owner.Algorithm.Name, Convert.ToHexStringLower(owner.Digest.Span)));
    }

    [Fact]
    public void A_name_from_before_directories_became_links_is_found()
    {
        LayeredImage image = Load(
            new TarBuilder().Symlink("bin", "usr/bin").Symlink("lib", "/usr/lib").File("usr/bin/tool").File("usr/lib/x/y").File("var/lib/dpkg/info/a.list", "/bin\n/bin/tool\n/lib/x/y\n"));

        Assert.Equal("a", OwnerOf(image, "usr/bin/tool")?.Package);
        Assert.Equal("a", OwnerOf(image, "usr/lib/x/y")?.Package);
    }

    [Fact]
    public void A_diverted_file_is_where_it_was_put_and_what_is_there_instead_is_the_other_packages()
    {
        LayeredImage image = Load(new TarBuilder().Symlink("bin", "usr/bin")
            .File("usr/bin/sh").File("usr/bin/sh.distrib").File("usr/bin/moved.mine")
            .File("var/lib/dpkg/info/dash.list", "/bin/sh\n").File("var/lib/dpkg/info/bash.list", "/bin/sh\n").File("var/lib/dpkg/info/tools.list", "/usr/bin/moved\n")
            .File("var/lib/dpkg/diversions", "/bin/sh\n/usr/bin/sh.distrib\ndash\n/usr/bin/moved\n/usr/bin/moved.mine\n:\n"));

        Assert.Equal(["dash", "bash", "tools"], new[] { "usr/bin/sh", "usr/bin/sh.distrib", "usr/bin/moved.mine" }.Select(path => OwnerOf(image, path)?.Package));
    }

    [Fact]
    public void What_is_in_the_folder_of_a_node_package_is_that_packages()
    {
        LayeredImage image = Load(new TarBuilder()
            .File("app/node_modules/@a/b/package.json", "{}").File("app/node_modules/@a/b/lib/x.js").File("app/node_modules/@a/b/node_modules/c/package.json", "{}")
            .File("app/node_modules/@a/b/node_modules/c/y.js").File("app/index.js"));

        Assert.Equal(["@a/b", "c", null], new[] { "app/node_modules/@a/b/lib/x.js", "app/node_modules/@a/b/node_modules/c/y.js", "app/index.js" }.Select(path => OwnerOf(image, path)?.Package));
    }

    [Fact]
    public void Databases_are_those_of_the_view()
    {
        LayeredImage image = Load(
            new TarBuilder().File("var/lib/dpkg/info/a.list", "/x\n").File("x"),
            new TarBuilder().Whiteout("var/lib/dpkg/info/a.list").File("var/lib/dpkg/info/b.list", "/x\n"));

        Assert.Equal("a", OwnerOf(image, "x", top: 0)?.Package);
        Assert.Equal("b", OwnerOf(image, "x")?.Package);
    }

    [Fact]
    public void Too_many_names_are_told_and_the_first_count()
    {
        LayeredImage image = With(new ReadLimits { OwnedFiles = 2 }, new TarBuilder().File("a").File("b").File("c").File("var/lib/dpkg/info/a.list", "/a\n/b\n/c\n"));

        PackageOwnership ownership = Ownership(image);

        Assert.Equal(["a", "a", null], new[] { "a", "b", "c" }.Select(path => ownership[Node(image, path)]?.Package));
        Assert.Contains("limit OwnedFiles", Assert.Single(ownership.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_whose_directories_take_turns_have_a_limit()
    {
        string list = string.Concat(Enumerable.Repeat("/a/b/x\n/a/c/x\n", 50)) + "/a/b/y\n";
        LayeredImage image = With(new ReadLimits { PathParts = 100 }, new TarBuilder().File("a/b/x").File("a/c/x").File("a/b/y").File("var/lib/dpkg/info/a.list", list));

        PackageOwnership ownership = Ownership(image);

        Assert.Equal(["a", "a", null], new[] { "a/b/x", "a/c/x", "a/b/y" }.Select(path => ownership[Node(image, path)]?.Package));
        Assert.Contains("limit PathParts", Assert.Single(ownership.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var/lib/dpkg/info/.list", "/x\n")]
    [InlineData("var/lib/dpkg/info/a.list", "\n\n/\n//\n/..\n../../../x/\n\0\n")]
    [InlineData("var/lib/dpkg/info/a.md5sums", "\nxx\n00112233445566778899aabbccddeef  x\n")]
    [InlineData("var/lib/dpkg/diversions", "/x")]
    [InlineData("var/lib/dpkg/diversions", "/\n/\n:\n\n\n\n")]
    [InlineData("lib/apk/db/installed", "R:x\nF:\nZ:Q1\nZ:Q1****\nR:\nP:")]
    [InlineData("a-1.dist-info/RECORD", "\"\n\"x\n,,,\n=\nx,sha256=\nx,sha256=" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    public void Nonsense_in_a_list_does_no_harm(string path, string content) => Assert.Empty(Ownership(Load(new TarBuilder().File(path, content).File("x"))).Errors);

    [ToolFact("dpkg")]
    public void Dpkg_tells_the_same_owners()
    {
        const string Lists = "/.\n/bin\n/bin/tool\n/usr\n/usr/share\n/usr/share/doc\n";
        LayeredImage image = Load(new TarBuilder().Directory("bin").File("bin/tool").File("bin/tool.real").File("bin/other").File("usr/share/doc/x")
            .File(DpkgStatus, Dpkg("a 1", "b 1")).File("var/lib/dpkg/info/a.list", Lists).File("var/lib/dpkg/info/b.list", "/bin/tool\n/usr/share/doc/x\n")
            .File("var/lib/dpkg/diversions", "/bin/tool\n/bin/tool.real\nb\n").File("var/lib/dpkg/available", "").File("var/lib/dpkg/info/format", "1\n"));
        foreach (string file in new[] { DpkgStatus, "var/lib/dpkg/info/a.list", "var/lib/dpkg/info/b.list", "var/lib/dpkg/diversions", "var/lib/dpkg/available", "var/lib/dpkg/info/format" })
            Folder.Write(file, ReadAll(image, file));

        foreach (string path in new[] { "bin/tool", "bin/tool.real", "usr/share/doc/x" })
        {
            string said = System.Text.Encoding.UTF8.GetString(CommandLine.Run("dpkg", "--admindir=" + System.IO.Path.Join(Folder.Root, "var/lib/dpkg"), "-S", "/" + path));
            string owner = OwnerOf(image, path)!.Value.Package;
            Assert.True(said.Contains($"{owner}: /", StringComparison.Ordinal) || said.Contains($"diversion by b to: /{path}", StringComparison.Ordinal), $"{path} {owner}: {said}");
        }
    }

    private static byte[] ReadAll(LayeredImage image, string path)
    {
        ContentPlace place = ContentFinder.Find(image, image.Tree.TopView, "/" + path);
        using var reader = new ContentReader(image);
        using EntryStream stream = reader.Open(place.Layer, place.Row);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static FileOwner? OwnerOf(LayeredImage image, string path, int? top = null)
    {
        int node = Node(image, path);
        FileOwner? owner = Ownership(image, top)[node];
        FileOwner? alone = PackageOwnership.Of(image, image.ViewUpTo(top), PackageDatabases.All, [node], withDigests: false, new ReadMeter())[node];
        Assert.Equal(owner?.Package, alone?.Package);
        return owner;
    }

    private static PackageOwnership Ownership(LayeredImage image, int? top = null) =>
        PackageOwnership.Of(image, image.ViewUpTo(top), PackageDatabases.All, null, withDigests: true, new ReadMeter());

    private static int Node(LayeredImage image, string path) => LinkResolver.Literal(image.Tree, System.Text.Encoding.UTF8.GetBytes(path));
}
