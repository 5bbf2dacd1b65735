using PSLayers.Editing.Adding;
using PSLayers.Errors;

namespace PSLayers.Common;

/// <summary>Patterns of files to leave out, given one by one or as a file of them.</summary>
internal static class IgnoreFiles
{
    private const string Ending = "ignore";
    private const int LargestFile = 1 << 20;

    /// <summary>The patterns. What ends in <c>ignore</c>, as <c>.dockerignore</c> does, is a file of them.</summary>
    /// <param name="given">Patterns and files.</param>
    /// <param name="place">Finds the full path of a file.</param>
    /// <exception cref="ImageException">A file cannot be read.</exception>
    public static IEnumerable<string> Patterns(IEnumerable<string> given, Func<string, string> place) =>
        given.SelectMany(text => text.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? IgnoreRules.PatternsOf(Read(place(text))) : [text]);

    private static string Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > LargestFile }
                ? throw new ImageException(ImageErrorId.DocumentTooLarge, $"a list of patterns of more than {LargestFile} bytes", path)
                : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(e is FileNotFoundException or DirectoryNotFoundException ? ImageErrorId.PathNotFound : ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), inner: e);
        }
    }
}
