using System.Globalization;
using System.Text;
using PSLayers.Errors;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Sources.Formats;

/// <summary>Turns a config document into what users see of it.</summary>
internal static class ConfigReader
{
    /// <summary>Reads a config document.</summary>
    /// <param name="json">The document as stored.</param>
    /// <param name="name">Its name in the archive, for messages.</param>
    /// <param name="warnings">Takes what is odd.</param>
    /// <param name="imageId">The image's id, where it is not the document's digest.</param>
    public static ImageConfig Read(byte[] json, string name, List<ImageWarning> warnings, string? imageId = null)
    {
        ConfigDocument document = JsonDocuments.Config(json, name);
        ContainerConfigDocument? container = document.Config;
        return new ImageConfig
        {
            ImageId = imageId ?? Digest.Of(json).ToString(),
            Created = Time(document.Created, name, warnings),
            Author = Text(document.Author),
            Architecture = Text(document.Architecture),
            Variant = Text(document.Variant),
            Os = Text(document.Os),
            OsVersion = Text(document.OsVersion),
            OsFeatures = document.OsFeatures ?? [],
            DockerVersion = Text(document.DockerVersion),
            User = Text(container?.User),
            Env = container?.Env ?? [],
            Entrypoint = container?.Entrypoint ?? [],
            Cmd = container?.Cmd ?? [],
            WorkingDir = Text(container?.WorkingDir),
            ExposedPorts = [.. container?.ExposedPorts ?? []],
            Volumes = [.. container?.Volumes ?? []],
            Labels = container?.Labels ?? [],
            StopSignal = Text(container?.StopSignal),
            Shell = container?.Shell ?? [],
            Healthcheck = HealthcheckOf(container?.Healthcheck),
            OnBuild = container?.OnBuild ?? [],
            ArgsEscaped = container?.ArgsEscaped?.Value == true,
            DiffIds = DiffIdsOf(document.Rootfs?.DiffIds ?? [], name, warnings),
            History = [.. (document.History ?? []).Select(step => new ConfigHistory(
                Time(step.Created, name, warnings), step.CreatedBy, Text(step.Author), Text(step.Comment), step.EmptyLayer?.Value == true))],
            Raw = Encoding.UTF8.GetString(json),
        };
    }

    /// <summary>A time, or null where there is none: Go writes the year 1 for "not set".</summary>
    public static DateTimeOffset? Time(string? text, string name, List<ImageWarning> warnings)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        // .NET reads much more as a time than RFC 3339 allows: "12:00" would be noon of today.
        if (text is [_, _, _, _, '-', ..] && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return time.Year == 1 ? null : time;
        warnings.Add(new ImageException(ImageErrorId.ValueIgnored, $"'{Shorten(text)}' is not a time", name).ToWarning());
        return null;
    }

    private static List<string> DiffIdsOf(string[] texts, string name, List<ImageWarning> warnings)
    {
        foreach (string text in texts)
        {
            if (!Digest.TryParse(text, out _))
                warnings.Add(new ImageException(ImageErrorId.DigestInvalid, $"the DiffId '{Shorten(text)}' is not a digest", name).ToWarning());
        }
        return [.. texts];
    }

    private static Healthcheck? HealthcheckOf(HealthcheckDocument? check) => check is null ? null : new Healthcheck(
        check.Test ?? [], Nanoseconds(check.Interval), Nanoseconds(check.Timeout), Nanoseconds(check.StartPeriod), check.Retries is { Value: > 0 and < int.MaxValue } n ? (int)n.Value : null);

    private static TimeSpan? Nanoseconds(WholeNumber? time) => time is null or { Value: 0 } ? null : TimeSpan.FromTicks(time.Value / TimeSpan.NanosecondsPerTick);

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Shorten(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
