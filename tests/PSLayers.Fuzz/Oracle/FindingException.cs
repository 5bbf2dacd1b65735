namespace PSLayers.Fuzzing.Oracle;

/// <summary>Something that the engine must not do.</summary>
/// <param name="message">What.</param>
/// <param name="inner">How it showed.</param>
internal sealed class FindingException(string message, Exception? inner = null) : Exception(message, inner);
