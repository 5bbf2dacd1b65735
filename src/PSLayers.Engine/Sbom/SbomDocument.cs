using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Packages;
using PSLayers.Packages.Urls;
using PSLayers.Trees;

namespace PSLayers.Sbom;

/// <summary>What a bill of materials says of an image, in whatever form.</summary>
internal sealed class SbomDocument
{
    /// <summary>Environment variable with the seconds since 1970 that stand for the time of a build (reproducible-builds.org, SOURCE_DATE_EPOCH).</summary>
    public const string EpochVariable = "SOURCE_DATE_EPOCH";

    private static readonly Guid Space = new("c3b1ce4e-3f0a-4c0f-9d0c-6a3a4b9d1f57");

    private SbomDocument(LayeredImage layered, int top, ImagePackages packages, SbomOptions options)
    {
        (Image, System) = (layered.Image, packages.System);
        (Name, Tag) = Image.Tags.Count > 0 ? ImageReference.SplitTag(Image.Tags[0]) : (Image.Name, null);
        DiffIds = [.. Image.Layers.Take(top + 1).Select(layer => layer.DiffId)];
        IsWhole = top == Image.LayerCount - 1;
        IsIncomplete = packages.Errors.Count > 0 || packages.Warnings.Any(warning => warning.ErrorId == ImageErrorId.CountLimit)
            || layered.Tree.Layers.Take(top + 1).Any(layer => layer is null or { Damage: not null });
        Components = [.. packages.Installed
            .OrderBy(package => package.Type, StringComparer.Ordinal).ThenBy(package => package.Name, StringComparer.Ordinal)
            .ThenBy(package => package.Version, StringComparer.Ordinal).ThenBy(package => package.Architecture, StringComparer.Ordinal)
            .ThenBy(package => package.InnerPath, StringComparer.Ordinal).ThenBy(package => package.LayerIndex)
            .Select(package => new SbomComponent(package, DiffIds[package.LayerIndex]))];
        Created = (options.Timestamp ?? EpochOfBuild ?? Image.Created ?? DateTimeOffset.UnixEpoch).UtcDateTime;
        Url = IsWhole ? UrlOf(Image, Name, Tag) : null;
        Serial = options.IsUnique ? Guid.NewGuid() : NameBased();
    }

    /// <summary>The image.</summary>
    public ContainerImage Image { get; }

    /// <summary>The image's repository by its first tag, else its name.</summary>
    public string Name { get; }

    /// <summary>The first tag, without the repository; null where there is none.</summary>
    public string? Tag { get; }

    /// <summary>Whether it is about all layers.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether there may be packages that it does not tell of: a layer, or a list of packages, could not be read.</summary>
    public bool IsIncomplete { get; }

    /// <summary>Name of this program, and its version.</summary>
    public static (string Name, string Version) Tool { get; } = ("PSLayers", typeof(SbomDocument).Assembly.GetName().Version!.ToString(3));

    /// <summary>The layers as the image's config names them, base first; null for one that it does not name.</summary>
    public IReadOnlyList<string?> DiffIds { get; }

    /// <summary>The operating system.</summary>
    public OsRelease System { get; }

    /// <summary>The packages, in one order whatever order they were found in.</summary>
    public IReadOnlyList<SbomComponent> Components { get; }

    /// <summary>When it was made, as it says: in whole seconds of UTC.</summary>
    public DateTime Created { get; }

    /// <summary>The same as text.</summary>
    public string CreatedText => Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What the document is known by: the same for the same content, unless it was to be a new one.</summary>
    public Guid Serial { get; }

    /// <summary>The image's package URL; null where its name or its manifest's digest is not known, or it is about a part of the image.</summary>
    public PackageUrl? Url { get; }

    /// <summary>The time that the environment gives for builds; null where it gives none, or no time.</summary>
    public static DateTimeOffset? EpochOfBuild =>
        long.TryParse(Environment.GetEnvironmentVariable(EpochVariable), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Makes one.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">Number of the uppermost layer that it is about.</param>
    /// <param name="packages">The packages up to that layer.</param>
    /// <param name="options">What it is to say of itself.</param>
    public static SbomDocument Of(LayeredImage image, int top, ImagePackages packages, SbomOptions options) => new(image, top, packages, options);

    /// <summary>Gives it as one text.</summary>
    /// <param name="format">The form.</param>
    /// <param name="limit">How many bytes it may have in UTF-8.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">It would have more bytes.</exception>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public string ToText(ISbomFormat format, long limit, CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        Write(format, text, limit, cancellation);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Writes it to a file, with a line feed at its end.</summary>
    /// <param name="format">The form.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="replaces">Whether it takes the place of a file or link that is there.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">Something is there, or it cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public FileInfo ToFile(ISbomFormat format, string path, bool replaces, CancellationToken cancellation) => WholeFile.Write(path, replaces, file =>
    {
        Write(format, file, long.MaxValue, cancellation);
        file.WriteByte((byte)'\n');
    });

    /// <summary>Writes it.</summary>
    /// <param name="format">The form.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">It would have more bytes.</exception>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public void Write(ISbomFormat format, Stream target, long limit, CancellationToken cancellation)
    {
        using var json = new SbomJson(target, limit, cancellation);
        format.Write(this, json);
    }

    // The name is the last part of the repository's (purl-spec, oci); only the manifest's digest names an image for all.
    private static PackageUrl? UrlOf(ContainerImage image, string name, string? tag)
    {
        if (image.Tags.Count == 0 || !Digest.TryParse(image.ManifestDigest, out Digest digest))
            return null;
        string repository = ImageReference.SplitTag(ImageReference.Full(name)).Repository;
        var url = new PackageUrl("oci", null, name[(name.LastIndexOf('/') + 1)..], digest.ToString())
        {
            Qualifiers = [("arch", image.Architecture), ("repository_url", repository), ("tag", tag)],
        };
        return url.Fault is null ? url : null;
    }

    // A UUID of version 5 (RFC 9562): of the image, and of all that is said of it, so that another answer has another one.
    private Guid NameBased()
    {
#pragma warning disable CA5350 // The RFC wants this one; nothing depends on its strength.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Space.ToByteArray(bigEndian: true));
        Add($"{Tool.Version}\n{Image.ImageId}\n{Image.ManifestDigest}\n{Name}\n{Tag}\n{CreatedText}\n{System}\n{DiffIds.Count}");
        foreach (SbomComponent component in Components)
            Add($"\n{component.Package.Purl} {component.Package.InnerPath} {component.Package.LayerIndex}");
        Span<byte> id = stackalloc byte[SHA1.HashSizeInBytes];
        hash.GetHashAndReset(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x50);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id[..16], bigEndian: true);

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
