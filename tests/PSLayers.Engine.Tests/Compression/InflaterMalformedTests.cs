namespace PSLayers.Compression.Deflate;

public class InflaterMalformedTests
{
    [Fact]
    public void Block_type_3_is_refused() =>
        Refuses(new BitWriter().Block(true, 3), "type 3");

    [Fact]
    public void A_stored_length_must_agree_with_its_complement() =>
        Refuses(new BitWriter().Block(true, 0).Bits(0, 5).Bits(5, 16).Bits(5, 16), "complement");

    [Theory]
    [InlineData(30, 0)]
    [InlineData(31, 0)]
    [InlineData(0, 30)]
    [InlineData(0, 31)]
    public void More_codes_than_exist_are_refused(int litLen, int distance) =>
        Refuses(new BitWriter().Block(true, 2).Bits(litLen, 5).Bits(distance, 5).Bits(0, 4), "more length or distance codes");

    [Theory]
    [InlineData(1, 1, 1, 0)] // over-subscribed
    [InlineData(2, 2, 2, 0)] // incomplete
    [InlineData(1, 0, 0, 0)] // a single code
    [InlineData(0, 0, 0, 0)] // none
    public void The_code_for_code_lengths_must_be_complete(int a, int b, int c, int d) =>
        Refuses(new BitWriter().Block(true, 2).Bits(0, 5).Bits(0, 5).Bits(0, 4).Bits(a, 3).Bits(b, 3).Bits(c, 3).Bits(d, 3),
            "code for code lengths");

    [Fact]
    public void The_first_code_length_cannot_repeat_another() =>
        Refuses(new BitWriter().Block(true, 2).Bits(0, 5).Bits(0, 5).Bits(0, 4).Bits(1, 3).Bits(0, 3).Bits(1, 3).Bits(0, 3)
            .Code("0").Bits(0, 2), "first code length");

    [Fact]
    public void Code_lengths_cannot_repeat_beyond_the_last() =>
        Refuses(new BitWriter().Block(true, 2).Bits(0, 5).Bits(0, 5).Bits(0, 4).Bits(0, 3).Bits(0, 3).Bits(1, 3).Bits(1, 3)
            .Code("1").Bits(127, 7).Code("1").Bits(127, 7), "beyond the last");

    [Fact]
    public void A_block_needs_a_code_for_its_end() =>
        Refuses(Dynamic([(0, 1), (1, 1)], [(0, 1)]), "no code for its end");

    [Fact]
    public void Too_many_literal_codes_are_refused() =>
        Refuses(Dynamic([(0, 1), (1, 1), (256, 1)], [(0, 1)]), "literals and lengths");

    [Fact]
    public void Missing_literal_codes_are_refused() =>
        Refuses(Dynamic([(0, 2), (256, 2)], [(0, 1)]), "literals and lengths");

    [Fact]
    public void A_single_literal_code_of_two_bits_is_refused() =>
        Refuses(Dynamic([(256, 2)], [(0, 1)]), "literals and lengths");

    [Fact]
    public void Too_many_distance_codes_are_refused() =>
        Refuses(Dynamic([(0, 1), (256, 1)], [(0, 1), (1, 1), (2, 1)]), "distances");

    [Fact]
    public void Missing_distance_codes_are_refused() =>
        Refuses(Dynamic([(0, 1), (256, 1)], [(0, 2), (1, 2)]), "distances");

    [Fact]
    public void A_single_distance_code_is_accepted_and_its_other_bit_refused()
    {
        // Codes: 0 = literal A, 10 = end, 11 = length 3; distance 0 = 1.
        (int, int)[] litLen = [('A', 1), (256, 2), (257, 2)];
        var good = Dynamic(litLen, [(0, 1)]).Code("0").Code("11").Code("0").Code("10");
        Assert.Equal("AAAA"u8.ToArray(), DeflateSamples.Inflate(good.ToArray()));
        Refuses(Dynamic(litLen, [(0, 1)]).Code("0").Code("11").Code("1").Code("10"), "no distance");
    }

