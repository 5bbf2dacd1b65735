using System.Globalization;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.TextDiff;

/// <summary>The difference of two texts in the unified format (GNU diffutils, "Detailed Description of Unified Format"), as <c>diff -u</c> gives it but
/// without times.</summary>
internal static class UnifiedText
{
    // As git and diff: a NUL so early makes a file binary.
    private const int BinaryProbe = 8000;

    /// <summary>The lines of the difference; none where the texts are equal. What is not UTF-8 stands as in <see cref="LineText"/>, and a
    /// carriage return stays at the end of its line.</summary>
    /// <param name="referenceName">Name of the first text for the header.</param>
    /// <param name="differenceName">Name of the second text for the header.</param>
    /// <param name="reference">The first text.</param>
    /// <param name="difference">The second text.</param>
    /// <param name="context">Equal lines to show around changes.</param>
    /// <param name="limits">How large a text may be.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">A text is larger than <see cref="ReadLimits.UnifiedTextBytes"/>, or has more lines than
    /// <see cref="ReadLimits.UnifiedLines"/>.</exception>
    public static IEnumerable<string> Lines(string referenceName, string differenceName, byte[] reference, byte[] difference, int context = 3,
        ReadLimits? limits = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(context);
        if (reference.AsSpan().SequenceEqual(difference))
            return [];
        if (IsBinary(reference) || IsBinary(difference))
            return [$"Binary files {QuotedName.Of(referenceName)} and {QuotedName.Of(differenceName)} differ"];
        Check(referenceName, reference, limits ?? ReadLimits.Default);
        Check(differenceName, difference, limits ?? ReadLimits.Default);
        var table = new LineTable();
        var a = new TextLines(reference, table);
        var b = new TextLines(difference, table);
        LineChanges changes = LineChanges.Between(a.Numbers, b.Numbers, table.Count, cancellation);
        return Write(referenceName, differenceName, a, b, changes, context);
    }

    // Line by line, for who takes them: all at once they would be some hundred megabytes.
    private static IEnumerable<string> Write(string referenceName, string differenceName, TextLines a, TextLines b, LineChanges changes, int context)
    {
        yield return "--- " + HeaderName(referenceName);
        yield return "+++ " + HeaderName(differenceName);
        foreach (Hunk hunk in Hunk.Of(changes, a.Count, b.Count, context))
        {
            yield return $"@@ -{Extent(hunk.StartA, hunk.EndA)} +{Extent(hunk.StartB, hunk.EndB)} @@";
            for (int i = hunk.StartA, j = hunk.StartB; i < hunk.EndA || j < hunk.EndB;)
            {
                bool isAdded = !changes.Removed[i] && changes.Added[j];
                (TextLines text, int line) = isAdded ? (b, j) : (a, i);
                char mark = isAdded ? '+' : changes.Removed[i] ? '-' : ' ';
                yield return mark + text[line];
                if (text.IsUnfinished(line))
                    yield return @"\ No newline at end of file";
                i += mark != '+' ? 1 : 0;
                j += mark != '-' ? 1 : 0;
            }
        }
    }

    // git ends a name with blanks by a tab, as other programs take what follows a blank for a time.
    private static string HeaderName(string name)
    {
        string quoted = QuotedName.Of(name);
        return quoted.Contains(' ', StringComparison.Ordinal) && quoted[0] != '"' ? quoted + "\t" : quoted;
    }

    // Lines count from 1; a part without lines is given by the line before it.
    private static string Extent(int start, int end) => (end - start) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{start},0"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{start + 1}"),
        int count => string.Create(CultureInfo.InvariantCulture, $"{start + 1},{count}"),
    };

    private static bool IsBinary(byte[] text) => text.AsSpan(0, Math.Min(BinaryProbe, text.Length)).Contains((byte)0);

    private static void Check(string name, byte[] text, ReadLimits limits)
    {
        if (text.Length > limits.UnifiedTextBytes)
        {
            throw new ImageException(ImageErrorId.DocumentTooLarge,
                $"a text of {text.Length} bytes; texts up to {limits.UnifiedTextBytes} bytes are compared line by line", name);
        }
        if (text.AsSpan().Count((byte)'\n') is var lines && lines > limits.UnifiedLines)
        {
            throw new ImageException(ImageErrorId.DocumentTooLarge,
                $"a text of {lines} lines; texts up to {limits.UnifiedLines} lines are compared line by line (limit UnifiedLines), larger ones when they are copied out", name);
        }
    }
}
