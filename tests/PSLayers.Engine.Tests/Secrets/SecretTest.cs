using PSLayers.Bytes;
using PSLayers.Engine.Tests.Content;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Secrets;
using PSLayers.Secrets.Search;
using PSLayers.Secrets.UserRules;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>What tests of secrets share: short ways to search a text and an image.</summary>
public abstract class SecretTest : ContentTest
{
    /// <summary>What is found in bytes that come in pieces of some size.</summary>
    private protected static IReadOnlyList<SecretHit> Hits(ReadOnlySpan<byte> text, int piece = int.MaxValue, SecretFinder? finder = null)
    {
        var hits = new SecretHits(1000);
        hits.BeginText();
        using var scan = new SecretScan(finder ?? SecretOptions.FinderOf(new UserRuleSearch([], [])), hits);
        scan.Begin();
        for (; !text.IsEmpty; text = text[Math.Min(piece, text.Length)..])
            scan.Add(text[..Math.Min(piece, text.Length)]);
        scan.End();
        return hits.Kept;
    }

    private protected static IReadOnlyList<SecretHit> Hits(string text) => Hits(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>What is found in an image: kind, place and layer.</summary>
    private protected static string[] Found(LayeredImage image, SecretOptions? options = null) =>
        [.. Secrets(image, options).Found.Select(secret => $"{secret.Kind} {secret.Place} {secret.LayerIndex}{(secret.HiddenByLayer is { } by ? $" hidden by {by}" : "")}")];

    private protected static ImageSecrets Secrets(LayeredImage image, SecretOptions? options = null) => ImageSecrets.Of(image, options ?? new SecretOptions(), new ReadMeter());

    /// <summary>An image with tighter limits.</summary>
    private protected LayeredImage LoadWith(ReadLimits limits, params TarBuilder[] layers)
    {
        var builder = new ImageBuilder();
        foreach (TarBuilder layer in layers)
            builder.Layer(layer);
        string path = Folder.Write("limited.tar", builder.Tag("a:1").DockerArchive());
        return ImageOpening.Read(ImageArchive.Open(path, limits: limits).Images[0], new ReadMeter());
    }

    /// <summary>What is found in an image of one file.</summary>
    private protected string[] FoundIn(string path, string content) => Found(Load(new TarBuilder().File(path, content)));
}
