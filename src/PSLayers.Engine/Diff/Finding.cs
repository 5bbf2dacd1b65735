namespace PSLayers.Diff;

/// <summary>What is known of a pair before content is read.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Changed">In what its sides differ, as far as their entries tell.</param>
/// <param name="IsSameTime">Whether both sides were written at the same time.</param>
/// <param name="Question">Number of the question whether their content is equal; -1 where it needs no reading.</param>
internal readonly record struct Finding(FilePair Pair, FileProperties Changed, bool IsSameTime, int Question)
{
    /// <summary>In what the sides differ, once the question is answered.</summary>
    public FileProperties Settled(ContentComparison contents) => Question < 0 ? Changed : contents.AreEqual(Question) switch
    {
        true => Changed,
        false => Changed | FileProperties.Content,
        // What cannot be read is judged by its time.
        null => IsSameTime ? Changed : Changed | FileProperties.Content,
    };

    /// <summary>What became of the path.</summary>
    /// <param name="changed">In what the sides differ.</param>
    public Change Kind(FileProperties changed) => Pair switch
    {
        { Before: null } => Change.Added,
        { After: null } => Change.Removed,
        _ => changed.ToKind(),
    };
}
