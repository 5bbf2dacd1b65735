namespace PSLayers.Secrets.Search;

/// <summary>What was found in one text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Confidence">How sure it is.</param>
/// <param name="ConfidenceInPackages">How sure it is among the files of a package of a language.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Value">The secret, a byte a character.</param>
/// <param name="Match">What was found, without the secret, a byte a character.</param>
/// <param name="Member">Name of the compressed file that it is in; null for none.</param>
internal sealed record SecretHit(string Kind, SecretConfidence Confidence, SecretConfidence ConfidenceInPackages, long Line, string Value, string Match, string? Member);
