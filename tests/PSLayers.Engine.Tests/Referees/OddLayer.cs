using System.Globalization;
using System.Text;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>A layer with one odd entry between three plain ones: extended headers of any kind in any order, a header of any form, and each field at
/// its limits. The same number makes the same layer.</summary>
internal sealed class OddLayer
{
    private readonly Random _random;
    private readonly string _base;
    private readonly List<byte> _tar = [];
    private byte[] _data = [];
    private PaxRecords? _sparse;

    private OddLayer(int number)
    {
        _random = new Random(number);
        _base = "c" + number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The type of the odd entry.</summary>
    private byte Flag { get; set; }

    /// <summary>Makes a layer.</summary>
    /// <returns>Its tar, and the type of its odd entry.</returns>
    public static (byte[] Tar, byte Flag) Make(int number)
    {
        var layer = new OddLayer(number);
        layer.Plain($"{layer._base}/", '5', []);
        layer.Plain($"{layer._base}/t", '0', "target"u8);
        layer.AddOdd();
        layer.Plain($"{layer._base}/z", '0', "behind"u8);
        if (!layer.Chance(10))
            layer._tar.AddRange(new byte[layer.Chance(10) ? 512 : 1024]);
        return (layer._tar.ToArray(), layer.Flag);
    }

    private void AddOdd()
    {
        Flag = FlagOf();
        _data = Bytes(Pick(0, 0, 1, 7, 511, 512, 513, 1400));
        long real = _data.Length;
        if (Flag is 0 or (byte)'0' && Chance(12))
            MakeSparse(out real);
        for (int headers = Pick(0, 0, 0, 1, 1, 1, 2, 3); headers > 0; headers--)
            AddExtension(isLast: headers == 1);
        if (_sparse is not null && _tar.Count > 0)
            Extension('x', _sparse.ToArray());
        bool hasData = Flag is < (byte)'1' or > (byte)'6';
        Header(real);
        if (hasData)
            Data(_data);
    }

    private byte FlagOf() => _random.Next(100) switch
    {
        < 36 => (byte)'0',
        < 52 => 0,
        < 66 => (byte)'5',
        < 80 => (byte)'2',
        < 88 => (byte)'1',
        < 91 => (byte)'6',
        < 94 => (byte)Pick('3', '4'),
        < 96 => (byte)Pick('7', 'S'),
        _ => (byte)_random.Next(256),
    };

    private void AddExtension(bool isLast)
    {
        switch (_random.Next(100))
        {
            case < 22:
                Extension('L', LongText(Name()));
                break;
            case < 40:
                Extension('K', LongText(Target()));
                break;
            default:
                Extension('x', Records(isLast).ToArray());
                break;
        }
    }

    private byte[] LongText(byte[] text) => Pick(0, 0, 0, 1, 2, 3) switch
    {
        0 => [.. text, 0],
        1 => text,
        2 => [.. text, 0, .. "junk"u8, 0],
        _ => Chance(50) ? [] : [0, .. text],
    };

    private PaxRecords Records(bool isLast)
    {
        var records = new PaxRecords();
        for (int count = _random.Next(5); count > 0; count--)
        {
            (string keyword, byte[] value) = _random.Next(18) switch
            {
                0 or 1 or 2 => ("path", Name()),
                3 or 4 => ("linkpath", Target()),
                5 => ("size", Text(Chance(95) ? _data.Length : _random.Next(-2, 3000))),
                6 => (Chance(50) ? "uid" : "gid", Text(Owner())),
                7 => (Chance(50) ? "uname" : "gname", "somebody"u8.ToArray()),
                8 or 9 => ("mtime", Encoding.ASCII.GetBytes(TimeText())),
                10 => (Chance(50) ? "atime" : "ctime", Encoding.ASCII.GetBytes(TimeText())),
                11 => ("SCHILY.xattr.trusted.x", Bytes(5)),
                12 => ("SCHILY.devmajor", Text(7)),
                13 => ("GNU.sparse.name", Name()),
                14 => (Chance(50) ? "GNU.sparse.size" : "GNU.sparse.realsize", Chance(70) ? Text(_random.Next(3000)) : "none"u8.ToArray()),
                15 => (Chance(50) ? "GNU.sparse.major" : "GNU.sparse.minor", Text(_random.Next(3))),
                16 => ("GNU.sparse.numblocks", Text(_random.Next(3))),
                _ => ("comment", Bytes(9)),
            };
            records.Add(Encoding.ASCII.GetBytes(keyword), Chance(10) ? [] : value);
        }
        if (isLast && Chance(4))
            records.Raw(Chance(50) ? [0, 0, 0] : "9 x"u8.ToArray());
        return records;
    }

    // Regions of a file with holes, in one of the three forms, now and then a little wrong.
    private void MakeSparse(out long real)
    {
        int count = _random.Next(4);
        long at = 0;
        var numbers = new List<long>();
        byte[] stored = [];
        for (int i = 0; i < count; i++)
        {
            at += _random.Next(0, 3) * 512;
            byte[] data = Bytes(Pick(0, 512, 100, 1024));
            numbers.AddRange([at, data.Length]);
            stored = [.. stored, .. data];
            at += data.Length;
        }
        real = at + _random.Next(0, 2) * 700;
        if (Chance(10) && numbers.Count > 0)
            numbers[_random.Next(numbers.Count)] += _random.Next(-1, 2) * 512;
        string list = string.Join(',', numbers);
        string size = real.ToString(CultureInfo.InvariantCulture);
        string blocks = (Chance(95) ? count : _random.Next(4)).ToString(CultureInfo.InvariantCulture);
        _sparse = new PaxRecords();
        int form = _random.Next(3);
        if (form == 0)
        {
            _sparse.Add("GNU.sparse.size", size).Add("GNU.sparse.numblocks", blocks);
            for (int i = 0; i < numbers.Count; i++)
                _sparse.Add(i % 2 == 0 ? "GNU.sparse.offset" : "GNU.sparse.numbytes", numbers[i].ToString(CultureInfo.InvariantCulture));
        }
        else if (form == 1)
            _sparse.Add("GNU.sparse.size", size).Add("GNU.sparse.numblocks", blocks).Add("GNU.sparse.map", list);
        else
        {
            _sparse.Add("GNU.sparse.major", "1").Add("GNU.sparse.minor", "0").Add(Chance(90) ? "GNU.sparse.realsize" : "GNU.sparse.size", size);
            byte[] map = Encoding.ASCII.GetBytes($"{blocks}\n{string.Concat(numbers.Select(number => $"{number}\n"))}");
            stored = [.. map, .. new byte[-map.Length & 511], .. stored];
        }
        if (Chance(60))
            _sparse.Add("GNU.sparse.name"u8.ToArray(), Name());
        if (Chance(30))
            _sparse.Add("path"u8.ToArray(), Name());
        _data = stored;
        real = stored.Length;
    }

    private void Header(long size)
    {
        byte[] block = new byte[512];
        bool hasPrefix = Chance(30);
        Put(block, 0, 100, hasPrefix && Chance(70) ? Encoding.ASCII.GetBytes(Pick("f", "f/", "x/f", Flag == '1' ? "f" : "")) : Name());
        PutNumber(block, 100, 8, Mode());
        PutNumber(block, 108, 8, Owner());
        PutNumber(block, 116, 8, Owner());
        PutNumber(block, 124, 12, Flag is >= (byte)'1' and <= (byte)'6' && Chance(40) ? _random.Next(-3, 5000) : size, isSize: true);
        PutNumber(block, 136, 12, Time());
        block[156] = Flag;
        Put(block, 157, 100, Target());
        byte[] magic = Pick("ustar\000", "ustar\000", "ustar\000", "ustar  \0", "ustar  \0", "", "ustar\0zz", "ustar 00", "USTAR\000", "ustar   ").ToArray().Select(c => (byte)c).ToArray();
        Put(block, 257, 8, magic);
        Put(block, 265, 32, Pick("root", "", new string('u', 32)).ToArray().Select(c => (byte)c).ToArray());
        Put(block, 297, 32, "group"u8.ToArray());
        PutNumber(block, 329, 8, _random.Next(8));
        PutNumber(block, 337, 8, _random.Next(8));
        if (hasPrefix)
            Put(block, 345, 155, Chance(80) ? Encoding.ASCII.GetBytes(Pick(_base, $"{_base}/p", $"{_base}/", new string('p', 155), _base)) : [.. Encoding.ASCII.GetBytes(_base), 0xC3, 0xA9]);
        else if (Chance(15))
        {
            PutNumber(block, 345, 12, Time());
            PutNumber(block, 357, 12, Time());
        }
        // star has two times there.
        if (Chance(6) && block[476] == 0)
            "tar\0"u8.CopyTo(block.AsSpan(508));
        if (Flag == 'S')
        {
            Put(block, 386, 24, Encoding.ASCII.GetBytes("00000000000\000000000000\0"));
            PutNumber(block, 483, 12, size);
        }
        for (int flips = Chance(3) ? _random.Next(1, 3) : 0; flips > 0; flips--)
            block[_random.Next(512)] ^= (byte)(1 << _random.Next(8));
        Flag = block[156];
        Finish(block);
    }

    private void Finish(byte[] block)
    {
        Encoding.ASCII.GetBytes("        ").CopyTo(block, 148);
        int sum = 0;
        bool isSigned = Chance(20);
        foreach (byte value in block)
            sum += isSigned ? (sbyte)value : value;
        if (Chance(1))
            sum++;
        string digits = Convert.ToString(sum & 0x3FFFF, 8).PadLeft(6, '0');
        Encoding.ASCII.GetBytes(Pick(digits + "\0 ", digits + " \0", "0" + digits + "\0", " " + digits + "\0", "00" + digits)).CopyTo(block, 148);
        _tar.AddRange(block);
    }

    private byte[] Name() => Encoding.Latin1.GetBytes(_random.Next(34) switch
    {
        0 => $"{_base}/f/",
        1 => $"./{_base}/f",
        2 => $"/{_base}/f",
        3 => $"{_base}//f",
        4 => $"{_base}/./f",
        5 => $"{_base}/x/../f",
        6 => $"{_base}/../{_base}/f",
        7 => $"{_base}/../../{_base}/f",
        8 => $"../{_base}/f",
        9 => $"{_base}/{new string('n', 99 - _base.Length)}",
        10 => $"{_base}/{new string('n', 98 - _base.Length)}",
        11 => $"{_base}/{new string('n', 100 - _base.Length)}",
        12 => $"{_base}/{new string('n', 150)}/{new string('m', 255)}",
        13 => $"{_base}/caf\u00e9",
        14 => $"{_base}/.wh.t",
        15 => $"{_base}/.wh.none",
        16 => $"{_base}/d/.wh..wh..opq",
        17 => $"{_base}/d/.wh.",
        18 => $"{_base}/a\nb\tc",
        19 => Pick("", ".", "/", "..", "./"),
        20 => $"{_base}/f/.",
        21 => $"{_base}/t",
        22 => $"{_base}/..",
        23 => $"{_base}/{new string('l', 255)}/",
        24 => $"{_base}/ f ",
        25 => $"{_base}/d/.wh.x/y",
        26 => $"{_base}/f//",
        27 => $"{_base}\\f",
        _ => $"{_base}/f",
    });

    private byte[] Target() => Encoding.Latin1.GetBytes(Flag == '1'
        ? Pick($"{_base}/t", $"{_base}/t", $"/{_base}/t", $"./{_base}/t", $"{_base}/x/../t", $"../{_base}/t", $"{_base}//t", Chance(10) ? $"{_base}/none" : $"{_base}/t")
        : Pick("t", "/etc/x", "../x", "a//b/", new string('k', 100), new string('k', 99), new string('k', 300), "caf\u00e9", "a\nb", Chance(20) ? "" : "t"));

    private long Mode() => _random.Next(10) switch
    {
        0 => 0b111_111_111_111,
        1 => 0,
        2 => Flag is (byte)'6' or (byte)'3' or (byte)'4' ? 0b110_110_110 : 0b1_000_000_110_100_100,
        3 => Flag is (byte)'6' or (byte)'3' or (byte)'4' ? 0b110_110_110 : (1L << 40) | 0b110_100_000,
        _ => _random.Next(1 << 12),
    };

    private long Owner() => Pick(0, 0, 1, 1000, 65534, (1L << 21) - 1, 1L << 21, int.MaxValue, uint.MaxValue - 1L, Chance(20) ? -1 : 5, Chance(20) ? 1L << 40 : 7);

    private long Time() => Pick(0, 1, 1_704_164_645, 1_704_164_645, (1L << 31) - 1, 1L << 31, (1L << 33) - 1, -1, -1000, Chance(20) ? 1L << 45 : 9, Chance(10) ? -62135596800 : 11);

    private string TimeText() => Pick("1700000000", "1700000000.5", "1.123456789", "1.1234567891", "-1.5", "-0.25", "7.", "0", "+5", "0012.10", Chance(20) ? ".5" : "3",
        Chance(20) ? "1.x" : "4", Chance(20) ? "99999999999999999999" : "6");

    // A number in any of the ways that writers have, seldom in one that they have not.
    private void PutNumber(byte[] block, int at, int width, long value, bool isSize = false)
    {
        bool fits = value >= 0 && value < 1L << (3 * (width - 1));
        if (!fits || Chance(10))
        {
            for (int i = width - 1; i >= 0; i--, value >>= 8)
                block[at + i] = (byte)value;
            block[at] |= 0x80;
            return;
        }
        string digits = Convert.ToString(value, 8);
        string text = _random.Next(isSize ? 40 : 42) switch
        {
            0 or 1 or 2 => digits.PadLeft(width - 1, ' ') + " ",
            3 or 4 or 5 => digits.PadLeft(width, '0'),
            6 or 7 => digits + "\0",
            8 => digits + " ",
            9 => "\0" + digits.PadLeft(width - 2, '0') + "\0",
            10 => digits.Length < width - 3 ? digits + "\0xy" : digits,
            11 => Chance(30) ? digits.Length < width - 3 ? digits + " xy" : digits : digits + " \0",
            12 => Chance(20) ? "9" + digits : digits,
            13 => Chance(20) ? "-" + digits : digits,
            40 => "",
            41 => new string(' ', width),
            _ => digits.PadLeft(width - 1, '0'),
        };
        Put(block, at, width, Encoding.ASCII.GetBytes(text));
    }

    private void Plain(string name, char flag, ReadOnlySpan<byte> data)
    {
        byte[] block = new byte[512];
        Put(block, 0, 100, Encoding.ASCII.GetBytes(name));
        Put(block, 100, 8, flag == '5' ? "0000755"u8.ToArray() : "0000644"u8.ToArray());
        Put(block, 124, 12, Encoding.ASCII.GetBytes(Convert.ToString(data.Length, 8)));
        Put(block, 136, 12, "14000000000"u8.ToArray());
        block[156] = (byte)flag;
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        Sum(block);
        _tar.AddRange(block);
        Data(data);
    }

    private void Extension(char flag, byte[] data)
    {
        byte[] block = new byte[512];
        Put(block, 0, 100, "././@LongLink"u8.ToArray());
        Put(block, 124, 12, Encoding.ASCII.GetBytes(Convert.ToString(data.Length, 8)));
        block[156] = (byte)flag;
        Encoding.ASCII.GetBytes(Pick("ustar\000", "ustar  \0", "")).CopyTo(block, 257);
        Sum(block);
        _tar.AddRange(block);
        Data(data);
    }

    private static void Sum(byte[] block)
    {
        "        "u8.CopyTo(block.AsSpan(148));
        Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
    }

    private void Data(ReadOnlySpan<byte> data)
    {
        _tar.AddRange(data);
        _tar.AddRange(new byte[-data.Length & 511]);
    }

    private static void Put(byte[] block, int at, int width, byte[] value) => value.AsSpan(0, Math.Min(width, value.Length)).CopyTo(block.AsSpan(at));

    private static byte[] Text(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
