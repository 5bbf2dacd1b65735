using System.Globalization;
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
        ConfigDocument document = JsonDocuments.Config(json, name, warnings);
        ContainerConfigDocument? container = document.Config;
        ConfigShape.Check(json, name, warnings);
        DateTimeOffset? created = Time(document.Created, name, "created", warnings);
        return new ImageConfig
        {
            ImageId = imageId ?? Digest.Of(json).ToString(),
            Created = created,
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
            History = HistoryOf(document.History ?? [], name, warnings),
            RawBytes = json,
            RootFsType = Text(document.Rootfs?.Type),
        };
    }

    /// <summary>A time, or null where there is none: Go writes the year 1 for "not set".</summary>
    public static DateTimeOffset? Time(string? text, string name, string field, List<ImageWarning> warnings)
    {
        if (TryTime(text, out DateTimeOffset? time))
            return time;
        warnings.Add(NoTime(name, field, text, 1));
        return null;
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
            return true;
        // .NET reads much more as a time than RFC 3339 allows: "12:00" would be noon of today.
        if (text is not [_, _, _, _, '-', ..] || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read))
            return false;
        time = read.Year == 1 ? null : read;
        return true;
    }

    private static ImageWarning NoTime(string name, string field, string? text, int count) => new ImageException(
        ImageErrorId.ValueIgnored, $"{field} is '{Shorten(text ?? "")}', which is no time that can be shown{(count > 1 ? $" (and {count - 1} more like it)" : "")}", name).ToWarning();

    // A step that is no object stands for a layer all the same, as in Go: its place in the list tells which.
    private static List<ConfigHistory> HistoryOf(HistoryDocument?[] steps, string name, List<ImageWarning> warnings)
    {
        var history = new List<ConfigHistory>(steps.Length);
        int faults = 0, firstFault = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            HistoryDocument? step = steps[i];
            if (!TryTime(step?.Created, out DateTimeOffset? created) && faults++ == 0)
                firstFault = i;
            history.Add(new ConfigHistory(created, step?.CreatedBy, Text(step?.Author), Text(step?.Comment), step?.EmptyLayer?.Value == true));
        }
        if (faults > 0)
            warnings.Add(NoTime(name, $"history[{firstFault}].created", steps[firstFault]!.Created, faults));
        return history;
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
