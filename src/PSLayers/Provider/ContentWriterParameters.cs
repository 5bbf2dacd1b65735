using System.Management.Automation;
using System.Text;
using PSLayers.Common;

namespace PSLayers.Provider;

/// <summary>What Set-Content and Add-Content take on a drive beside their own parameters.</summary>
public sealed class ContentWriterParameters
{
    /// <summary>Whether bytes are written instead of text.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>Encoding of the text; null for that of what is added to, or UTF-8.</summary>
    [Parameter]
    [TextEncoding]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding? Encoding { get; set; }

    /// <summary>Whether no line feed follows a piece of text.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    // As PowerShell writes text where nothing is said: without a mark in front.
    internal static Encoding Plain { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The parameters of a command, whichever provider they came from.</summary>
    internal static ContentWriterParameters Of(object? parameters)
    {
        if (parameters is ContentWriterParameters own)
            return own;
        var foreign = new ForeignParameters(parameters);
        return new ContentWriterParameters
        {
            AsByteStream = foreign.Value(nameof(AsByteStream), default(SwitchParameter)),
            Encoding = foreign.Value("WasStreamTypeSpecified", false) ? foreign.Value(nameof(Encoding), Plain) : null,
            NoNewline = foreign.Value(nameof(NoNewline), default(SwitchParameter)),
        };
    }
}
