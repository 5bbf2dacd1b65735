using PSLayers.Errors;

namespace PSLayers.Tar;

/// <summary>The headers of one entry as they stand in a tar, from its first extended header up to its data.</summary>
internal readonly ref struct StoredHeaders
{
    private const int NameSize = 100;
    private const int PrefixOffset = 345;
    private const int ModeMask = 0xFFF;

    private static readonly string[] Attributes = ["uid", "gid", "uname", "gname", "mtime"];

    private readonly ReadOnlySpan<byte> _records;
    private readonly ReadOnlySpan<byte> _longLink;
    private readonly ReadOnlySpan<byte> _rest;

    /// <summary>Looks at headers.</summary>
    /// <param name="headers">All of them.</param>
    /// <param name="layer">Name of the layer, for messages.</param>
    /// <exception cref="ImageException">They are not what was read before.</exception>
    public StoredHeaders(ReadOnlySpan<byte> headers, string layer)
    {
        int at = 0;
        while (headers.Length - at >= TarHeader.BlockSize)
        {
            var header = new TarHeader(headers[at..]);
            if (header.TypeFlag is not ((byte)'x' or (byte)'L' or (byte)'K'))
            {
                _rest = headers[at..];
                return;
            }
            at += TarHeader.BlockSize;
            if (!TarNumber.TryParse(header.SizeField, out long size) || size < 0 || size > headers.Length - at)
                break;
            ReadOnlySpan<byte> data = headers.Slice(at, (int)size);
            // Of two extended headers the last one counts, whole.
            if (header.TypeFlag == 'x')
                _records = data;
            else if (header.TypeFlag == 'K')
                _longLink = data.IndexOf((byte)0) is >= 0 and var end ? data[..end] : data;
            at += (int)((size + TarHeader.BlockSize - 1) & -TarHeader.BlockSize);
        }
        throw new ImageException(ImageErrorId.TarHeaderCorrupt, "the headers of an entry are not those that were read before", layer);
    }

    /// <summary>Bytes of data that stand behind the headers, without padding.</summary>
    public long DataSize
    {
        get
        {
            var header = new TarHeader(_rest);
            if (header.TypeFlag is >= (byte)'1' and <= (byte)'6')
                return 0;
            var pax = new PaxHeader();
            pax.Read(_records);
            return pax.Size ?? (TarNumber.TryParse(header.SizeField, out long size) ? Math.Max(0, size) : 0);
        }
    }

    /// <summary>The same headers with some things changed; records that nobody here understands stay.</summary>
    /// <param name="name">The name, a directory's with a slash behind.</param>
    /// <param name="link">What a link leads to; null for what it leads to now.</param>
    /// <param name="attributes">The mode, the owner, the time and further attributes; null for those of now.</param>
    public byte[] With(byte[] name, byte[]? link, EntryHeader? attributes)
    {
        byte[] rest = _rest.ToArray();
        Span<byte> block = rest.AsSpan(0, TarHeader.BlockSize);
        var records = new PaxWriter();
        block.Slice(PrefixOffset, new TarHeader(block).Prefix.Length).Clear();
        if (!Put(block[..NameSize], name))
            records.Add("path", name);
        byte[]? target = link ?? (_longLink.IsEmpty ? null : _longLink.ToArray());
        if (target is not null && !Put(block.Slice(157, NameSize), target))
            records.Add("linkpath", target);
        if (attributes is not null)
        {
            TarHeaderWriter.PutOctal(block.Slice(100, 8), attributes.Mode & ModeMask);
            TarHeaderWriter.PutOwner(block, attributes, records);
            TarHeaderWriter.PutTime(block.Slice(136, 12), attributes, records);
            foreach ((string attribute, byte[] value) in attributes.Xattrs ?? Enumerable.Empty<KeyValuePair<string, byte[]>>())
                records.Add(PaxRecord.XattrPrefix, Text.EntryName.Encode(attribute), value);
        }
        TarHeaderWriter.Seal(block);
        byte[] all = [.. Kept(target is not null, attributes is not null), .. records.ToArray()];
        return all.Length == 0 ? rest : [.. TarHeaderWriter.Extended(all), .. rest];
    }

    private byte[] Kept(bool hasLink, bool hasAttributes)
    {
        var kept = new List<byte>();
        ReadOnlySpan<byte> left = _records;
        while (true)
        {
            ReadOnlySpan<byte> here = left;
            if (PaxRecord.Next(ref left, out ReadOnlySpan<byte> keyword, out _) is not null || keyword.IsEmpty)
                return [.. kept];
            bool isChanged = keyword.SequenceEqual("path"u8) || keyword.SequenceEqual("GNU.sparse.name"u8)
                || (hasLink && keyword.SequenceEqual("linkpath"u8)) || (hasAttributes && IsAttribute(keyword));
            if (!isChanged)
                kept.AddRange(here[..(here.Length - left.Length)]);
        }
    }

    private static bool IsAttribute(ReadOnlySpan<byte> keyword)
    {
        foreach (string attribute in Attributes)
        {
            if (System.Text.Ascii.Equals(keyword, attribute))
                return true;
        }
        return false;
    }

    // What is too long is cut: something has to stand there for readers that know no extended headers.
    private static bool Put(Span<byte> field, ReadOnlySpan<byte> text)
    {
        field.Clear();
        text[..Math.Min(text.Length, field.Length)].CopyTo(field);
        return text.Length <= field.Length;
    }
}
