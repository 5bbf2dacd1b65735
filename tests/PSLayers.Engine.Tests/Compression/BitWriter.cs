namespace PSLayers.Compression.Deflate;

/// <summary>Writes deflate data bit by bit, to make streams that no compressor would.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _used;

    public byte[] ToArray() => [.. _bytes];

    /// <summary>A number, lowest bit first.</summary>
    public BitWriter Bits(int value, int count)
    {
        for (var bit = 0; bit < count; bit++)
        {
            if (_used == 0)
                _bytes.Add(0);
            _bytes[^1] |= (byte)((value >> bit & 1) << _used);
            _used = (_used + 1) & 7;
        }
        return this;
    }

    /// <summary>A prefix code as it is written down: first bit first.</summary>
    public BitWriter Code(string code)
    {
        foreach (var bit in code)
            Bits(bit - '0', 1);
        return this;
    }

    /// <summary>A block header of 3 bits.</summary>
    public BitWriter Block(bool last, int kind) => Bits(last ? 1 : 0, 1).Bits(kind, 2);

    /// <summary>A literal below 144, or the end of a block, in the fixed code.</summary>
    public BitWriter FixedLiteral(char value) => Code(Convert.ToString(value + 0x30, 2).PadLeft(8, '0'));

    public BitWriter FixedEnd() => Code("0000000");

    /// <summary>The start of a dynamic block whose code for code lengths has 4 bits for each of 0 to 15: the length n is n in binary,
    /// first bit first.</summary>
    public BitWriter DynamicHeader(bool last, int[] litLen, int[] distance)
    {
        Block(last, 2).Bits(litLen.Length - 257, 5).Bits(distance.Length - 1, 5).Bits(19 - 4, 4);
        for (var index = 0; index < 19; index++)
            Bits(index < 3 ? 0 : 4, 3);
        foreach (var length in litLen.Concat(distance))
            Code(Convert.ToString(length, 2).PadLeft(4, '0'));
        return this;
    }

    /// <summary>Code lengths: zero but for the given symbols.</summary>
    public static int[] Lengths(int count, params (int Symbol, int Length)[] used)
    {
        var lengths = new int[count];
        foreach (var (symbol, length) in used)
            lengths[symbol] = length;
        return lengths;
    }
}
