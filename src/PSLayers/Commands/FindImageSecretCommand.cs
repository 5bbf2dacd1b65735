using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Secrets;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.UserRules;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Finds secrets in images: in every version of every file of every layer, in the environment, labels, commands and the history.</summary>
[Cmdlet(VerbsCommon.Find, "ImageSecret", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageSecret))]
public sealed class FindImageSecretCommand : InnerPathCommand<ImageOrLayer>
{
    private const string Activity = "Looking for secrets";

    private SecretOptions _options = new();

    /// <summary>Kinds of the secrets wanted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretKindCompleter))]
    public string[] Kind { get; set; } = [];

    /// <summary>Numbers of the layers whose files are searched.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int[]? Layer { get; set; }

    /// <summary>Files with rules of the user's own, in gitleaks' form.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Rule { get; set; } = [];

    /// <summary>Files with fingerprints of what is known.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Allow { get; set; } = [];

    /// <summary>Whether the secrets themselves are shown.</summary>
    [Parameter]
    public SwitchParameter IncludeValue { get; set; }

    /// <summary>Whether files are searched for that are as the system's packages brought them.</summary>
    [Parameter]
    public SwitchParameter IncludePackaged { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        GitleaksRules[] rules = [.. Rule.Select(file => ReadOwn(file, GitleaksRules.Read))];
        foreach (string left in rules.SelectMany(read => read.LeftOut).Distinct(StringComparer.Ordinal))
            WriteWarning($"{left} has no meaning here and is left out.");
        string[] kinds = [.. SecretRules.Default.Kinds, .. rules.SelectMany(read => read.Rules).Select(rule => rule.Id)];
        foreach (string kind in Kind.Where(kind => !WildcardPattern.ContainsWildcardCharacters(kind) && !kinds.Contains(kind, StringComparer.OrdinalIgnoreCase)))
        {
            var error = new PSArgumentException($"Secrets of the kind {kind} are not looked for; the kinds are {string.Join(", ", kinds)}.", nameof(Kind));
            ThrowTerminatingError(new ErrorRecord(error, "SecretKindUnknown", ErrorCategory.InvalidArgument, kind));
        }
        WildcardPattern[] patterns = [.. Kind.Select(kind => TextPattern.Of(kind, WildcardOptions.IgnoreCase))];
        _options = new SecretOptions
        {
            IsWanted = kind => patterns.Length == 0 || Array.Exists(patterns, pattern => pattern.IsMatch(kind)),
            IncludesValue = IncludeValue,
            IncludesPackaged = IncludePackaged,
            Allowed = Allow.SelectMany(file => ReadOwn(file, AllowList.Read)).ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
        if (rules.Length > 0)
            _options = _options with { Finder = SecretOptions.FinderOf(new UserRuleSearch([.. rules.SelectMany(read => read.Rules)], [.. rules.SelectMany(read => read.Allowed)])) };
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        foreach (int number in Layer ?? [])
        {
            if (number < 0 || number >= image.Layers.Count)
                throw image.NoSuchLayer(number);
        }
        SecretOptions options = _options with { InnerPaths = InnerPaths, Layers = layer is { } one ? [one] : Layer };
        ImageSecrets secrets = Run(Activity, meter => ImageSecrets.Of(image, options, meter));
        WriteWarnings(image.Image.Archive, secrets.Warnings);
        WriteErrors(image.Image.Archive, secrets.Errors);
        foreach (ImageSecret secret in secrets.Found)
            WriteObject(secret);
    }

    // What is wrong with the user's own files ends it all: without them the answer would be another one.
    private T ReadOwn<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(File.ReadAllText(GetUnresolvedProviderPathFromPSPath(file)));
        }
        catch (ImageException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ItemNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            ThrowTerminatingError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, e.Message.TrimEnd('.'), inner: e), file));
        }
        throw new PipelineStoppedException();
    }
}
