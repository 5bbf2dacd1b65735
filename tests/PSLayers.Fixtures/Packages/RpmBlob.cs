using System.Buffers.Binary;
using System.Text;

namespace PSLayers.Fixtures;

/// <summary>Writes the header of a package as rpm's databases have it.</summary>
public sealed class RpmBlob
{
    private const int ShortType = 3;
    private const int NumberType = 4;
    private const int TextType = 6;
    private const int TextsType = 8;

    private readonly List<(int Tag, int Type, int Count, byte[] Data)> _values = [];

    /// <summary>A package with all that is usual.</summary>
    public static RpmBlob Package(string name, string version, string release, int? epoch = null, string license = "MIT", int size = 1000)
    {
        RpmBlob blob = new RpmBlob().Text(1000, name).Text(1001, version).Text(1002, release).Numbers(1008, 1_700_000_000).Numbers(1009, size).Text(1014, license)
            .Text(1022, "x86_64").Text(1044, $"{name}-{version}-{release}.src.rpm");
        return epoch is { } number ? blob.Numbers(1003, number) : blob;
    }

    public RpmBlob Text(int tag, string text) => Add(tag, TextType, 1, Encoding.UTF8.GetBytes(text + "\0"));

    public RpmBlob Texts(int tag, params string[] texts) => Add(tag, TextsType, texts.Length, Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text + "\0"))));

    public RpmBlob Numbers(int tag, params int[] numbers)
    {
        byte[] data = new byte[4 * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4 * i), numbers[i]);
        return Add(tag, NumberType, numbers.Length, data);
    }

    public RpmBlob Bytes(int tag, params byte[] bytes) => Add(tag, ShortType - 1, bytes.Length, bytes);

    public byte[] Build(bool withMagic = false)
    {
        using var data = new MemoryStream();
        var index = new byte[16 * _values.Count];
        for (int i = 0; i < _values.Count; i++)
        {
            (int tag, int type, int count, byte[] value) = _values[i];
            while (type == NumberType && data.Length % 4 != 0)
                data.WriteByte(0);
            int[] entry = [tag, type, (int)data.Length, count];
            for (int word = 0; word < entry.Length; word++)
                BinaryPrimitives.WriteInt32BigEndian(index.AsSpan((16 * i) + (4 * word)), entry[word]);
            data.Write(value);
        }
        byte[] intro = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(intro, _values.Count);
        BinaryPrimitives.WriteInt32BigEndian(intro.AsSpan(4), (int)data.Length);
        byte[] magic = withMagic ? [0x8E, 0xAD, 0xE8, 1, 0, 0, 0, 0] : [];
        return [.. magic, .. intro, .. index, .. data.ToArray()];
    }

    private RpmBlob Add(int tag, int type, int count, byte[] data)
    {
        _values.Add((tag, type, count, data));
        return this;
    }
}
