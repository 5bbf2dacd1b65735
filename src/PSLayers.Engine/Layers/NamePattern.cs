namespace PSLayers.Layers;

/// <summary>A pattern for one name, without slashes: <c>*</c> stands for any characters, <c>?</c> for one, <c>[a-z]</c> for one of a set. A backtick
/// takes its meaning from the character behind it. What is no whole set stands for itself.</summary>
internal sealed class NamePattern
{
    private readonly Token[] _tokens;
    private readonly bool _ignoresCase;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="ignoresCase">Whether capitals and small letters are the same.</param>
    public NamePattern(string text, bool ignoresCase)
    {
        _ignoresCase = ignoresCase;
        _tokens = Read(text);
        if (Array.TrueForAll(_tokens, token => token.Kind == TokenKind.Character))
            Literal = string.Concat(_tokens.Select(token => token.Character));
    }

    private enum TokenKind
    {
        Character,
        OneOfSet,
        AnyCharacter,
        AnyCharacters,
    }

    /// <summary>The one name that is meant, of a pattern without wildcards; null of others.</summary>
    public string? Literal { get; }

    /// <summary>Whether a name is like the pattern. Takes time by the length of the name times that of the pattern, at most.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        int token = 0;
        int at = 0;
        // Only the last star has to be tried again: what an earlier one took was as little as possible.
        int star = -1;
        int starAt = 0;
        while (at < name.Length)
        {
            if (token < _tokens.Length && _tokens[token].Kind == TokenKind.AnyCharacters)
            {
                star = token++;
                starAt = at;
            }
            else if (token < _tokens.Length && Takes(_tokens[token], name[at..]) is > 0 and var taken)
            {
                token++;
                at += taken;
            }
            else if (star >= 0)
            {
                token = star + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }
        while (token < _tokens.Length && _tokens[token].Kind == TokenKind.AnyCharacters)
            token++;
        return token == _tokens.Length;
    }

    // How many characters of a text a token stands for; 0 for none.
    private int Takes(Token token, ReadOnlySpan<char> text) => token.Kind switch
    {
        TokenKind.AnyCharacter => text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1,
        TokenKind.OneOfSet => IsInSet(token.Set!, text[0]) ? 1 : 0,
        _ => Fold(token.Character) == Fold(text[0]) ? 1 : 0,
    };

    private bool IsInSet((char First, char Last)[] set, char character)
    {
        foreach ((char first, char last) in set)
        {
            if ((character >= first && character <= last)
                || (_ignoresCase && ((Fold(character) >= first && Fold(character) <= last)
                    || (char.ToLowerInvariant(character) >= first && char.ToLowerInvariant(character) <= last))))
                return true;
        }
        return false;
    }

    private char Fold(char character) => _ignoresCase ? char.ToUpperInvariant(character) : character;

    private static Token[] Read(string text)
    {
        var tokens = new List<Token>();
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '*':
                    if (tokens.Count == 0 || tokens[^1].Kind != TokenKind.AnyCharacters)
                        tokens.Add(new Token(TokenKind.AnyCharacters));
                    break;
                case '?':
                    tokens.Add(new Token(TokenKind.AnyCharacter));
                    break;
                case '[' when ReadSet(text, i) is ({ } set, var end):
                    tokens.Add(new Token(TokenKind.OneOfSet, Set: set));
                    i = end;
                    break;
                case '`' when i + 1 < text.Length:
                    tokens.Add(new Token(TokenKind.Character, text[++i]));
                    break;
                default:
                    tokens.Add(new Token(TokenKind.Character, text[i]));
                    break;
            }
        }
        return [.. tokens];
    }

    // A bracket that follows the opening one at once is a member, as in every shell.
    private static ((char First, char Last)[]? Set, int End) ReadSet(string text, int start)
    {
        var set = new List<(char, char)>();
        for (int i = start + 1; i < text.Length; i++)
        {
            if (text[i] == ']' && set.Count > 0)
                return ([.. set], i);
            char first = Member(text, ref i);
            char last = first;
            if (i + 2 < text.Length && text[i + 1] == '-' && text[i + 2] != ']')
            {
                i += 2;
                last = Member(text, ref i);
            }
            set.Add((first, last));
        }
        return (null, start);
    }

    private static char Member(string text, ref int i) => text[i] == '`' && i + 1 < text.Length ? text[++i] : text[i];

    private readonly record struct Token(TokenKind Kind, char Character = default, (char First, char Last)[]? Set = null);
}
