using System.Text;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>Which system an image has, by its os-release(5).</summary>
/// <param name="Id">The system's name, such as <c>debian</c>; empty where the image does not tell.</param>
/// <param name="VersionId">Its version, such as <c>12</c>; empty where there is none.</param>
internal sealed record OsRelease(string Id, string VersionId)
{
    private const int LargestSize = 64 << 10;

    private static readonly string[] Places = ["/etc/os-release", "/usr/lib/os-release"];

    /// <summary>Reads what a view says.</summary>
    public static OsRelease Of(LayeredImage image, TreeView view)
    {
        foreach (string place in Places)
        {
            try
            {
                ContentPlace content = ContentFinder.Find(image, view, place);
                using var reader = new ContentReader(image);
                using EntryStream stream = reader.Open(content.Layer, content.Row);
                var text = new byte[Math.Min(LargestSize, stream.Length)];
                stream.ReadExactly(text);
                return Read(Encoding.UTF8.GetString(text));
            }
            catch (ImageException)
            {
                // Not every image has one, and nothing but names depends on it.
            }
        }
        return new OsRelease("", "");
    }

    private static OsRelease Read(string text)
    {
        string id = "", version = "";
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("ID=", StringComparison.Ordinal))
                id = Value(line[3..]);
            else if (line.StartsWith("VERSION_ID=", StringComparison.Ordinal))
                version = Value(line[11..]);
        }
        return new OsRelease(id, version);
    }

    private static string Value(string text) => VisibleText.Line(text.Trim().Trim('"', '\''));
}
