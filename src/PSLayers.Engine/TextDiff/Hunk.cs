namespace PSLayers.TextDiff;

/// <summary>Neighbouring changes with the equal lines around them: lines from a start to before an end in both texts.</summary>
internal readonly record struct Hunk(int StartA, int EndA, int StartB, int EndB)
{
    /// <summary>The hunks of a comparison. Changes with no more than twice the context between them share one.</summary>
    public static IEnumerable<Hunk> Of(LineChanges changes, int countA, int countB, int context)
    {
        Hunk? open = null;
        for (int a = 0, b = 0; a < countA || b < countB; a++, b++)
        {
            if (!changes.Removed[a] && !changes.Added[b])
                continue;
            int startA = a;
            int startB = b;
            while (changes.Removed[a])
                a++;
            while (changes.Added[b])
                b++;
            if (open is { } before && startA - before.EndA <= 2L * context)
                open = before with { EndA = a, EndB = b };
            else
            {
                if (open is { } finished)
                    yield return finished.Widen(context, countA, countB);
                open = new Hunk(startA, a, startB, b);
            }
            // The line behind the changes is equal, or the end of both texts.
        }
        if (open is { } last)
            yield return last.Widen(context, countA, countB);
    }

    private Hunk Widen(int context, int countA, int countB)
    {
        int before = Math.Min(context, StartA);
        int behind = Math.Min(context, countA - EndA);
        return new Hunk(StartA - before, EndA + behind, StartB - before, Math.Min(countB, EndB + behind));
    }
}
