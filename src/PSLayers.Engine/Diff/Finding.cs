namespace PSLayers.Diff;

/// <summary>What is known of a pair before content is read.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Changed">In what its sides differ, as far as their entries tell.</param>
/// <param name="Question">Number of the question whether their content is equal; -1 where it needs no reading.</param>
internal readonly record struct Finding(FilePair Pair, FileProperties Changed, int Question)
{
    /// <summary>In what the sides differ, as far as is known once the question is answered.</summary>
    public FileProperties Settled(ContentComparison contents) => Question < 0 ? Changed : contents.AreEqual(Question) switch
    {
        false => Changed | FileProperties.Content,
        _ => Changed,
    };

    /// <summary>What became of the path.</summary>
    /// <param name="contents">The answered questions.</param>
    public Change Kind(ContentComparison contents) => Pair switch
    {
        { Before: null } => Change.Added,
        { After: null } => Change.Removed,
        _ when Question >= 0 && contents.AreEqual(Question) is null && Changed.ToKind() != Change.Modified => Change.NotCompared,
        _ => Settled(contents).ToKind(),
    };
}
