using System.Globalization;
using System.Text;

namespace PSLayers.Fixtures;

public sealed partial class TarBuilder
{
    private const int SparseInHeader = 4;
    private const int SparseInExtension = 21;
    private const int SparseItemSize = 24;

    /// <summary>GNU's old sparse file, type 'S': four pieces in the header, 21 more in each extension block behind it.</summary>
    public TarBuilder GnuSparse(string path, long realSize, params SparsePiece[] pieces)
    {
        Entry(new TarEntrySpec
        {
            Path = path,
            TypeFlag = (byte)'S',
            Dialect = TarDialect.Gnu,
            SizeField = TarNumber.Fitting(pieces.Sum(piece => piece.Data.LongLength)),
            Patch = header =>
            {
                PutItems(header.AsSpan(386), pieces.AsSpan(0, Math.Min(SparseInHeader, pieces.Length)));
                header[482] = (byte)(pieces.Length > SparseInHeader ? 1 : 0);
                TarNumber.Fitting(realSize).WriteTo(header.AsSpan(483, 12));
            },
        });
        for (var at = SparseInHeader; at < pieces.Length; at += SparseInExtension)
        {
            var extension = new byte[TarHeader.BlockSize];
            PutItems(extension, pieces.AsSpan(at, Math.Min(SparseInExtension, pieces.Length - at)));
            extension[504] = (byte)(at + SparseInExtension < pieces.Length ? 1 : 0);
            Raw(extension);
        }

        TarEntryWriter.WriteData(_output, Joined(pieces), padded: true);
        return this;
    }

    /// <summary>PAX sparse format 0.0: an offset and a length record a piece, under the file's own name.</summary>
    public TarBuilder PaxSparse00(string path, long realSize, params SparsePiece[] pieces)
    {
        var records = SizeAndCount(realSize, pieces);
        foreach (var piece in pieces)
            records.Add("GNU.sparse.offset", Number(piece.Offset)).Add("GNU.sparse.numbytes", Number(piece.Data.Length));
        return SparseEntry(path, records, Joined(pieces));
    }

    /// <summary>PAX sparse format 0.1: the map in one record, under a placeholder name.</summary>
    public TarBuilder PaxSparse01(string path, long realSize, params SparsePiece[] pieces)
    {
        var map = string.Join(',', pieces.Select(piece => $"{Number(piece.Offset)},{Number(piece.Data.Length)}"));
        var records = SizeAndCount(realSize, pieces).Add("GNU.sparse.map", map).Add("GNU.sparse.name", path);
        return SparseEntry(Placeholder(path), records, Joined(pieces));
    }

    /// <summary>PAX sparse format 1.0: the map at the head of the data, under a placeholder name.</summary>
    public TarBuilder PaxSparse10(string path, long realSize, params SparsePiece[] pieces)
    {
        var records = new PaxRecords()
            .Add("GNU.sparse.major", "1").Add("GNU.sparse.minor", "0")
            .Add("GNU.sparse.name", path).Add("GNU.sparse.realsize", Number(realSize));
        var lines = new List<string> { Number(pieces.Length) };
        foreach (var piece in pieces)
            lines.AddRange([Number(piece.Offset), Number(piece.Data.Length)]);
        var map = Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n");
        var padding = (TarHeader.BlockSize - (map.Length % TarHeader.BlockSize)) % TarHeader.BlockSize;
        return SparseEntry(Placeholder(path), records, [.. map, .. new byte[padding], .. Joined(pieces)]);
    }

    private TarBuilder SparseEntry(string path, PaxRecords records, byte[] content) =>
        Entry(new TarEntrySpec { Path = path, Dialect = TarDialect.Pax, Pax = records, Content = content });

    // Where there is no region, only the form's number says that the file is sparse.
    private static PaxRecords SizeAndCount(long realSize, SparsePiece[] pieces)
    {
        PaxRecords records = pieces.Length > 0 ? new PaxRecords() : new PaxRecords().Add("GNU.sparse.major", "0").Add("GNU.sparse.minor", "1");
        return records.Add("GNU.sparse.size", Number(realSize)).Add("GNU.sparse.numblocks", Number(pieces.Length));
    }

    private static string Placeholder(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        return $"{path[..slash]}GNUSparseFile.0/{path[slash..]}";
    }

    private static void PutItems(Span<byte> area, ReadOnlySpan<SparsePiece> pieces)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            TarNumber.Fitting(pieces[i].Offset).WriteTo(area.Slice(i * SparseItemSize, 12));
            TarNumber.Fitting(pieces[i].Data.Length).WriteTo(area.Slice((i * SparseItemSize) + 12, 12));
        }
    }

    private static byte[] Joined(SparsePiece[] pieces) => [.. pieces.SelectMany(piece => piece.Data)];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
