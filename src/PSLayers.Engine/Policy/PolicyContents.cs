using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Policy;

/// <summary>Shows files to the tests that asked for them: all in one pass over the layers.</summary>
internal sealed class PolicyContents
{
    private readonly LayeredImage _image;
    private readonly ILookup<ContentPlace, ContentQuestion> _questions;

    private PolicyContents(LayeredImage image, IEnumerable<ContentQuestion> questions) =>
        (_image, _questions) = (image, questions.Where(question => question.Place is not null).ToLookup(question => question.Place!.Value));

    /// <summary>Answers questions, or says of each why there is no answer.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view that is judged.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    public static void Answer(LayeredImage image, TreeView view, IReadOnlyList<ContentQuestion> questions, ReadMeter meter)
    {
        foreach (ContentQuestion question in questions)
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            try
            {
                question.Place = ContentFinder.Find(image, view, question.Path);
            }
            catch (ImageException e)
            {
                question.Fault = e;
            }
        }
        var contents = new PolicyContents(image, questions);
        IEnumerable<(int, int)> files = contents._questions.Select(file => (file.Key.Layer, file.Key.Row));
        IReadOnlyList<ImageException> errors = ContentPass.Read(image, files, layer => new Visitor(contents, layer, meter.Cancellation), meter);
        foreach (ContentQuestion question in questions.Where(question => question is { IsAnswered: false, Fault: null }))
            question.Fault = errors.Count > 0 ? errors[0] : new ImageException(ImageErrorId.ReadFailed, $"{question.Path} could not be read");
    }

    private sealed class Visitor(PolicyContents contents, int layer, CancellationToken cancellation) : IContentVisitor
    {
        private byte[] _content = [];
        private int _length;
        private int _row;

        private IEnumerable<ContentQuestion> Questions => contents._questions[new ContentPlace(layer, _row)];

        public bool Begin(int row, long size)
        {
            (_row, _length) = (row, 0);
            int most = contents._image.Limits.PolicyContent;
            if (size > most)
            {
                foreach (ContentQuestion question in Questions)
                    question.Fault = new ImageException(ImageErrorId.ContentTooLarge, $"{question.Path} has {size} bytes, and at most {most} are looked through (limit PolicyContent)");
                return false;
            }
            if (_content.Length < size)
                _content = new byte[size];
            return true;
        }

        public void Add(ReadOnlySpan<byte> data)
        {
            data.CopyTo(_content.AsSpan(_length));
            _length += data.Length;
        }

        public void End()
        {
            var content = new FileContent(_content.AsMemory(0, _length));
            foreach (ContentQuestion question in Questions)
            {
                cancellation.ThrowIfCancellationRequested();
                question.Show(content);
            }
        }

        public void Dispose()
        {
        }
    }
}
