using System.Globalization;
using PSLayers.Errors;
using PSLayers.Fuzzing.Harnesses;

namespace PSLayers.Fuzzing.Oracle;

/// <summary>Decides whether what the engine did with an input is right: an answer, an <see cref="ImageException"/> that is no fault of its own,
/// with memory in proportion, in time.</summary>
internal static class Judge
{
    /// <summary>Bytes that any input may make the engine allocate: buffers, windows of decoders, what the tightened limits allow.</summary>
    public const long MemoryBase = 160L << 20;

    /// <summary>Bytes more for each byte of the input.</summary>
    public const long MemoryPerByte = 2000;

    /// <summary>Runs a harness over an input.</summary>
    /// <param name="harness">The harness.</param>
    /// <param name="input">The input.</param>
    /// <param name="patience">How long it may take; null for as long as it takes.</param>
    /// <returns>What there was to see.</returns>
    /// <exception cref="FindingException">The engine did what it must not do.</exception>
    public static Watch Run(IHarness harness, byte[] input, TimeSpan? patience = null)
    {
        using CancellationTokenSource stop = patience is { } time ? new CancellationTokenSource(time) : new CancellationTokenSource();
        var watch = new Watch(stop.Token);
        long before = GC.GetTotalAllocatedBytes();
        try
        {
            watch.Try(() => harness.Run(input, watch));
        }
        catch (OperationCanceledException e)
        {
            throw new FindingException($"more than {patience?.TotalSeconds} seconds", e);
        }
        catch (Exception e) when (e is not FindingException)
        {
            throw new FindingException($"{e.GetBaseException().GetType().Name}: {e.GetBaseException().Message}", e);
        }
        long allocated = GC.GetTotalAllocatedBytes() - before;
        if (allocated > MemoryBase + (MemoryPerByte * input.Length))
            throw new FindingException(string.Create(CultureInfo.InvariantCulture, $"{allocated:N0} bytes of memory for {input.Length:N0} bytes of input"));
        return watch;
    }
}
