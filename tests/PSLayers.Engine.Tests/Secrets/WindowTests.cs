using System.Text;
using PSLayers.Secrets.Search;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Texts come in pieces, and are looked at in a window; neither may be seen in what is found.</summary>
public sealed class WindowTests : SecretTest
{
    [Fact]
    public void The_search_finds_every_word_and_no_other()
    {
        var random = new Random(5);
        uint[] words = [.. Enumerable.Range(0, 300).Select(_ => (uint)random.Next(int.MinValue, int.MaxValue) & 0x03030303 | 0x60606060)];
        var search = new AnchorSearch(words.Select((word, number) => (word, number)));
        for (int length = 0; length < 300; length++)
        {
            var text = new byte[length];
            random.NextBytes(text);
            for (int i = 0; i < length; i++)
                text[i] = (byte)(text[i] & 3 | 0x60);
            int from = random.Next(0, 4), end = Math.Max(from, length - random.Next(0, 6));
            int[] expected = [.. Enumerable.Range(from, Math.Max(0, Math.Min(end, length - 3) - from)).Where(at => words.Contains(AnchorSearch.WordOf(text.AsSpan(at))))];

            var found = new List<int>();
            for (int at = from; (at = search.Find(text, at, end)) >= 0; at++)
            {
                found.Add(at);
                Assert.Equal(words.Select((word, number) => (word, number)).Where(word => word.word == AnchorSearch.WordOf(text.AsSpan(at))).Select(word => word.number), search.At(text, at));
            }
            Assert.Equal(expected, found);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void A_secret_is_found_in_pieces_of_any_size(int piece)
    {
        byte[] text = Encoding.ASCII.GetBytes($"a\nb {Planted.Token("github-token")}\n{Planted.PrivateKey}\nkey\n");

        Assert.Equal([("github-token", 2L), ("private-key", 3L)], Hits(text, piece).Select(hit => (hit.Kind, hit.Line)));
    }

    [Fact]
    public void A_secret_across_the_border_of_a_window_is_found_once_with_its_line()
    {
        string token = Planted.Token("github-token");
        // The window moves on at its size less what may belong to a secret, and the next time as much further.
        foreach (int border in new[] { (256 << 10) - SecretScan.Reach, 256 << 10, 2 * ((256 << 10) - SecretScan.Reach) - SecretScan.Behind, (512 << 10) - SecretScan.Reach })
        {
            for (int before = -2; before < token.Length + 3; before++)
            {
                byte[] text = new byte[border + 4096];
                text.AsSpan().Fill((byte)'\n');
                int start = border - before;
                Encoding.ASCII.GetBytes(token).CopyTo(text.AsSpan(start));

                SecretHit hit = Assert.Single(Hits(text, 64 << 10));
                Assert.Equal(start + 1, hit.Line);
            }
        }
    }

    [Fact]
    public void A_key_across_the_border_is_found_once()
    {
        byte[] key = Encoding.ASCII.GetBytes(Planted.PrivateKey);
        int border = (256 << 10) - SecretScan.Reach;
        for (int before = 0; before < key.Length; before += 9)
        {
            byte[] text = new byte[border + 4096];
            text.AsSpan().Fill((byte)'\n');
            key.CopyTo(text.AsSpan(border - before));

            Assert.Equal(border - before + 1, Assert.Single(Hits(text)).Line);
        }
    }

    [Fact]
    public void A_secret_that_stands_twice_in_a_text_is_told_once_at_its_first_line()
    {
        string token = Planted.Token("github-token");

        Assert.Equal(2, Assert.Single(Hits($"\n{token}\n{token}\n")).Line);
    }

    [Fact]
    public void Two_secrets_are_two() =>
        Assert.Equal([1L, 3L], Hits($"{Planted.Token("github-token", 1)}\n\n{Planted.Token("github-token", 2)}").Select(hit => hit.Line));
}