    [Fact]
    public void A_block_without_distance_codes_may_hold_literals_only()
    {
        (int, int)[] litLen = [('A', 1), (256, 2), (257, 2)];
        Assert.Equal("AA"u8.ToArray(), DeflateSamples.Inflate(Dynamic(litLen, []).Code("0").Code("0").Code("10").ToArray()));
        Refuses(Dynamic(litLen, []).Code("0").Code("11").Code("0"), "no distance");
    }

    [Fact]
    public void A_block_may_hold_nothing_but_its_end()
    {
        Assert.Empty(DeflateSamples.Inflate(Dynamic([(256, 1)], []).Code("0").ToArray()));
        Refuses(Dynamic([(256, 1)], []).Code("1"), "no literal or length");
    }

    [Theory]
    [InlineData("11000110")]
    [InlineData("11000111")]
    public void Length_codes_286_and_287_are_refused(string code) =>
        Refuses(new BitWriter().Block(true, 1).FixedLiteral('A').Code(code).Code("00000"), "no literal or length");

    [Theory]
    [InlineData("11110")]
    [InlineData("11111")]
    public void Distance_codes_30_and_31_are_refused(string code) =>
        Refuses(new BitWriter().Block(true, 1).FixedLiteral('A').Code("0000001").Code(code), "no distance");

    [Fact]
    public void A_match_cannot_begin_before_the_data() =>
        Refuses(new BitWriter().Block(true, 1).FixedLiteral('A').Code("0000001").Code("00001"), "before the start");

    [Fact]
    public void The_error_tells_the_compressed_byte()
    {
        var stored = new BitWriter().Block(false, 0).Bits(0, 5).Bits(3, 16).Bits(0xFFFC, 16).Bits(0x414141, 24).Block(true, 3);

        var error = Assert.Throws<DeflateException>(() => DeflateSamples.Inflate(stored.ToArray()));

        Assert.Equal(8, error.CompressedOffset);
        Assert.Contains("byte 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decoder_that_failed_stays_failed()
    {
        using var inflater = new Inflater();
        Assert.Throws<DeflateException>(() => inflater.Inflate([7], out _));
        Assert.Throws<InvalidOperationException>(() => inflater.Inflate([0], out _));
        inflater.Restart(default, default);
        Assert.Equal(InflateStatus.Finished, inflater.Inflate([3, 0], out _));
    }

    [Fact]
    public void A_decoder_that_was_closed_cannot_be_used_again()
    {
        var inflater = new Inflater();
        inflater.Dispose();
        Assert.Throws<ObjectDisposedException>(() => inflater.Restart(default, default));
        Assert.Throws<InvalidOperationException>(() => inflater.Inflate([3, 0], out _));
    }

    private static BitWriter Dynamic((int Symbol, int Length)[] litLen, (int Symbol, int Length)[] distance) =>
        new BitWriter().DynamicHeader(true, BitWriter.Lengths(258, litLen), BitWriter.Lengths(4, distance));

    /// <summary>The same verdict in the careful loop, in the fast loop, and from the framework.</summary>
    private static void Refuses(BitWriter writer, string reason)
    {
        var stored = writer.ToArray();
        byte[] ample = [.. stored, .. new byte[100]];
        foreach (var input in new[] { stored, ample })
        {
            var whole = Assert.Throws<DeflateException>(() => DeflateSamples.Inflate(input));
            Assert.Contains(reason, whole.Reason, StringComparison.Ordinal);
            var pieces = Assert.Throws<DeflateException>(() => DeflateSamples.Inflate(input, () => 1, out _));
            Assert.Equal(whole.Reason, pieces.Reason);
        }
        using var framework = new System.IO.Compression.DeflateStream(new MemoryStream(ample), System.IO.Compression.CompressionMode.Decompress);
        Assert.Throws<InvalidDataException>(() => framework.CopyTo(Stream.Null));
    }
}
