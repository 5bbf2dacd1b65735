using System.Runtime.InteropServices;

namespace PSLayers.Extraction.Unix;

/// <summary>The two times that futimens sets: struct timespec[2], of which the time of access is left as it is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct UnixTimes
{
    private readonly nint _accessSeconds;
    private readonly nint _accessNanoseconds;
    private readonly nint _writeSeconds;
    private readonly nint _writeNanoseconds;

    /// <summary>Sets the time of writing.</summary>
    /// <param name="lastWrite">The time, in steps of 100 ns.</param>
    /// <param name="nanoseconds">What it leaves out, 0 to 99.</param>
    public UnixTimes(DateTimeOffset lastWrite, int nanoseconds)
    {
        (long seconds, long ticks) = Math.DivRem(lastWrite.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerSecond);
        // Before 1970 too the fraction counts forward.
        if (ticks < 0)
            (seconds, ticks) = (seconds - 1, ticks + TimeSpan.TicksPerSecond);
        (_accessSeconds, _accessNanoseconds) = (0, UnixConstants.OmitTime);
        (_writeSeconds, _writeNanoseconds) = (nint.CreateSaturating(seconds), (nint)(ticks * TimeSpan.NanosecondsPerTick) + nanoseconds);
    }
}
