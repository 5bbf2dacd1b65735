using PSLayers.Errors;
using PSLayers.Secrets;

namespace PSLayers.Policy.Rules;

/// <summary>No secret is in any layer, visible or not, nor in the configuration or the history.</summary>
/// <param name="allowed">Fingerprints of what is known.</param>
internal sealed class NoSecretsRule(IEnumerable<string> allowed) : PolicyTest("has no secrets", "NoSecrets")
{
    private const int MostTold = 20;

    private readonly HashSet<string> _allowed = new(allowed, StringComparer.OrdinalIgnoreCase);

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        ImageSecrets secrets = ImageSecrets.Of(run.Image, new SecretOptions { Allowed = _allowed }, run.Meter);
        // What could not be looked through may have one.
        if (secrets.Errors.Count > 0)
            throw secrets.Errors[0];
        // Among more findings than are kept one that counts may be lost.
        if (secrets.Warnings.FirstOrDefault(warning => warning.ErrorId == ImageErrorId.CountLimit) is { } lost)
            throw new ImageException(lost.ErrorId, $"expected to see every finding, but {lost.Message.TrimEnd('.')}");
        // Of low confidence is what is encrypted, a hash, or made for tests.
        ImageSecret[] found = [.. secrets.Found.Where(secret => secret.Confidence > SecretConfidence.Low && (secret.LayerIndex is null || secret.LayerIndex <= run.View.Top))];
        List<string> told = [.. found.Take(MostTold).Select(secret => $"expected no {secret.Kind} in {secret.Place}{LayerOf(secret)} but it is there: fingerprint {secret.Fingerprint}")];
        if (found.Length > MostTold)
            told.Add($"and {found.Length - MostTold} more");
        // The message names the layer; the result would quote what made it.
        return PolicyFinding.Of(told, found.Length == 1 ? found[0].InnerPath : null);
    }

    // What made the layer may have the secret in it.
    private static string LayerOf(ImageSecret secret) => secret.LayerIndex is { } layer ? $" (layer {layer})" : "";

    /// <summary>Reads files of fingerprints.</summary>
    /// <param name="files">The files.</param>
    /// <param name="folder">The folder that their paths start from.</param>
    /// <exception cref="ImageException">One cannot be read.</exception>
    public static IEnumerable<string> Allowed(IEnumerable<string> files, string folder)
    {
        foreach (string file in files)
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.GetFullPath(file, folder));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ImageException(ImageErrorId.PathNotFound, $"the policy names the file {file}: {e.Message.TrimEnd('.')}", inner: e);
            }
            foreach (string fingerprint in AllowList.Read(text))
                yield return fingerprint;
        }
    }
}
