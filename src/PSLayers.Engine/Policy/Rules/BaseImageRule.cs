using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Policy.Rules;

/// <summary>The lowest layers are those of a known image. Nothing that an archive claims counts: DiffIds are computed on both sides.</summary>
/// <param name="bases">Archives, or ChainIds, <c>sha256:…</c>; that of a single layer is its DiffId.</param>
/// <param name="folder">The folder that the archives' paths start from.</param>
internal sealed class BaseImageRule(IReadOnlyList<string> bases, string folder) : PolicyTest("stands on an allowed base", "BaseImage")
{
    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        var wrong = new List<string>();
        foreach (string known in bases)
        {
            if (Digest.TryParse(known, out _) ? HasChain(run, known) : HasLayers(run, known))
                return PolicyFinding.Passed;
            wrong.Add(known);
        }
        return new PolicyFinding(PolicyVerdict.Failed, $"expected the layers of {(wrong.Count == 0 ? "a base" : string.Join(" or ", wrong))} at the bottom but they are others: {run.Tell(0)}", null, 0);
    }

    private static bool HasChain(PolicyRun run, string chainId)
    {
        int top = run.Layers.TakeWhile(layer => layer.ChainId != chainId).Count();
        if (top == run.Layers.Count)
            return false;
        string? chain = null;
        foreach (string diffId in DiffIds(run, run.Image.Image, top + 1))
            chain = ChainId.Next(chain, diffId, isBase: chain is null);
        return chain == chainId;
    }

    private bool HasLayers(PolicyRun run, string archive)
    {
        string path = Path.GetFullPath(archive, folder);
        foreach (ContainerImage image in ImageOpening.Open(path, run.Meter).Images.Where(image => image.Kind == ImageKind.Image && image.LayerCount > 0))
        {
            if (image.LayerCount <= run.Layers.Count
                && DiffIds(run, image, image.LayerCount) is var known && known.SequenceEqual(DiffIds(run, run.Image.Image, image.LayerCount)))
            {
                return true;
            }
        }
        return false;
    }

    private static List<string> DiffIds(PolicyRun run, ContainerImage image, int count)
    {
        LayerReading reading = LayerReading.Start(image, [.. Enumerable.Range(0, count)], run.Meter, _ => LayerNeeds.DiffId);
        return [.. Enumerable.Range(0, count).Select(layer => reading.Layers[layer].WaitAsync(run.Meter.Cancellation).GetAwaiter().GetResult()?.Digests?.DiffId?.ToString()
            ?? throw new ImageException(ImageErrorId.BlobMissing, $"expected to read layer {layer} of {image.Name} but it is absent or cannot be read"))];
    }
}
