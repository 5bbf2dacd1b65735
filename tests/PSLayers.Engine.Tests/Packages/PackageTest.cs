using PSLayers.Bytes;
using PSLayers.Engine.Tests.Content;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>What tests of packages share: databases in short form, and what is found as lines.</summary>
public abstract class PackageTest : ContentTest
{
    private protected const string DpkgStatus = "var/lib/dpkg/status";

    /// <summary>Blocks of a dpkg database, each given as <c>name version</c>, with a state behind it where it is not "installed".</summary>
    private protected static string Dpkg(params string[] packages) => string.Concat(packages.Select(package =>
    {
        string[] words = package.Split(' ');
        return $"Package: {words[0]}\nStatus: install ok {(words.Length > 2 ? words[2] : "installed")}\nArchitecture: amd64\nVersion: {words[1]}\nDescription: one\n and more\n\n";
    }));

    /// <summary>The packages that are there: name, version, layer.</summary>
    private protected static string[] Installed(LayeredImage image, int? top = null) =>
        [.. Of(image, top).Installed.Select(package => $"{package.Name} {package.Version} {package.LayerIndex}")];

    /// <summary>What layers did: layer, change, name, version.</summary>
    private protected static string[] Changes(LayeredImage image) =>
        [.. Of(image).Changes(new ReadMeter()).Select(change => $"{change.LayerIndex} {change.Change} {change.Name} {change.Version}")];

    private protected static ImagePackages Of(LayeredImage image, int? top = null) => ImagePackages.Of(image, image.ViewUpTo(top), [], new ReadMeter());

    private protected LayeredImage Dpkgs(params string?[] statuses) =>
        Load([.. statuses.Select((status, layer) => status is null ? new TarBuilder().Whiteout(DpkgStatus) : new TarBuilder().File(DpkgStatus, status).File($"layer{layer}"))]);

    private protected LayeredImage With(ReadLimits limits, params TarBuilder[] layers)
    {
        var builder = new ImageBuilder();
        foreach (TarBuilder layer in layers)
            builder.Layer(layer);
        string path = Folder.Write("limited.tar", builder.Tag("a:1").DockerArchive());
        return ImageOpening.Read(ImageArchive.Open(path, limits: limits).Images[0], new ReadMeter());
    }
}
