using System.Management.Automation;
using System.Text;
using PSLayers.Common;

namespace PSLayers.Provider;

/// <summary>What Get-Content takes on a drive beside its own parameters.</summary>
public sealed class ContentParameters
{
    /// <summary>Whether a file comes as one string, or one array of bytes.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Whether bytes come instead of text.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>Encoding of a text that does not tell its own.</summary>
    [Parameter]
    [TextEncoding]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = Encoding.UTF8;

    /// <summary>What ends a piece of text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>The parameters of a command, whichever provider they came from.</summary>
    internal static ContentParameters Of(object? parameters)
    {
        if (parameters is ContentParameters own)
            return own;
        var foreign = new ForeignParameters(parameters);
        var content = new ContentParameters
        {
            Raw = foreign.Value(nameof(Raw), default(SwitchParameter)),
            AsByteStream = foreign.Value(nameof(AsByteStream), default(SwitchParameter)),
            Encoding = foreign.Value(nameof(Encoding), Encoding.UTF8),
        };
        // The file system's is a line feed where none was given.
        string delimiter = foreign.Value(nameof(Delimiter), "\n");
        if (delimiter != "\n")
            content.Delimiter = delimiter;
        return content;
    }

    /// <summary>Two of them that cannot be used together; null for none.</summary>
    internal string? Conflict => Delimiter is null ? null : Raw ? "-Raw and -Delimiter" : AsByteStream ? "-AsByteStream and -Delimiter" : null;

    internal ContentForm Form => new() { Raw = Raw, AsBytes = AsByteStream, Encoding = Encoding, Delimiter = Delimiter };
}
