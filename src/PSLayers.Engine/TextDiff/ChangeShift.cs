namespace PSLayers.TextDiff;

/// <summary>Moves runs of changed lines to where readers expect them. Where a run ends as the lines before it do, it can as well stand earlier, and
/// so on: runs that touch become one, a run stands beside a change of the other text if it can, and else as late as it can, as diff shows it.</summary>
internal static class ChangeShift
{
    /// <summary>Moves the runs of one text.</summary>
    /// <param name="lines">Numbers of the text's lines.</param>
    /// <param name="changed">For each line whether it has no partner; one more at the end.</param>
    /// <param name="others">The same for the other text.</param>
    public static void Apply(int[] lines, bool[] changed, bool[] others)
    {
        int end = 0;
        // The other text's partner of the line at "end".
        int partner = Skip(others, 0);
        while (true)
        {
            for (; end < lines.Length && !changed[end]; end++)
                partner = Skip(others, partner + 1);
            if (end == lines.Length)
                return;
            int start = end;
            end = Skip(changed, end);
            int length;
            int beside;
            do
            {
                length = end - start;
                while (start > 0 && lines[start - 1] == lines[end - 1])
                {
                    Earlier(changed, ref start, ref end, others, ref partner);
                    while (start > 0 && changed[start - 1])
                        start--;
                }
                beside = partner > 0 && others[partner - 1] ? end : -1;
                while (end < lines.Length && lines[start] == lines[end])
                {
                    changed[start++] = false;
                    changed[end] = true;
                    end = Skip(changed, end);
                    int before = partner + 1;
                    partner = Skip(others, before);
                    if (partner > before)
                        beside = end;
                }
            }
            while (end - start != length);
            while (beside >= 0 && end > beside)
                Earlier(changed, ref start, ref end, others, ref partner);
        }
    }

    private static void Earlier(bool[] changed, ref int start, ref int end, bool[] others, ref int partner)
    {
        changed[--start] = true;
        changed[--end] = false;
        do
            partner--;
        while (others[partner]);
    }

    private static int Skip(bool[] changed, int at)
    {
        while (changed[at])
            at++;
        return at;
    }
}
