namespace PSLayers.TextDiff;

/// <summary>Which lines of two texts have no partner in the other: the shortest edit of Myers ("An O(ND) Difference Algorithm and Its
/// Variations", 1986) in linear space. Its cost grows with the square of the differences, so beyond a limit the search is cut where it came
/// furthest: the result is right still, though maybe not the shortest.</summary>
internal sealed class LineChanges
{
    // Bounds the work to some seconds, whatever the texts are: about steps by lines.
    private const int Work = 1 << 29;

    private const int LeastSteps = 64;

    private const int MostSteps = 1024;

    private readonly int[] _a;
    private readonly int[] _b;
    private readonly int[] _placesA;
    private readonly int[] _placesB;
    private readonly int _mostSteps;
    private readonly int[] _forward;
    private readonly int[] _backward;
    private readonly CancellationToken _cancellation;

    private LineChanges(int[] a, int[] b, int different, CancellationToken cancellation)
    {
        Removed = new bool[a.Length + 1];
        Added = new bool[b.Length + 1];
        // A line that the other text does not have needs no search.
        (_a, _placesA) = Shared(a, b, different, Removed);
        (_b, _placesB) = Shared(b, a, different, Added);
        _mostSteps = Math.Clamp(Work / (_a.Length + _b.Length + 1), LeastSteps, MostSteps);
        _forward = new int[2 * _mostSteps + 3];
        _backward = new int[2 * _mostSteps + 3];
        _cancellation = cancellation;
    }

    /// <summary>For each line of the first text whether it is not in the second; one more at the end, which is false.</summary>
    public bool[] Removed { get; }

    /// <summary>For each line of the second text whether it is not in the first; one more at the end, which is false.</summary>
    public bool[] Added { get; }

    /// <summary>Compares two texts, given as the numbers of their lines.</summary>
    /// <param name="a">The first text.</param>
    /// <param name="b">The second text.</param>
    /// <param name="different">How many different numbers there are.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static LineChanges Between(int[] a, int[] b, int different, CancellationToken cancellation)
    {
        var changes = new LineChanges(a, b, different, cancellation);
        changes.Compare();
        ChangeShift.Apply(a, changes.Removed, changes.Added);
        ChangeShift.Apply(b, changes.Added, changes.Removed);
        return changes;
    }

    private static (int[] Lines, int[] Places) Shared(int[] lines, int[] others, int different, bool[] changed)
    {
        bool[] isThere = new bool[different];
        foreach (int line in others)
            isThere[line] = true;
        int count = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            changed[i] = !isThere[lines[i]];
            count += changed[i] ? 0 : 1;
        }
        int[] shared = new int[count];
        int[] places = new int[count];
        for (int i = 0, at = 0; i < lines.Length; i++)
        {
            if (!changed[i])
                (shared[at], places[at++]) = (lines[i], i);
        }
        return (shared, places);
    }

    private void Compare()
    {
        var open = new Stack<Box>();
        open.Push(new Box(0, _a.Length, 0, _b.Length));
        while (open.TryPop(out Box box))
        {
            box = Trim(box);
            if (box.StartA == box.EndA || box.StartB == box.EndB)
            {
                for (int i = box.StartA; i < box.EndA; i++)
                    Removed[_placesA[i]] = true;
                for (int i = box.StartB; i < box.EndB; i++)
                    Added[_placesB[i]] = true;
                continue;
            }
            _cancellation.ThrowIfCancellationRequested();
            (int a, int b) = Split(box);
            open.Push(new Box(box.StartA, a, box.StartB, b));
            open.Push(new Box(a, box.EndA, b, box.EndB));
        }
    }

    private Box Trim(Box box)
    {
        (int startA, int endA, int startB, int endB) = box;
        int same = _a.AsSpan(startA..endA).CommonPrefixLength(_b.AsSpan(startB..endB));
        startA += same;
        startB += same;
        while (endA > startA && endB > startB && _a[endA - 1] == _b[endB - 1])
            (endA, endB) = (endA - 1, endB - 1);
        return new Box(startA, endA, startB, endB);
    }

    // A point that a shortest way through the box goes through: searched from both ends until the ways meet. A diagonal is the lines taken of
    // "a" less those of "b"; each array tells how far of "a" the way on a diagonal came, counted from its end of the box.
    private (int A, int B) Split(Box box)
    {
        ReadOnlySpan<int> a = _a.AsSpan(box.StartA..box.EndA);
        ReadOnlySpan<int> b = _b.AsSpan(box.StartB..box.EndB);
        int delta = a.Length - b.Length;
        bool isOdd = (delta & 1) != 0;
        int zero = _mostSteps + 1;
        _forward[zero + 1] = _backward[zero + 1] = 0;
        for (int steps = 0; ; steps++)
        {
            (int least, int most) = Diagonals(steps, a.Length, b.Length);
            for (int diagonal = least; diagonal <= most; diagonal += 2)
            {
                int x = Step(_forward, zero + diagonal, diagonal == -steps, diagonal == steps, Math.Min(a.Length, b.Length + diagonal));
                int y = x - diagonal;
                x += a[x..].CommonPrefixLength(b[y..]);
                _forward[zero + diagonal] = x;
                int opposite = delta - diagonal;
                if (isOdd && Math.Abs(opposite) < steps && x + _backward[zero + opposite] >= a.Length)
                    return (box.StartA + x, box.StartB + x - diagonal);
            }
            for (int diagonal = least; diagonal <= most; diagonal += 2)
            {
                int x = Step(_backward, zero + diagonal, diagonal == -steps, diagonal == steps, Math.Min(a.Length, b.Length + diagonal));
                int y = x - diagonal;
                while (x < a.Length && y < b.Length && a[^(x + 1)] == b[^(y + 1)])
                    (x, y) = (x + 1, y + 1);
                _backward[zero + diagonal] = x;
                int opposite = delta - diagonal;
                if (!isOdd && Math.Abs(opposite) <= steps && x + _forward[zero + opposite] >= a.Length)
                    return (box.EndA - x, box.EndB - y);
            }
            if (steps == _mostSteps)
                return Furthest(box, least, most, zero);
        }
    }

    // The diagonals that still lead anywhere after so many steps.
    private static (int Least, int Most) Diagonals(int steps, int lengthA, int lengthB) =>
        (-steps + 2 * Math.Max(0, steps - lengthB), steps - 2 * Math.Max(0, steps - lengthA));

    // At the edge of the box a neighbour may have come to where no step leads; the edge itself is then in reach.
    private static int Step(int[] reached, int at, bool isLowest, bool isHighest, int edge) =>
        Math.Min(edge, isLowest || (!isHighest && reached[at - 1] < reached[at + 1]) ? reached[at + 1] : reached[at - 1] + 1);

    private (int A, int B) Furthest(Box box, int least, int most, int zero)
    {
        int best = 0;
        (int A, int B) point = default;
        for (int diagonal = least; diagonal <= most; diagonal += 2)
        {
            int forward = _forward[zero + diagonal];
            int backward = _backward[zero + diagonal];
            if (2 * forward - diagonal > best)
                (best, point) = (2 * forward - diagonal, (box.StartA + forward, box.StartB + forward - diagonal));
            if (2 * backward - diagonal > best)
                (best, point) = (2 * backward - diagonal, (box.EndA - backward, box.EndB - backward + diagonal));
        }
        return point;
    }

    private readonly record struct Box(int StartA, int EndA, int StartB, int EndB);
}
