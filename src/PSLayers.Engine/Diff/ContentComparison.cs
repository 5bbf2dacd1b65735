using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Finds out which of many pairs of equally long files are equal. The questions are gathered first. Files of plain layers, and sparse
/// ones, are read side by side; of others fingerprints are compared: those that were taken when the layers were listed, and where there are none
/// yet, those of one pass for all of them.</summary>
/// <param name="before">The image of the first files.</param>
/// <param name="after">The image of the second files; it may be the same.</param>
internal sealed class ContentComparison(LayeredImage before, LayeredImage after)
{
    private readonly List<Question> _questions = [];
    private readonly LayerErrors _errors = new(after.Limits.Warnings);
    private Answer[] _answers = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<ImageException> Errors => _errors.All;

    /// <summary>Notes a question.</summary>
    /// <param name="old">Layer and row of the first file.</param>
    /// <param name="now">Layer and row of the second file.</param>
    /// <returns>Its number.</returns>
    public int Ask((int Layer, int Row) old, (int Layer, int Row) now)
    {
        _questions.Add(new Question(old, now));
        return _questions.Count - 1;
    }

    /// <summary>Whether the files of a question are equal, once <see cref="Read"/> is done; null where one could not be read.</summary>
    public bool? AreEqual(int question) => _answers[question] switch { Answer.Equal => true, Answer.Different => false, _ => null };

    /// <summary>Reads what is needed to answer all questions.</summary>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public void Read(ReadMeter meter)
    {
        _answers = new Answer[_questions.Count];
        List<int> sideBySide = [];
        List<int> byFingerprint = [];
        long expected = 0;
        for (int i = 0; i < _questions.Count; i++)
        {
            Question question = _questions[i];
            bool arePlain = IsPlain(before, question.Old) && IsPlain(after, question.Now);
            if (arePlain || IsSparse(before, question.Old) || IsSparse(after, question.Now))
            {
                sideBySide.Add(i);
                expected = ByteSum.Add(expected, RowOf(after, question.Now).Size);
            }
            else
            {
                byFingerprint.Add(i);
            }
        }
        meter.Expect(expected);
        ReadSideBySide(sideBySide, meter);
        CompareFingerprints(byFingerprint, meter);
    }

    private void ReadSideBySide(List<int> questions, ReadMeter meter)
    {
        // In the order of the archive, as far as one order can be.
        questions.Sort((one, other) => _questions[one].Now.CompareTo(_questions[other].Now));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = meter.Cancellation };
        Parallel.For(0, questions.Count, options, () => new ContentPair(before, after), (i, _, pair) =>
        {
            try
            {
                Question question = _questions[questions[i]];
                _answers[questions[i]] = pair.AreEqual(question.Old, question.Now, meter) ? Answer.Equal : Answer.Different;
            }
            catch (ImageException e)
            {
                _errors.Add(e);
            }
            return pair;
        }, pair => pair.Dispose());
    }

    private void CompareFingerprints(List<int> questions, ReadMeter meter)
    {
        bool isOne = ReferenceEquals(before, after);
        IEnumerable<(int Layer, int Row)> old = questions.Select(question => _questions[question].Old);
        IEnumerable<(int Layer, int Row)> now = questions.Select(question => _questions[question].Now);
        Fingerprint(before, isOne ? old.Concat(now) : old, meter);
        if (!isOne)
            Fingerprint(after, now, meter);
        foreach (int question in questions)
        {
            UInt128 one = FingerprintOf(before, _questions[question].Old);
            UInt128 other = FingerprintOf(after, _questions[question].Now);
            if (one != 0 && other != 0)
                _answers[question] = one == other ? Answer.Equal : Answer.Different;
        }
    }

    private void Fingerprint(LayeredImage image, IEnumerable<(int Layer, int Row)> files, ReadMeter meter) => _errors.Add(
        ContentPass.Read(image, files.Where(file => FingerprintOf(image, file) == 0),
            layer => new FingerprintVisitor(image.Tree.Layers[layer]!.Digests.Fingerprints), meter));

    private static UInt128 FingerprintOf(LayeredImage image, (int Layer, int Row) file) => image.Tree.Layers[file.Layer]!.Digests.Fingerprints[file.Row];

    private static bool IsPlain(LayeredImage image, (int Layer, int Row) file) =>
        image.Image.Layers[file.Layer].Blob is not { } blob || (blob.Compression == CompressionFormat.None && blob.IsRandomAccess);

    private static bool IsSparse(LayeredImage image, (int Layer, int Row) file) => (RowOf(image, file).Flags & RowFlags.Sparse) != 0;

    private static LayerRow RowOf(LayeredImage image, (int Layer, int Row) file) => image.Tree.Layers[file.Layer]!.Row(file.Row);

    private enum Answer : byte
    {
        Unknown,
        Equal,
        Different,
    }

    private readonly record struct Question((int Layer, int Row) Old, (int Layer, int Row) Now);
}
