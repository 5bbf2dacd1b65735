using PSLayers.Bytes;

namespace PSLayers.Engine.Tests;

public sealed class TurnTests
{
    [Fact]
    public async Task One_works_at_a_time_and_all_have_their_turn()
    {
        var turn = new Turn();
        int working = 0, most = 0, done = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() =>
        {
            using (turn.Take(default))
            {
                most = Math.Max(most, Interlocked.Increment(ref working));
                Thread.Yield();
                Interlocked.Decrement(ref working);
                done++;
            }
        })));
        Assert.Equal((1, 50), (most, done));
    }

    [Fact]
    public async Task Who_waits_may_stop_and_the_others_do_not_notice()
    {
        var turn = new Turn();
        using var stop = new CancellationTokenSource();
        Turn.Taken taken = turn.Take(default);
        Task stopped = Task.Run(() => turn.Take(stop.Token).Dispose());
        Task waiting = Task.Run(() => turn.Take(default).Dispose());
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.False(waiting.IsCompleted);
        taken.Dispose();
        await waiting;
    }

    [Fact]
    public void Whoever_fails_gives_the_turn_back()
    {
        var turn = new Turn();
        void Fail()
        {
            using (turn.Take(default))
                throw new InvalidOperationException();
        }
        Assert.Throws<InvalidOperationException>(Fail);
        turn.Take(default).Dispose();
    }
}
