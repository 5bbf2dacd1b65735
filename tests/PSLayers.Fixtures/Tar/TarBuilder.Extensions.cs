using System.Text;

namespace PSLayers.Fixtures;

public sealed partial class TarBuilder
{
    /// <summary>A PAX header for the next entry.</summary>
    public TarBuilder Pax(PaxRecords records) => Extension('x', "PaxHeaders/0", records.ToArray());

    /// <summary>A PAX header for the next entry, of text records.</summary>
    public TarBuilder Pax(params (string Keyword, string Value)[] records)
    {
        var all = new PaxRecords();
        foreach (var (keyword, value) in records)
            all.Add(keyword, value);
        return Pax(all);
    }

    /// <summary>A global PAX header, for all entries that follow.</summary>
    public TarBuilder GlobalPax(params (string Keyword, string Value)[] records)
    {
        var all = new PaxRecords();
        foreach (var (keyword, value) in records)
            all.Add(keyword, value);
        return Extension('g', "pax_global_header", all.ToArray());
    }

    /// <summary>A global PAX header of any records.</summary>
    public TarBuilder GlobalPax(PaxRecords records) => Extension('g', "pax_global_header", records.ToArray());

    /// <summary>GNU's long name for the next entry, with the NUL that ends it.</summary>
    public TarBuilder GnuLongName(string name) => Extension('L', "././@LongLink", Encoding.UTF8.GetBytes(name + "\0"));

    /// <summary>GNU's long link target for the next entry, with the NUL that ends it.</summary>
    public TarBuilder GnuLongLink(string target) => Extension('K', "././@LongLink", Encoding.UTF8.GetBytes(target + "\0"));

    /// <summary>A helper entry ('x', 'g', 'L' or 'K') that declares a size and has only the data given here.</summary>
    public TarBuilder Declared(char typeFlag, long declaredSize, params byte[] data)
    {
        TarEntryWriter.WriteExtension(_output, (byte)typeFlag, "declared", data, TarNumber.Fitting(declaredSize));
        return this;
    }

    private TarBuilder Extension(char typeFlag, string name, byte[] data)
    {
        TarEntryWriter.WriteExtension(_output, (byte)typeFlag, name, data);
        return this;
    }
}
