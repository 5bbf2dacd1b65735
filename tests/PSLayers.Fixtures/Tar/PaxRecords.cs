using System.Globalization;
using System.Text;

namespace PSLayers.Fixtures;

/// <summary>The content of a PAX header: records "length keyword=value newline", in order, duplicates and all.</summary>
public sealed class PaxRecords
{
    private readonly List<byte> _bytes = [];

    /// <summary>True while no record was added.</summary>
    public bool IsEmpty => _bytes.Count == 0;

    /// <summary>Adds a record with text in UTF-8.</summary>
    public PaxRecords Add(string keyword, string value) => Add(Encoding.UTF8.GetBytes(keyword), Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a record whose value is any bytes: newlines, NULs, not UTF-8.</summary>
    public PaxRecords Add(string keyword, byte[] value) => Add(Encoding.UTF8.GetBytes(keyword), value);

    /// <summary>Adds a record of any bytes.</summary>
    public PaxRecords Add(byte[] keyword, byte[] value)
    {
        var body = keyword.Length + value.Length + 3;
        var length = body + 1;
        while (length != body + DigitsOf(length))
            length = body + DigitsOf(length);
        return AddWithLength(length.ToString(CultureInfo.InvariantCulture), keyword, value);
    }

    /// <summary>Adds a record that states any length, right or wrong, a number or not.</summary>
    public PaxRecords AddWithLength(string statedLength, string keyword, string value) =>
        AddWithLength(statedLength, Encoding.UTF8.GetBytes(keyword), Encoding.UTF8.GetBytes(value));

    /// <summary>Adds an extended attribute as star, docker and GNU tar write it.</summary>
    public PaxRecords Xattr(string name, byte[] value) => Add("SCHILY.xattr." + name, value);

    /// <summary>Adds an extended attribute as libarchive writes it: the value in base64 without padding.</summary>
    public PaxRecords LibarchiveXattr(string name, byte[] value) =>
        Add("LIBARCHIVE.xattr." + name, Convert.ToBase64String(value).TrimEnd('='));

    /// <summary>Adds what docker writes for a Windows file: attributes as a number, the security descriptor in base64.</summary>
    public PaxRecords Windows(int fileAttributes, byte[] securityDescriptor, string? creationTime = null)
    {
        Add("MSWINDOWS.fileattr", fileAttributes.ToString(CultureInfo.InvariantCulture));
        Add("MSWINDOWS.rawsd", Convert.ToBase64String(securityDescriptor));
        return creationTime is null ? this : Add("LIBARCHIVE.creationtime", creationTime);
    }

    /// <summary>Adds bytes that are no record.</summary>
    public PaxRecords Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The records as they stand in the header's data.</summary>
    public byte[] ToArray() => [.. _bytes];

    private PaxRecords AddWithLength(string statedLength, byte[] keyword, byte[] value) =>
        Raw([.. Encoding.ASCII.GetBytes(statedLength), (byte)' ', .. keyword, (byte)'=', .. value, (byte)'\n']);

    private static int DigitsOf(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
