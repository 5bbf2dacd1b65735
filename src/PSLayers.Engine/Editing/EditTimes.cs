using System.Globalization;
using PSLayers.Images;

namespace PSLayers.Editing;

/// <summary>The time that edits carry. All edits of one image have the same, so that it can be replaced by another when the image is written.</summary>
internal static class EditTimes
{
    /// <summary>The variable that states the time of reproducible builds, in seconds since 1970 (reproducible-builds.org, SOURCE_DATE_EPOCH).</summary>
    public const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>The time of an edit: that of earlier edits of the same image, else the one that the environment states, else now.</summary>
    public static DateTimeOffset Of(ContainerImage image) => image.EditTime ?? Stated() ?? DateTimeOffset.UtcNow;

    /// <summary>The time that the environment states; null where it states none, or nothing that is a time.</summary>
    public static DateTimeOffset? Stated() =>
        long.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
