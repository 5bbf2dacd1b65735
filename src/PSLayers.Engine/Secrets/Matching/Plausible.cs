using System.Buffers;

namespace PSLayers.Secrets.Matching;

/// <summary>Tells real secrets from what stands in their place in samples and templates.</summary>
internal static class Plausible
{
    // What tokens have in samples, anywhere.
    private static readonly string[] Fillings =
        ["example", "xxxx", "placeholder", "redacted", "changeme", "change-me", "change_me", "dummy", "1234567890", "0123456789", "abcdefgh", "aaaaaa", "000000", "notreal", "fakefake"];

    private static readonly SearchValues<byte> NumberSet = SearchValues.Create("0123456789.,-"u8);

    // Passwords that are none.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pass", "pwd", "passw0rd", "secret", "token", "apikey", "api_key", "key", "user", "username", "admin", "root", "test", "tests", "testing", "guest", "foo",
        "bar", "baz", "foobar", "none", "null", "nil", "true", "false", "yes", "no", "on", "off", "undefined", "todo", "tbd", "value", "string", "changeit", "change", "default", "empty",
        "hidden", "abc", "abc123", "xyz", "xxx", "mypassword", "mysecret", "mypass", "my-password", "yourpassword", "your_password", "your-password", "password123", "secret123", "tiger",
        "s3cret", "s3kr3t", "p4ssw0rd", "p@ssw0rd", "p@ssword", "letmein", "hunter2", "hostname", "host", "port", "credentials", "passphrase", "auth", "required", "optional",
    };

    /// <summary>Bits of information of a character, on average, by how often each occurs (Shannon).</summary>
    public static double Entropy(ReadOnlySpan<byte> text)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (byte value in text)
            counts[value]++;
        double bits = 0;
        foreach (int count in counts)
        {
            if (count > 0)
                bits -= count * Math.Log2((double)count / text.Length);
        }
        return text.IsEmpty ? 0 : bits / text.Length;
    }

    /// <summary>Whether a token is a sample's filling.</summary>
    public static bool IsFilling(ReadOnlySpan<byte> token)
    {
        Span<char> small = token.Length <= 512 ? stackalloc char[token.Length] : new char[token.Length];
        for (int i = 0; i < token.Length; i++)
            small[i] = char.ToLowerInvariant((char)token[i]);
        foreach (string filling in Fillings)
        {
            if (small.IndexOf(filling, StringComparison.Ordinal) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>Whether a password can be one: no variable or template, no word for a password, no row of equal characters.</summary>
    /// <param name="value">The password.</param>
    public static bool IsPassword(ReadOnlySpan<byte> value)
    {
        if (value.Length < 4 || value.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0)
            return false;
        // ${NAME}, $NAME, $(command), %NAME%, %s, {name}, {{name}}, <name>, [name], @name@, and references to other places.
        if (value[0] is (byte)'$' or (byte)'<' or (byte)'[' or (byte)'(' || value is [(byte)'%', ..] or [(byte)'@', .., (byte)'@'] || value.IndexOf("${"u8) >= 0 || value.IndexOf("{{"u8) >= 0
            || (value[0] == '{' && value[^1] == '}') || value.IndexOf("%s"u8) >= 0 || value.IndexOf("$("u8) >= 0)
        {
            return false;
        }
        if (value.IndexOfAnyExcept(value[0]) < 0 || value.StartsWith("your"u8) || value.StartsWith("YOUR"u8) || value.StartsWith("/run/secrets"u8) || value.StartsWith("vault:"u8))
            return false;
        string text = System.Text.Encoding.Latin1.GetString(value);
        return !Words.Contains(text) && !(text.Contains('%', StringComparison.Ordinal) && Words.Contains(Uri.UnescapeDataString(text))) && !IsFilling(value);
    }

    /// <summary>Whether the value of something whose name sounds secret can be one: no path, address, number or switch.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public static bool IsNamedSecret(string name, ReadOnlySpan<byte> value)
    {
        if (value.Length < 6 || !IsPassword(value) || value.IndexOfAny(" \t"u8) >= 0)
            return false;
        bool isPlace = value[0] is (byte)'/' or (byte)'~' or (byte)'.' || value.IndexOf("://"u8) >= 0 || value.IndexOf(":\\"u8) >= 0;
        bool isNumber = value.IndexOfAnyExcept(NumberSet) < 0 && value.Length < 10;
        return !isPlace && !isNumber && !System.Text.Ascii.EqualsIgnoreCase(value, name);
    }

    /// <summary>Whether a text looks like drawn at random: long, with letters and digits, and few repeats.</summary>
    public static bool IsRandom(ReadOnlySpan<byte> value) =>
        value.Length >= 12 && value.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 && value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 && Entropy(value) >= 3;
}
