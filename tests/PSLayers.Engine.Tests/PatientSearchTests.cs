using PSLayers.Bytes;
using PSLayers.Errors;

namespace PSLayers.Engine.Tests;

public sealed class PatientSearchTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void Work_that_never_ends_is_left_alone_and_what_it_found_is_there()
    {
        using var never = new ManualResetEventSlim();
        using var hasFound = new ManualResetEventSlim();
        CancellationToken token = default;

        List<int> found = PatientSearch.Find(Numbers, Short, hasFound.Wait);

        Assert.Equal([1], found);
        Assert.True(token.IsCancellationRequested);
        never.Set();

        IEnumerable<int> Numbers(ReadMeter meter)
        {
            token = meter.Cancellation;
            yield return 1;
            hasFound.Set();
            never.Wait();
            yield return 2;
        }
    }

    [Fact]
    public void Whoever_is_stopped_while_waiting_does_not_wait_on()
    {
        using var never = new ManualResetEventSlim();

        Assert.Throws<InvalidTimeZoneException>(() => PatientSearch.Find(_ => Blocked(), Long, () => throw new InvalidTimeZoneException()));
        never.Set();

        IEnumerable<int> Blocked()
        {
            never.Wait();
            yield break;
        }
    }

    [Fact]
    public void What_is_wrong_with_an_image_ends_the_search_and_faults_of_ours_are_not_hidden()
    {
        Assert.Equal([1], PatientSearch.Find(_ => OneAnd(new ImageException(ImageErrorId.NotAnImage, "no")), Long, () => { }));
        Assert.Throws<AggregateException>(() => PatientSearch.Find(_ => OneAnd(new InvalidOperationException()), Long, () => { }));

        static IEnumerable<int> OneAnd(Exception fault)
        {
            yield return 1;
            throw fault;
        }
    }
}
