using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Packages;
using PSLayers.Fixtures;
using PSLayers.Packages;
using PSLayers.Sbom;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Sbom;

/// <summary>What tests of bills of materials share: images of many kinds, and what is written of them.</summary>
public abstract class SbomTest : PackageTest
{
    private protected const string Debian = "ID=debian\nVERSION_ID=\"12\"\n";

    /// <summary>What could break a document: quotes, controls, brackets, marks of direction, halves of characters, more than fits.</summary>
    private static readonly string Evil = "\"}],\\\u0001\u001b[31m\u202e</script>\u2028 é😀\ud800";

    /// <summary>Images by what is special about them.</summary>
    public static TheoryData<string> Kinds => ["debian", "alpine", "languages", "twins", "nothing", "nosystem", "hostile", "part", "untagged", "incomplete"];

    private protected static string Text(LayeredImage image, string format, SbomOptions? options = null, int? top = null)
    {
        TreeView view = image.ViewUpTo(top);
        ImagePackages packages = ImagePackages.Of(image, view, [], new ReadMeter(), includesOwned: true);
        return SbomDocument.Of(image, view.Top, packages, options ?? new SbomOptions()).ToText(SbomFormats.Find(format)!, long.MaxValue, default);
    }

    private protected static JsonNode Document(LayeredImage image, string format, SbomOptions? options = null, int? top = null) => JsonNode.Parse(Text(image, format, options, top))!;

    /// <summary>The document of a kind of image.</summary>
    private protected string TextOf(string kind, string format) => Text(ImageOf(kind), format, top: kind == "part" ? 0 : null);

    private protected LayeredImage ImageOf(string kind) => kind switch
    {
        "debian" or "part" => Image(new TarBuilder().File("etc/os-release", Debian).File(DpkgStatus,
                "Package: openssl\nStatus: install ok installed\nMaintainer: Some One <one@example.org>\nArchitecture: amd64\nSource: openssl-src (2:3.0.11-1)\nVersion: 3.0.11-1~deb12u2\nInstalled-Size: 2\n\n"
                + Dpkg("base-files 12.4")),
            new TarBuilder().File("app/node_modules/@scope/tool/package.json", """{"name":"@scope/tool","version":"1.0.0","license":"(MIT or nothing)"}""")),
        "alpine" => Image(new TarBuilder().File("etc/os-release", "ID=alpine\nVERSION_ID=3.20.1\n").File("lib/apk/db/installed",
            "P:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\nm:Some One <one@example.org>\n\nP:zlib\nV:1.3.1-r1\nL:Zlib AND (GPL-2.0-or-later WITH Classpath-exception-2.0)\no:zlib-src\n\nP:old\nV:1\nL:GPL2+\n\nP:older\nV:1\nL:GPL2-\n\n")),
        "languages" => Image(new TarBuilder().File("usr/lib/python3/site-packages/A_B-1.dist-info/METADATA", "Name: A_B\nVersion: 1\nLicense: MIT\n")
            .File("app/vendor/composer/installed.json", """{"packages":[{"name":"novendor","version":"1"},{"name":"team/app","version":"1"}]}""")),
        "twins" => Image(new TarBuilder()
            .File("a/node_modules/x/package.json", """{"name":"x","version":"1"}""").File("b/node_modules/x/package.json", """{"name":"x","version":"1"}""").File("c/node_modules/x/package.json", """{"name":"x","version":"1"}""")
            .File("d/node_modules/x/package.json", """{"name":"x","version":"1-2"}""")),
        "nothing" => Image(new TarBuilder().File("a", "a")),
        "nosystem" => Image(new TarBuilder().File(DpkgStatus, Dpkg("a 1"))),
        "untagged" => Load(new TarBuilder().File("etc/os-release", Debian).File(DpkgStatus, Dpkg("a 1"))),
        "incomplete" => Image(new TarBuilder().File(DpkgStatus, $"Package: a\nVersion: {new string('1', 5000)}\n\n")),
        "hostile" => Hostile(),
        _ => throw new ArgumentException(kind),
    };

    private protected LayeredImage Image(params TarBuilder[] layers)
    {
        var builder = new ImageBuilder().Tag("registry.example/team/App:1.0");
        foreach (TarBuilder layer in layers)
            builder.Layer(layer);
        return Opened(builder);
    }

    private protected LayeredImage Opened(ImageBuilder builder)
    {
        var image = OpenOne(builder.OciArchive(), $"{Guid.NewGuid():N}.tar");
        return LayeredImage.Of(image, Contents(image), default);
    }

    private LayeredImage Hostile()
    {
        string line = Evil.Replace("\u2028", "", StringComparison.Ordinal);
        string longest = new('v', 4000);
        string status = string.Concat(Enumerable.Range(0, 50).Select(i => $"Package: {line}{i % 5}\nVersion: {longest}{i}\nArchitecture: {line}\nSource: {line} ({line})\nMaintainer: {line}\n\n"));
        string npm = new JsonObject { ["name"] = Evil, ["version"] = Evil, ["license"] = Evil }.ToJsonString();
        return Opened(new ImageBuilder()
            .Layer(new TarBuilder().File("etc/os-release", $"ID=\"{line}\"\nVERSION_ID=\"{line}{longest}\"\n").File(DpkgStatus, status)
                .File($"a\u001b\"b\\c/node_modules/evil/package.json", npm).File("d/node_modules/worse/package.json", """{"name":"\ud800","version":"\udc00","license":"\udead AND MIT"}"""),
                createdBy: Evil)
            .Tag($"a/{line}:{line}"));
    }
}
