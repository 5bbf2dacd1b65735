using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Images;

/// <summary>Reads the layers of an image side by side, over the cores. The costly ones start first; who asks gets them in order.</summary>
internal sealed class LayerReading
{
    // A plain layer costs a jump a header, a compressed one all its bytes.
    private const int PlainDiscount = 50;

    private readonly Task<LayerIndex?>[] _layers;

    private LayerReading(Task<LayerIndex?>[] layers) => _layers = layers;

    /// <summary>The layers' contents as they become ready, base first.</summary>
    public IReadOnlyList<Task<LayerIndex?>> Layers => _layers;

    /// <summary>Starts to read.</summary>
    /// <param name="image">The image.</param>
    /// <param name="wanted">Numbers of the layers wanted; null for all.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="needs">What is wanted of each layer beside its entries; null for nothing more.</param>
    public static LayerReading Start(ContainerImage image, IReadOnlyCollection<int>? wanted, ReadMeter meter, Func<int, LayerNeeds>? needs = null)
    {
        needs ??= _ => LayerNeeds.Entries;
        LayerStore store = image.Store!;
        var results = new TaskCompletionSource<LayerIndex?>[image.LayerCount];
        for (int i = 0; i < results.Length; i++)
            results[i] = new TaskCompletionSource<LayerIndex?>(TaskCreationOptions.RunContinuationsAsynchronously);

        int[] order = [.. Enumerable.Range(0, image.LayerCount).OrderByDescending(i => Cost(image.Layers[i], needs(i)))];
        // All of it at once, so that the part that is done only grows.
        int[] distinct = [.. order.Where(i => wanted is null || wanted.Contains(i)).DistinctBy(i => image.Layers[i].Blob?.Place)];
        MemoryBudget budget = store.BudgetFor(image, distinct.Select(i => image.Layers[i]));
        foreach (int layer in distinct)
            meter.Expect(store.Unread(image.Layers[layer], needs(layer)));
        int next = -1;
        int workers = Math.Min(Environment.ProcessorCount, order.Length);
        for (int worker = 0; worker < workers; worker++)
        {
            Task.Run(() =>
            {
                for (int turn; (turn = Interlocked.Increment(ref next)) < order.Length;)
                {
                    int layer = order[turn];
                    Complete(results[layer], () => wanted is null || wanted.Contains(layer) ? Read(image, layer, needs(layer), meter, budget) : null);
                }
            });
        }
        return new LayerReading(Array.ConvertAll(results, result => result.Task));
    }

    /// <summary>The needs of those who want a DiffId of each layer, be it only a claim: it is computed where the config states none.</summary>
    public static Func<int, LayerNeeds> AnyDiffId(ContainerImage image) =>
        layer => image.Layers[layer].DiffId is null ? LayerNeeds.DiffId : LayerNeeds.Entries;

    private static LayerIndex? Read(ContainerImage image, int layer, LayerNeeds needs, ReadMeter meter, MemoryBudget budget)
    {
        LayerIndex? content = image.Store!.ReadLayer(image.Layers[layer], meter, needs, budget);
        if (content is not null)
            image.Identity.Add(image.Layers[layer].WrongClaims(layer, content.Digests));
        return content;
    }

    private static void Complete(TaskCompletionSource<LayerIndex?> result, Func<LayerIndex?> read)
    {
        try
        {
            result.SetResult(read());
        }
        catch (OperationCanceledException)
        {
            result.SetCanceled();
        }
        catch (Exception e)
        {
            result.SetException(e);
        }
    }

    private static long Cost(LayerSource layer, LayerNeeds needs) => layer.Blob is not { } blob ? 0
        : needs == LayerNeeds.Entries && IsPlain(blob) ? blob.Length / PlainDiscount : blob.Length;

    // What cannot be looked at now is an error of the layer when its turn comes.
    private static bool IsPlain(Blob blob)
    {
        try
        {
            return blob.Compression == CompressionFormat.None;
        }
        catch (ImageException)
        {
            return false;
        }
    }
}
