using System.Security.Cryptography;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Secrets.Search;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Secrets;

/// <summary>Finds secrets in an image: in every version of every file of every layer, and in what the image says of itself.</summary>
internal sealed class ImageSecrets
{
    private const int FingerprintBytes = 16;

    // Characters of an instruction that are shown with a finding, and secrets that are looked for in it; with more of them it is not shown.
    private const int LongestInstruction = 16 << 10;
    private const int MostSecrets = 100;

    private readonly LayeredImage _image;
    private readonly SecretOptions _options;
    private readonly List<ImageWarning> _warnings = [];
    private readonly List<ImageException> _errors = [];
    private readonly List<ImageSecret> _found = [];
    private ILookup<string, string> _secretsOf = Array.Empty<string>().ToLookup(text => text);
    private readonly Dictionary<string, string> _instructions = new(StringComparer.Ordinal);
    private long _leftOut;

    private ImageSecrets(LayeredImage image, SecretOptions options) => (_image, _options) = (image, options);

    /// <summary>What was found: what the image says of itself, then layer by layer in the order of its tar.</summary>
    public IReadOnlyList<ImageSecret> Found => _found;

    /// <summary>What is odd.</summary>
    public IReadOnlyList<ImageWarning> Warnings => _warnings;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<ImageException> Errors => _errors;

    /// <summary>Searches an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    /// <exception cref="OperationCanceledException">The work was to stop.</exception>
    public static ImageSecrets Of(LayeredImage image, SecretOptions options, ReadMeter meter)
    {
        var secrets = new ImageSecrets(image, options);
        IReadOnlyList<ConfigSecret> config = ConfigSecrets.Of(image.Image, options.Finder, meter.Cancellation);
        secrets._secretsOf = config.Where(secret => secret.Step is not null).ToLookup(secret => secret.Step!.CreatedBy, secret => ValueOf(secret.Hit));
        if (options.Layers is null && options.InnerPaths.Count == 0)
        {
            foreach (ConfigSecret secret in config)
                secrets.Add(secret);
        }
        secrets.SearchFiles(meter);
        if (secrets._leftOut > 0)
        {
            secrets._warnings.Add(new ImageWarning(ImageErrorId.CountLimit,
                $"the layers of the image have more secrets than are shown (limit SecretsOfImage of {image.Limits.SecretsOfImage}); {secrets._leftOut} are left out."));
        }
        return secrets;
    }

    private void SearchFiles(ReadMeter meter)
    {
        StoredFiles files = StoredFiles.Of(_image, _options, _errors, meter.Cancellation);
        var found = new FoundSecrets(_image, _options.Finder);
        _errors.AddRange(ContentPass.Read(_image, files.Rows, layer => new SecretVisitor(found, _image.Tree.Layers[layer]!, layer, meter.Cancellation), meter));
        _warnings.AddRange(found.Warnings);
        foreach (StoredFile file in files.Places(found.Files.Keys, meter))
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            foreach (SecretHit hit in found.Files[(_image.Tree.TableOf(file.Layer), file.Row)])
                Add(file, hit);
        }
        _errors.AddRange(files.Errors);
    }

    private void Add(ConfigSecret secret)
    {
        string value = ValueOf(secret.Hit);
        Add(secret.Hit, new ImageSecret
        {
            Kind = secret.Hit.Kind,
            Confidence = secret.Hit.Confidence,
            Source = secret.Source,
            Name = VisibleText.Line(secret.Name),
            Match = MatchOf(secret.Hit),
            Value = _options.IncludesValue ? VisibleText.Prose(value) : null,
            LayerIndex = secret.Step?.Layer,
            CreatedBy = WithoutSecrets(secret.Step?.CreatedBy, value),
            Visible = true,
            // A step's number changes with each line of the build file.
            Fingerprint = FingerprintOf(secret.Hit.Kind, $"{secret.Source} {(secret.Source == SecretSource.History ? "" : secret.Name)}", value),
            ImageName = _image.Image.Name,
            ImageId = _image.Image.ImageId,
            ImagePath = _image.Image.ImagePath,
        });
    }

    private void Add(StoredFile file, SecretHit hit)
    {
        if (file.OwnedBy is not null && !_options.IncludesPackaged)
            return;
        string value = ValueOf(hit);
        Add(hit, new ImageSecret
        {
            Kind = hit.Kind,
            Confidence = file.OwnedBy is not null ? SecretConfidence.Low : PackageFolders.Has(file.InnerPath) ? hit.ConfidenceInPackages : hit.Confidence,
            Source = SecretSource.File,
            InnerPath = file.InnerPath,
            Member = hit.Member is null ? null : VisibleText.Line(hit.Member),
            Line = hit.Line,
            Match = MatchOf(hit),
            Value = _options.IncludesValue ? VisibleText.Prose(value) : null,
            LayerIndex = file.Layer,
            CreatedBy = WithoutSecrets(_image.Layers[file.Layer].CreatedBy, value),
            Visible = file.IsVisible,
            HiddenByLayer = file.Hidden?.ByLayer,
            HiddenReason = file.Hidden?.Reason,
            OwnedBy = file.OwnedBy,
            Fingerprint = FingerprintOf(hit.Kind, file.InnerPath + (hit.Member is null ? "" : "\0" + hit.Member), value),
            ImageName = _image.Image.Name,
            ImageId = _image.Image.ImageId,
            ImagePath = _image.Image.ImagePath,
        });
    }

    private void Add(SecretHit hit, ImageSecret secret)
    {
        if (!_options.IsWanted(hit.Kind) || _options.Allowed.Contains(secret.Fingerprint))
            return;
        if (_found.Count < _image.Limits.SecretsOfImage)
            _found.Add(secret);
        else
            _leftOut++;
    }

    // The instruction of a layer is shown with each of its findings, and may have secrets itself.
    private string? WithoutSecrets(string? createdBy, string value)
    {
        if (_options.IncludesValue || createdBy is null)
            return createdBy;
        if (!_instructions.TryGetValue(createdBy, out string? shown))
            _instructions[createdBy] = shown = WithoutSecrets(createdBy);
        return value.Length > 0 ? shown.Replace(value, "…", StringComparison.Ordinal) : shown;
    }

    private string WithoutSecrets(string createdBy)
    {
        string[] secrets = [.. _secretsOf[createdBy].Distinct(StringComparer.Ordinal).Take(MostSecrets + 1)];
        if (secrets.Length > MostSecrets)
            return "…";
        foreach (string secret in secrets)
            createdBy = createdBy.Replace(secret, "…", StringComparison.Ordinal);
        return createdBy.Length <= LongestInstruction ? createdBy : createdBy[..LongestInstruction] + "…";
    }

    private static string ValueOf(SecretHit hit) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(hit.Value));

    private static string MatchOf(SecretHit hit) => VisibleText.Line(Encoding.UTF8.GetString(BytesOf(hit.Match)));

    // The sign for what is left out is the only character that is no byte.
    private static byte[] BytesOf(string match) => [.. match.SelectMany(c => c == '…' ? "…"u8.ToArray() : [(byte)c])];

    private static string FingerprintOf(string kind, string place, string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\0{place}\0{value}")).AsSpan(0, FingerprintBytes));
}
