using System.Text;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Packages of .NET, Ruby and PHP.</summary>
public sealed class LanguagePackageTests : PackageTest
{
    [Fact]
    public void DotNet_tells_packages_and_not_projects()
    {
        LayeredImage image = Load(new TarBuilder().File("app/web.deps.json", """
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v8.0" },
              "libraries": {
                "web/1.0.0": { "type": "project" },
                "Newtonsoft.Json/13.0.3": { "type": "package", "sha512": "sha512-x" },
                "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.8": { "type": "runtimepack" },
                "Odd": { "type": "package" }, "Odder/": { "type": "package" }, "/1": { "type": "package" }, "Oddest/1": []
              }
            }
            """));

        Assert.Equal(["pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.8", "pkg:nuget/Newtonsoft.Json@13.0.3"], Purls(image));
    }

    [Theory]
    [InlineData("usr/lib/ruby/gems/3.1.0/specifications/nokogiri-1.16.0-x86_64-linux.gemspec",
        "# -*- encoding: utf-8 -*-\n# stub: nokogiri 1.16.0 x86_64-linux lib\n\nGem::Specification.new do |s|\n  s.name = \"nokogiri\".freeze\n  s.version = \"1.16.0\"\n  s.licenses = [\"MIT\".freeze]\nend\n", "nokogiri", "1.16.0", "MIT")]
    [InlineData("usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec",
        "Gem::Specification.new do |spec|\n  spec.name        = 'json'\n  spec.version     = Gem::Version.new(\"2.6.1\")\n  spec.license = 'Ruby'\nend\n", "json", "2.6.1", "Ruby")]
    public void Ruby(string path, string specification, string name, string version, string license)
    {
        ImagePackage package = Assert.Single(Of(Load(new TarBuilder().File(path, specification))).Installed);

        Assert.Equal((name, version, license, $"pkg:gem/{name}@{version}"), (package.Name, package.Version, package.License, package.Purl));
    }

