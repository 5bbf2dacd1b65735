using PSLayers.Errors;

namespace PSLayers.Bytes;

/// <summary>Looks for something as long as somebody is patient. The work is left alone then: it ends when it next looks whether it should.</summary>
internal static class PatientSearch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>What is found in time; what is wrong with an image is no matter here.</summary>
    /// <param name="find">Finds it, on another thread; the meter carries the wish to stop.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="whileWaiting">Called ten times a second meanwhile; what it throws ends the search.</param>
    public static List<T> Find<T>(Func<ReadMeter, IEnumerable<T>> find, TimeSpan patience, Action whileWaiting)
    {
        // Not disposed of: the work may outlive the wait, and a source without a timer holds nothing.
        var stop = new CancellationTokenSource();
        var found = new List<T>();
        Task work = Task.Run(() =>
        {
            foreach (T item in find(new ReadMeter(stop.Token)))
            {
                lock (found)
                    found.Add(item);
            }
        });
        try
        {
            for (long start = Environment.TickCount64; !work.Wait(Pause) && Environment.TickCount64 - start < patience.TotalMilliseconds;)
                whileWaiting();
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.All(inner => inner is OperationCanceledException or ImageException))
        {
            // What was found until now is what there is.
        }
        finally
        {
            stop.Cancel();
        }
        lock (found)
            return [.. found];
    }
}
