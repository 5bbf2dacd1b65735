using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace PSLayers.Bytes;

/// <summary>Work on several things at once, over the cores.</summary>
internal static class SideBySide
{
    /// <summary>Does it; each is begun in the order given.</summary>
    /// <param name="items">The things; the costly ones had better come first.</param>
    /// <param name="work">What is done with each.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was to stop.</exception>
    public static void Do<T>(IEnumerable<T> items, Action<T> work, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        try
        {
            Parallel.ForEach(Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering), options, work);
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            // The first is as good a cause as any other.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
