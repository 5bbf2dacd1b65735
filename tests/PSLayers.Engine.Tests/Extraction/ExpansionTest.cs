using PSLayers.Bytes;
using PSLayers.Engine.Tests.Content;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>What tests of unpacking share: a destination, and a folder beside it with a file that nothing may reach.</summary>
public abstract class ExpansionTest : ContentTest
{
    private protected ExpansionTest()
    {
        Outside = Folder.Folder("outside");
        Around = Folder.Folder("around");
        Destination = Path.Join(Around, "rootfs");
        File.WriteAllText(Secret, "untouched");
    }

    private protected string Outside { get; }

    private protected string Around { get; }

    private protected string Destination { get; }

    private protected string Secret => Path.Join(Outside, "secret");

    private protected string At(string path) => Path.Join(Destination, path);

    private protected string Text(string path) => File.ReadAllText(At(path));

    /// <summary>Unpacks, and looks that nothing came elsewhere, and nothing is left beside.</summary>
    private protected ExpansionReport Expand(LayeredImage image, ExtractionOptions? options = null, Func<string, bool>? isWanted = null, int? upTo = null, ReadMeter? meter = null)
    {
        try
        {
            return ImageExpansion.Write(image, image.ViewUpTo(upTo), Destination, isWanted, options ?? new ExtractionOptions(), meter ?? new ReadMeter());
        }
        finally
        {
            AssertNothingElsewhere();
        }
    }

    private protected ExpansionReport Expand(params TarBuilder[] layers) => Expand(Load(layers));

    /// <summary>Unpacks what must go without a word.</summary>
    private protected void ExpandWell(params TarBuilder[] layers)
    {
        ExpansionReport report = Expand(layers);
        Assert.Empty(report.Errors);
        Assert.Empty(report.Warnings);
    }

    /// <summary>What unpacking is refused for as a whole.</summary>
    private protected ImageErrorId Refusal(LayeredImage image, ExtractionOptions? options = null, Func<string, bool>? isWanted = null) =>
        Assert.Throws<ImageException>(() => Expand(image, options, isWanted)).ErrorId;

    private protected int Mode(string path) => OperatingSystem.IsWindows() ? 0 : (int)File.GetUnixFileMode(At(path));

    /// <summary>All paths below the destination.</summary>
    private protected string[] Paths() => [.. Directory.EnumerateFileSystemEntries(Destination, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Select(path => Path.GetRelativePath(Destination, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private void AssertNothingElsewhere()
    {
        Assert.Equal([Secret], Directory.EnumerateFileSystemEntries(Outside));
        Assert.Equal("untouched", File.ReadAllText(Secret));
        Assert.All(Directory.GetFileSystemEntries(Around), path => Assert.Equal(Destination, path));
    }
}
