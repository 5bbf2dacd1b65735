using System.Text;

namespace PSLayers.Shell;

/// <summary>The three streams that the shell talks through, and what is known of them.</summary>
internal sealed class Terminal(TextReader input, TextWriter output, TextWriter error)
{
    /// <summary>Columns that are assumed where the output is a file or a pipe.</summary>
    public const int DefaultWidth = 120;

    public TextReader In { get; } = input;

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>True when a person types the input.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>True when the output may hold colours and other escape codes.</summary>
    public bool OutputTakesEscapes { get; init; }

    /// <summary>True when errors may hold colours, and progress may be drawn there.</summary>
    public bool ErrorTakesEscapes { get; init; }

    /// <summary>Width in columns, asked anew each time because a window can be resized.</summary>
    public Func<int> Width { get; init; } = static () => DefaultWidth;

    /// <summary>The process's own console.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        bool escapes = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new Terminal(Console.In, Console.Out, Console.Error)
        {
            IsInteractive = !Console.IsInputRedirected,
            OutputTakesEscapes = escapes && !Console.IsOutputRedirected,
            ErrorTakesEscapes = escapes && !Console.IsErrorRedirected,
            Width = Console.IsOutputRedirected ? static () => DefaultWidth : ConsoleWidth,
        };
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
