using System.Globalization;
using System.Text;
using PSLayers.Text;

namespace PSLayers.Extraction;

/// <summary>Names that Windows does not allow, written so that it does, as web addresses do it: <c>a:b</c> becomes <c>a%3Ab</c>. Whoever takes each
/// <c>%</c> with two digits back has the name again; a <c>%</c> in front of two digits that a name has itself is therefore written <c>%25</c>.</summary>
internal static class WindowsName
{
    /// <summary>A path with all names written so.</summary>
    /// <param name="path">Names as <see cref="EntryName"/> shows them, with slashes between them.</param>
    public static string EscapePath(string path)
    {
        string[] names = path.Split('/');
        bool isOther = false;
        for (int i = 0; i < names.Length; i++)
        {
            string original = EntryName.Original(names[i]), escaped = Escape(original);
            if (escaped == original)
                continue;
            isOther = true;
            names[i] = EntryName.Decode(Encoding.UTF8.GetBytes(escaped));
        }
        return isOther ? string.Join('/', names) : path;
    }

    /// <summary>A name that Windows allows.</summary>
    /// <param name="name">The name as the image has it.</param>
    public static string Escape(string name)
    {
        // These two mean directories, and a name without any character is none: nothing makes them names.
        if (name is "" or "." or "..")
            return name;
        var escaped = new StringBuilder(name.Length + 8);
        bool isDevice = SafeName.IsWindowsDevice(name);
        for (int i = 0; i < name.Length; i++)
        {
            bool isWritten = SafeName.IsWindowsForbidden(name[i]) || (i == 0 && isDevice) || (i == name.Length - 1 && name[i] is '.' or ' ')
                || (name[i] == '%' && i + 2 < name.Length && char.IsAsciiHexDigit(name[i + 1]) && char.IsAsciiHexDigit(name[i + 2]));
            if (isWritten && name[i] < 0x80)
                escaped.Append('%').Append(((int)name[i]).ToString("X2", CultureInfo.InvariantCulture));
            else
                escaped.Append(name[i]);
        }
        return escaped.ToString();
    }

    /// <summary>The name that was written so.</summary>
    public static string Unescape(string name)
    {
        var original = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] == '%' && i + 2 < name.Length && byte.TryParse(name.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code) && code < 0x80)
            {
                original.Append((char)code);
                i += 2;
            }
            else
                original.Append(name[i]);
        }
        return original.ToString();
    }
}