    [Fact]
    public void A_specification_that_says_nothing_is_an_error() =>
        Assert.Contains("without name or version", Assert.Single(Of(Load(new TarBuilder().File("specifications/x-1.gemspec", "s.name = 5\ns.version=\"\n# stub: x\n"))).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""[{"name":"Acme/Tool","version":"v1.2.3","license":["MIT","GPL-2.0-only"]}]""")]
    [InlineData("""{"packages":[{"name":"Acme/Tool","version":"v1.2.3","license":["MIT","GPL-2.0-only"],"install-path":"../acme/tool"},5,{"name":"x"}],"dev":true}""")]
    public void Php(string json)
    {
        LayeredImage image = Load(new TarBuilder().File("app/vendor/composer/installed.json", json));

        ImagePackage package = Assert.Single(Of(image).Installed);

        Assert.Equal(("Acme/Tool", "v1.2.3", "MIT OR GPL-2.0-only", "pkg:composer/acme/tool@v1.2.3"), (package.Name, package.Version, package.License, package.Purl));
    }

    [Theory]
    [InlineData("x/composer/installed.json")]
    [InlineData("x/y.deps.json")]
    [InlineData("node_modules/x/package.json")]
    public void Json_that_is_nested_too_deep_is_an_error(string path)
    {
        LayeredImage image = Load(new TarBuilder().File(path, new string('[', 100_000)));

        Assert.Contains("JSON", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x/composer/installed.json", "5")]
    [InlineData("x/composer/installed.json", """{"packages":5}""")]
    [InlineData("x/composer/installed.json", """[[],{},{"name":"\ud800","version":"1"}]""")]
    [InlineData("x/y.deps.json", "[]")]
    [InlineData("x/y.deps.json", """{"libraries":[]}""")]
    [InlineData("x/y.deps.json", """{"libraries":{"\ud800/1":{"type":"package"}}}""")]
    public void What_is_no_package_is_left_out(string path, string json)
    {
        LayeredImage image = Load(new TarBuilder().File(path, json));

        Assert.Empty(Installed(image));
        Assert.Empty(Of(image).Errors);
    }

    [Fact]
    public void Files_of_packages_of_languages_are_theirs()
    {
        LayeredImage image = Load(new TarBuilder()
            .File("gems/specifications/rake-13.0.gemspec", "# stub: rake 13.0 ruby lib\n").File("gems/gems/rake-13.0/lib/rake.rb").File("gems/mine.rb")
            .File("vendor/composer/installed.json", """{"packages":[{"name":"a/b","version":"1","install-path":"../a/b"}]}""").File("vendor/a/b/src/x.php").File("vendor/mine.php"));

        PackageOwnership ownership = PackageOwnership.Of(image, image.Tree.TopView, PackageDatabases.All, null, withDigests: false, new PSLayers.Bytes.ReadMeter());

        Assert.Equal(["rake", null, "a/b", null],
            new[] { "gems/gems/rake-13.0/lib/rake.rb", "gems/mine.rb", "vendor/a/b/src/x.php", "vendor/mine.php" }
                .Select(path => ownership[LinkResolver.Literal(image.Tree, Encoding.UTF8.GetBytes(path))]?.Package));
    }

    [ToolFact("npm")]
    public void Npm_tells_the_same_packages()
    {
        (string Path, string Json)[] files =
        [
            ("package.json", """{"name":"root","version":"1.0.0","dependencies":{"a":"1.0.0","@s/b":"2.0.0"}}"""),
            ("node_modules/a/package.json", """{"name":"a","version":"1.0.0","dependencies":{"c":"3.0.0"}}"""),
            ("node_modules/a/node_modules/c/package.json", """{"name":"c","version":"3.0.0"}"""),
            ("node_modules/a/test/package.json", """{"name":"fixture","version":"9.0.0"}"""),
            ("node_modules/@s/b/package.json", """{"name":"@s/b","version":"2.0.0"}"""),
        ];
        var layer = new TarBuilder();
        foreach ((string path, string json) in files)
        {
            Folder.Write("app/" + path, Encoding.UTF8.GetBytes(json));
            layer.File("app/" + path, json);
        }

        string said = Encoding.UTF8.GetString(CommandLine.Run("npm", "ls", "--all", "--parseable", "--long", "--prefix", System.IO.Path.Join(Folder.Root, "app")));

        Assert.Equal(
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')[1]).Where(name => !name.StartsWith("root@", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Of(Load(layer)).Installed.Select(package => $"{package.Name}@{package.Version}").Order(StringComparer.Ordinal));
    }

    [ToolFact("pip3")]
    public void Pip_tells_the_same_packages()
    {
        (string Path, string Text)[] files =
        [
            ("Foo_Bar-1.2.dist-info/METADATA", "Metadata-Version: 2.1\nName: Foo_Bar\nVersion: 1.2\n\nName: other\n"),
            ("old.egg-info/PKG-INFO", "Metadata-Version: 1.0\nName: old\nVersion: 0.9\n"),
            ("older-0.8.egg-info", "Metadata-Version: 1.0\nName: older\nVersion: 0.8\n"),
        ];
        var layer = new TarBuilder();
        foreach ((string path, string text) in files)
        {
            Folder.Write("site/" + path, Encoding.UTF8.GetBytes(text));
            layer.File("site/" + path, text);
        }

        string said = Encoding.UTF8.GetString(CommandLine.Run("pip3", "list", "--format=freeze", "--disable-pip-version-check", "--path", System.IO.Path.Join(Folder.Root, "site")));

        Assert.Equal(said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            Of(Load(layer)).Installed.Select(package => $"{package.Name}=={package.Version}").Order(StringComparer.Ordinal));
    }

    private static string[] Purls(LayeredImage image)
    {
        ImagePackages packages = Of(image);
        Assert.Empty(packages.Errors);
        return [.. packages.Installed.Select(package => package.Purl)];
    }
}
