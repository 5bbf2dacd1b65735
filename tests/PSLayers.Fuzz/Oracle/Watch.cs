using System.Text;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Text;

namespace PSLayers.Fuzzing.Oracle;

/// <summary>Hears what the engine says of an input, and does not believe everything.</summary>
/// <param name="stop">Ends what takes too long.</param>
internal sealed class Watch(CancellationToken stop = default)
{
    /// <summary>Carries the wish to stop.</summary>
    public ReadMeter Meter { get; } = new(stop);

    /// <summary>How many answers there were that said something is wrong with the input.</summary>
    public int Answers { get; private set; }

    /// <summary>How many images were looked at in full.</summary>
    public int Images { get; set; }

    /// <summary>Does something that an <see cref="ImageException"/> may answer.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (ImageException e)
        {
            See(e);
            return false;
        }
    }

    /// <summary>An error is an answer, unless it tells of a fault of the engine's own.</summary>
    public void See(ImageException? error)
    {
        if (error is null)
            return;
        Answers++;
        if (error.ErrorId == ImageErrorId.InternalError)
            throw new FindingException(error.Message, error);
        Text(error.Message);
    }

    public void See(IEnumerable<ImageException> errors)
    {
        foreach (ImageException error in errors)
            See(error);
    }

    public void See(IEnumerable<ImageWarning> warnings)
    {
        foreach (ImageWarning warning in warnings)
        {
            Answers++;
            Expect(warning.ErrorId != ImageErrorId.InternalError, warning.Message);
            Text(warning.Message);
        }
    }

    /// <summary>Text for users is safe to show.</summary>
    public void Text(string? text)
    {
        foreach (Rune rune in text.AsSpan().EnumerateRunes())
            Expect(!VisibleText.IsUnsafe(rune) || rune.Value is '\n' or '\t', "text that is not safe");
    }

    /// <summary>What has to hold whatever the input is.</summary>
    public void Expect(bool holds, string what)
    {
        stop.ThrowIfCancellationRequested();
        if (!holds)
            throw new FindingException(what);
    }
}
