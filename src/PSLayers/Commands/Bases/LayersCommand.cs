using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Formatting;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet whose work can take long: it shows progress after half a second and stops at Ctrl+C.</summary>
public abstract class LayersCommand : PSCmdlet, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private DateTime _start;
    private DateTime _shown;
    private bool _showsProgress;

    /// <summary>Begins a piece of work, such as all layers of an image: a meter for it, which carries the user's wish to stop.</summary>
    private protected ReadMeter NewMeter()
    {
        BeginWork();
        return new ReadMeter(_stop.Token);
    }

    /// <summary>Begins a further piece of work with a meter that goes on.</summary>
    private protected void BeginWork() => _start = DateTime.UtcNow;

    /// <summary>Does a piece of work on another thread, and shows how far it is.</summary>
    /// <param name="activity">What it is, for the progress bar.</param>
    /// <param name="work">The work, with a meter to tell.</param>
    private protected T Run<T>(string activity, Func<ReadMeter, T> work)
    {
        ReadMeter meter = NewMeter();
        try
        {
            return Await(Task.Run(() => work(meter)), meter, activity);
        }
        finally
        {
            EndProgress(activity);
        }
    }

    /// <summary>Goes on the pipeline's own thread through what is found bit by bit, of which there may be more than memory holds.</summary>
    /// <param name="find">Finds it; told of the user's wish to stop.</param>
    private protected IEnumerable<T> OneByOne<T>(Func<CancellationToken, IEnumerable<T>> find)
    {
        using IEnumerator<T> found = find(_stop.Token).GetEnumerator();
        while (GoesOn(found))
            yield return found.Current;
    }

    private bool GoesOn<T>(IEnumerator<T> found)
    {
        try
        {
            return found.MoveNext();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Waits for work that runs on other threads, and shows how far it is.</summary>
    /// <param name="work">The work.</param>
    /// <param name="meter">How far it is.</param>
    /// <param name="activity">What it is, for the progress bar.</param>
    private protected T Await<T>(Task<T> work, ReadMeter meter, string activity)
    {
        Watch(work, meter, activity);
        try
        {
            return work.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (InternalFault.Is(e))
        {
            // One error of this input, and the next one's turn comes all the same.
            throw InternalFault.Of(e);
        }
    }

    private void Watch(Task work, ReadMeter meter, string activity)
    {
        WaitHandle done = ((IAsyncResult)work).AsyncWaitHandle;
        try
        {
            while (!done.WaitOne(Pause))
                ShowProgress(meter, activity);
        }
        catch
        {
            // The pipeline stops here, and what the work uses will be given back: so the work has to end first.
            _stop.Cancel();
            done.WaitOne();
            throw;
        }
    }

    /// <summary>Shows how far work is that runs on the pipeline's own thread, once it takes long. To be called often.</summary>
    private protected void ShowProgress(ReadMeter meter, string activity)
    {
        DateTime now = DateTime.UtcNow;
        if (now - _start <= Patience || now - _shown < Pause)
            return;
        _shown = now;
        Show(meter, activity);
    }

    /// <summary>Removes the progress bar at the end of a piece of work, however it ended.</summary>
    private protected void EndProgress(string activity)
    {
        if (_showsProgress)
            WriteProgress(new ProgressRecord(0, activity, "done") { RecordType = ProgressRecordType.Completed });
        _showsProgress = false;
    }

    /// <summary>Ends the cmdlet where a parameter was given together with one that it makes no sense with.</summary>
    private protected void Exclude(string one, params IEnumerable<string> others)
    {
        foreach (string other in others)
        {
            if (!IsGiven(one) || !IsGiven(other))
                continue;
            var error = new PSInvalidOperationException($"-{one} and -{other} cannot be used together.");
            ThrowTerminatingError(new ErrorRecord(error, "ParametersExclude", ErrorCategory.InvalidArgument, other));
        }

        bool IsGiven(string name) => MyInvocation.BoundParameters.TryGetValue(name, out object? value) && value is not (null or SwitchParameter { IsPresent: false });
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Gives back what the cmdlet holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the cmdlet holds.</summary>
    /// <param name="disposing">Whether this is no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        // Whoever wanted only the first objects has left; work for the others must not go on.
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Show(ReadMeter meter, string activity)
    {
        _showsProgress = true;
        long total = Math.Max(meter.Total, meter.Done);
        WriteProgress(new ProgressRecord(0, activity, $"{View.Size(meter.Done)} of {View.Size(total)}")
        {
            PercentComplete = total == 0 ? 0 : (int)(meter.Done * 100.0 / total),
        });
    }
}
