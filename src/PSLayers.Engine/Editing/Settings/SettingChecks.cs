using PSLayers.Errors;

namespace PSLayers.Editing.Settings;

/// <summary>Refuses what engines would refuse, or misread, once the image is run.</summary>
internal static class SettingChecks
{
    // Docker's engine takes no shorter time.
    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(1);

    private static readonly string[] TestKinds = ["NONE", "CMD", "CMD-SHELL"];

    private static readonly string[] NoTriggers = ["ONBUILD", "FROM", "MAINTAINER"];

    /// <summary>A value that has no meaning.</summary>
    public static ImageException Invalid(string message) => new(ImageErrorId.ValueIgnored, message);

    /// <summary>A name of a label or an annotation.</summary>
    public static void Name(string name, string what)
    {
        if (name.Length == 0)
            throw Invalid($"the name of a {what} is empty");
    }

    /// <summary>A name of a variable.</summary>
    public static void Variable(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
            throw Invalid($"'{name}' is no name of a variable");
    }

    /// <summary>A user, or user:group.</summary>
    public static string User(string user) => user.Split(':') is { Length: > 2 } || user.StartsWith(':') || user.AsSpan().ContainsAny(" \t\r\n\0")
        ? throw Invalid($"'{user}' is no user; one is written as 1000, 1000:1000 or by name") : user;

    /// <summary>A directory in the image.</summary>
    public static string Directory(string path, bool isWindows)
    {
        bool isWhole = path.StartsWith('/') || (isWindows && (path.StartsWith('\\') || path is [_, ':', '\\' or '/', ..]));
        return isWhole && !path.Contains('\0', StringComparison.Ordinal) ? path : throw Invalid($"'{path}' is no absolute path in the image");
    }

    /// <summary>An instruction for later builds.</summary>
    public static string Trigger(string instruction) =>
        NoTriggers.Contains(instruction.Split(' ', 2)[0].ToUpperInvariant()) || string.IsNullOrWhiteSpace(instruction)
        ? throw Invalid($"'{instruction}' is no instruction that ONBUILD takes") : instruction;

    /// <summary>What a health check runs, with the word in front that says how.</summary>
    public static IReadOnlyList<string> HealthTest(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            throw Invalid("a health check runs something; NONE turns off that of the base image");
        if (TestKinds.Contains(words[0], StringComparer.Ordinal))
            return (words[0], words.Count) is ("NONE", > 1) or ("CMD", 1) or ("CMD-SHELL", not 2)
                ? throw Invalid($"'{string.Join(' ', words)}' is no health check") : words;
        return words.Count == 1 ? ["CMD-SHELL", words[0]] : ["CMD", .. words];
    }

    /// <summary>A time as engines count it; 0 is the engine's own.</summary>
    public static long Nanoseconds(TimeSpan time) =>
        time == TimeSpan.Zero || (time >= ShortestTime && time.Ticks <= long.MaxValue / TimeSpan.NanosecondsPerTick)
        ? time.Ticks * TimeSpan.NanosecondsPerTick : throw Invalid($"{time} is no time for a health check; engines take none under a millisecond");
}
