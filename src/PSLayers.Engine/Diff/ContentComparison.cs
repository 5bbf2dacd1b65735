using System.Buffers;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Finds out which of many pairs of equally long files are equal. The questions are gathered first: that way a compressed layer is
/// decompressed once for all of them. Files of plain layers are read side by side, up to the first difference.</summary>
/// <param name="before">The image of the first files.</param>
/// <param name="after">The image of the second files; it may be the same.</param>
internal sealed class ContentComparison(LayeredImage before, LayeredImage after)
{
    private const int BufferSize = 128 << 10;

    private readonly List<Question> _questions = [];
    private readonly List<ImageException> _errors = [];
    private Answer[] _answers = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<ImageException> Errors => _errors;

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
        List<int> plain = [];
        List<int> packed = [];
        var sparse = (Old: new SparseAllowance(before), Now: new SparseAllowance(after));
        long expected = 0;
        for (int i = 0; i < _questions.Count; i++)
        {
            Question question = _questions[i];
            if (!IsPlain(before, question.Old) || !IsPlain(after, question.Now))
            {
                packed.Add(i);
            }
            else if ((sparse.Old.Refuse(question.Old.Layer, question.Old.Row) ?? sparse.Now.Refuse(question.Now.Layer, question.Now.Row)) is { } refusal)
            {
                Note(refusal);
            }
            else
            {
                plain.Add(i);
                expected = ByteSum.Add(expected, Twice(SizeOf(after, question.Now)));
            }
        }
        meter.Expect(expected);
        ReadPlain(plain, meter);
        ReadPacked(packed, meter);
    }

    private void ReadPlain(List<int> questions, ReadMeter meter)
    {
        // In the order of the archive, as far as one order can be.
        questions.Sort((one, other) => _questions[one].Now.CompareTo(_questions[other].Now));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = meter.Cancellation };
        Parallel.For(0, questions.Count, options, () => new Reader(before, after), (i, _, reader) =>
        {
            try
            {
                Question question = _questions[questions[i]];
                _answers[questions[i]] = reader.AreEqual(question, meter) ? Answer.Equal : Answer.Different;
            }
            catch (ImageException e)
            {
                Note(e);
            }
            return reader;
        }, reader => reader.Dispose());
    }

    private void ReadPacked(List<int> questions, ReadMeter meter)
    {
        if (questions.Count == 0)
            return;
        bool isOne = ReferenceEquals(before, after);
        IEnumerable<(int, int)> old = questions.Select(question => _questions[question].Old);
        IEnumerable<(int, int)> now = questions.Select(question => _questions[question].Now);
        ContentDigests oldDigests = ContentDigests.Sha256(before, isOne ? old.Concat(now) : old, meter);
        ContentDigests nowDigests = isOne ? oldDigests : ContentDigests.Sha256(after, now, meter);
        foreach (int question in questions)
        {
            ((int Layer, int Row) one, (int Layer, int Row) other) = (_questions[question].Old, _questions[question].Now);
            if (oldDigests[one.Layer, one.Row] is { } first && nowDigests[other.Layer, other.Row] is { } second)
                _answers[question] = first == second ? Answer.Equal : Answer.Different;
        }
        _errors.AddRange(oldDigests.Errors);
        if (!isOne)
            _errors.AddRange(nowDigests.Errors);
    }

    private void Note(ImageException error)
    {
        lock (_errors)
        {
            if (_errors.Count < after.Limits.Warnings)
                _errors.Add(error);
        }
    }

    private static long Twice(long bytes) => ByteSum.Add(bytes, bytes);

    private static bool IsPlain(LayeredImage image, (int Layer, int Row) file) =>
        image.Image.Layers[file.Layer].Blob is not { IsRandomAccess: false };

    private static long SizeOf(LayeredImage image, (int Layer, int Row) file) => image.Tree.Layers[file.Layer]!.Row(file.Row).Size;

    private enum Answer : byte
    {
        Unknown,
        Equal,
        Different,
    }

    private readonly record struct Question((int Layer, int Row) Old, (int Layer, int Row) Now);

    // What one thread needs to compare files.
    private sealed class Reader(LayeredImage before, LayeredImage after) : IDisposable
    {
        private readonly ContentReader _before = new(before);
        private readonly ContentReader _after = new(after);
        private readonly byte[] _one = ArrayPool<byte>.Shared.Rent(BufferSize);
        private readonly byte[] _other = ArrayPool<byte>.Shared.Rent(BufferSize);

        public bool AreEqual(Question question, ReadMeter meter)
        {
            long left = SizeOf(after, question.Now);
            using Stream old = _before.Open(question.Old.Layer, question.Old.Row);
            using Stream now = _after.Open(question.Now.Layer, question.Now.Row);
            while (left > 0)
            {
                int wanted = (int)Math.Min(left, BufferSize);
                old.ReadExactly(_one, 0, wanted);
                now.ReadExactly(_other, 0, wanted);
                left -= wanted;
                bool isEqual = _one.AsSpan(0, wanted).SequenceEqual(_other.AsSpan(0, wanted));
                // A difference settles the rest without reading it.
                meter.Add(Twice(isEqual ? wanted : wanted + left));
                if (!isEqual)
                    return false;
            }
            return true;
        }

        public void Dispose()
        {
            _before.Dispose();
            _after.Dispose();
            ArrayPool<byte>.Shared.Return(_one);
            ArrayPool<byte>.Shared.Return(_other);
        }
    }
}
