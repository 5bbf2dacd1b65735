using System.Buffers.Binary;
using System.Text;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Mounting.Fuse;

/// <summary>Answers the kernel's questions about a view (Linux, Documentation/filesystems/fuse). Nothing ever changes, so the kernel may keep every answer
/// for good.</summary>
/// <param name="image">The image.</param>
/// <param name="inodes">The inodes and names of the view.</param>
/// <param name="data">Reads the files.</param>
internal sealed class FuseFiles(LayeredImage image, ViewInodes inodes, FuseData data)
{
    /// <summary>Bytes in front of each question.</summary>
    public const int RequestHeader = 40;

    /// <summary>Bytes in front of each answer.</summary>
    public const int ResponseHeader = 16;

    /// <summary>The most that is read at once.</summary>
    public const int LargestRead = PagesAtOnce * 4096;

    private const int PagesAtOnce = 256;
    private const int BlockSize = 512;
    private const int LongestName = 255;
    private const int EntrySize = 128;
    private const int DirentSize = 24;
    private const uint Major = 7;
    private const uint Minor = 31;

    // As long as it takes: a hundred years.
    private const ulong Always = 100UL * 365 * 86_400;

    // ASYNC_READ, DO_READDIRPLUS, NO_OPEN_SUPPORT, PARALLEL_DIROPS, MAX_PAGES, CACHE_SYMLINKS, NO_OPENDIR_SUPPORT.
    private const uint Wanted = (1 << 0) | (1 << 13) | (1 << 17) | (1 << 18) | (1 << 22) | (1 << 23) | (1 << 24);

    // Where an image has no attributes, nobody is asked for one twice.
    private readonly bool _hasXattrs = inodes.Inodes.Any(inode => inodes.XattrsOf(inode) is { Count: > 0 });

    /// <summary>Answers a question.</summary>
    /// <param name="request">The question, with its header.</param>
    /// <param name="response">Gets the answer.</param>
    /// <returns>Bytes of the answer; 0 where none is wanted.</returns>
    public int Answer(ReadOnlySpan<byte> request, Span<byte> response)
    {
        if (request.Length < RequestHeader)
            return 0;
        var opcode = (FuseOpcode)BinaryPrimitives.ReadUInt32LittleEndian(request[4..]);
        if (opcode is FuseOpcode.Forget or FuseOpcode.BatchForget or FuseOpcode.Interrupt)
            return 0;
        var writer = new FuseWriter(response[ResponseHeader..]);
        int error;
        try
        {
            error = Answer(opcode, BinaryPrimitives.ReadUInt64LittleEndian(request[16..]), request[RequestHeader..], ref writer);
        }
        catch (ImageException)
        {
            // The archive was cut short, or is damaged there.
            error = FuseError.InputOutput;
        }
        int length = ResponseHeader + (error == 0 ? writer.Length : 0);
        BinaryPrimitives.WriteInt32LittleEndian(response, length);
        BinaryPrimitives.WriteInt32LittleEndian(response[4..], -error);
        request.Slice(8, sizeof(ulong)).CopyTo(response[8..]);
        return length;
    }

    private int Answer(FuseOpcode opcode, ulong node, ReadOnlySpan<byte> body, ref FuseWriter writer)
    {
        if (body.Length < LeastBody(opcode))
            return FuseError.Invalid;
        if (opcode == FuseOpcode.Initialize)
            return Initialize(body, ref writer);
        if (node == 0 || node > (ulong)inodes.Inodes.Count)
            return opcode is FuseOpcode.Destroy ? 0 : FuseError.NoEntry;
        int inode = (int)node - 1;
        return opcode switch
        {
            FuseOpcode.Lookup => Lookup(inode, Text(body), ref writer),
            FuseOpcode.GetAttributes => GetAttributes(inode, ref writer),
            FuseOpcode.ReadLink => ReadLink(inode, ref writer),
            FuseOpcode.Read => data.Read(inodes.Inodes[inode], body, ref writer),
            FuseOpcode.FileSystemFacts => Facts(ref writer),
            FuseOpcode.GetXattr => GetXattr(inode, body, ref writer),
            FuseOpcode.ListXattrs => ListXattrs(inode, body, ref writer),
            FuseOpcode.ReadDirectory => ReadDirectory(inode, body, isPlus: false, ref writer),
            FuseOpcode.ReadDirectoryPlus => ReadDirectory(inode, body, isPlus: true, ref writer),
            FuseOpcode.Seek => data.Seek(inodes.Inodes[inode], body, ref writer),
            FuseOpcode.Destroy => 0,
            // Of opening, the kernel then knows that nobody need be asked.
            _ => FuseError.NotImplemented,
        };
    }

    // Bytes of the numbers that are read of it.
    private static int LeastBody(FuseOpcode opcode) => opcode switch
    {
        FuseOpcode.Initialize => 16,
        FuseOpcode.Read or FuseOpcode.ReadDirectory or FuseOpcode.ReadDirectoryPlus or FuseOpcode.Seek => 20,
        FuseOpcode.GetXattr or FuseOpcode.ListXattrs => 8,
        _ => 0,
    };

    private static int Initialize(ReadOnlySpan<byte> body, ref FuseWriter writer)
    {
        uint offered = BinaryPrimitives.ReadUInt32LittleEndian(body[12..]);
        writer.Number32(Major);
        writer.Number32(Minor);
        // What the kernel reads ahead, as much as it offers.
        writer.Number32(BinaryPrimitives.ReadUInt32LittleEndian(body[8..]));
        writer.Number32(offered & Wanted);
        writer.Number16(64);
        writer.Number16(48);
        writer.Number32(4096);
        writer.Number32(1);
        writer.Number16(PagesAtOnce);
        writer.Zeros(34);
        return 0;
    }

    private int Lookup(int directory, ReadOnlySpan<byte> name, ref FuseWriter writer)
    {
        ViewInode parent = inodes.Inodes[directory];
        int low = parent.FirstName, high = parent.FirstName + parent.NameCount;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = image.Tree.Name(inodes.Names[middle].Node).SequenceCompareTo(name);
            if (order == 0)
            {
                WriteEntry(inodes.Names[middle].Inode, ref writer);
                return 0;
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }
        // That there is nothing is worth knowing as well: node 0.
        writer.Zeros(EntrySize);
        BinaryPrimitives.WriteUInt64LittleEndian(writer.Written[16..], Always);
        return 0;
    }

    private int GetAttributes(int inode, ref FuseWriter writer)
    {
        writer.Number64(Always);
        writer.Zeros(8);
        WriteAttributes(inode, ref writer);
        return 0;
    }

    private int ReadLink(int inode, ref FuseWriter writer)
    {
        if (InodeFacts.Of(image, inodes.Inodes[inode]).Type != EntryType.SymbolicLink)
            return FuseError.Invalid;
        writer.Bytes(image.Tree.Layers[inodes.Inodes[inode].Layer]!.LinkTarget(inodes.Inodes[inode].Row));
        return 0;
    }

    private int Facts(ref FuseWriter writer)
    {
        writer.Number64((ulong)data.StoredBlocks);
        writer.Zeros(16);
        writer.Number64((ulong)inodes.Inodes.Count);
        writer.Zeros(8);
        writer.Number32(BlockSize);
        writer.Number32(LongestName);
        writer.Number32(BlockSize);
        writer.Zeros(28);
        return 0;
    }

    private int ReadDirectory(int number, ReadOnlySpan<byte> body, bool isPlus, ref FuseWriter writer)
    {
        ViewInode directory = inodes.Inodes[number];
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(body[8..]);
        int size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(body[16..]), (uint)writer.Room);
        // The directory itself and the one above come first.
        for (ulong at = offset; at < (ulong)directory.NameCount + 2; at++)
        {
            ViewName name = at < 2 ? default : inodes.Names[directory.FirstName + (int)at - 2];
            ReadOnlySpan<byte> text = at == 0 ? "."u8 : at == 1 ? ".."u8 : image.Tree.Name(name.Node);
            int inode = at == 0 ? number : at == 1 ? directory.Parent : name.Inode;
            int padding = -text.Length & 7;
            if (writer.Length + (isPlus ? EntrySize : 0) + DirentSize + text.Length + padding > size)
                break;
            if (isPlus && at < 2)
                writer.Zeros(EntrySize);
            else if (isPlus)
                WriteEntry(inode, ref writer);
            writer.Number64((ulong)inode + 1);
            writer.Number64(at + 1);
            writer.Number32((uint)text.Length);
            writer.Number32((uint)InodeFacts.Of(image, inodes.Inodes[inode]).Mode >> 12);
            writer.Bytes(text);
            writer.Zeros(padding);
        }
        return 0;
    }

    private int GetXattr(int inode, ReadOnlySpan<byte> body, ref FuseWriter writer)
    {
        if (!_hasXattrs)
            return FuseError.NotImplemented;
        string name = Encoding.UTF8.GetString(Text(body[8..]));
        return inodes.XattrsOf(inodes.Inodes[inode]) is { } xattrs && xattrs.TryGetValue(name, out byte[]? value)
            ? WriteSized(body, value, ref writer)
            : FuseError.NoData;
    }

    private int ListXattrs(int inode, ReadOnlySpan<byte> body, ref FuseWriter writer)
    {
        byte[] names = [.. (inodes.XattrsOf(inodes.Inodes[inode])?.Keys ?? []).Order(StringComparer.Ordinal).SelectMany(name => Encoding.UTF8.GetBytes(name + '\0'))];
        return WriteSized(body, names, ref writer);
    }

    // Who gives no room wants to know how much it takes.
    private static int WriteSized(ReadOnlySpan<byte> body, ReadOnlySpan<byte> value, ref FuseWriter writer)
    {
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(body);
        if (size == 0)
        {
            writer.Number32((uint)value.Length);
            writer.Zeros(4);
            return 0;
        }
        if (value.Length > size || value.Length > writer.Room)
            return FuseError.Range;
        writer.Bytes(value);
        return 0;
    }

    private void WriteEntry(int inode, ref FuseWriter writer)
    {
        writer.Number64((ulong)inode + 1);
        writer.Zeros(8);
        writer.Number64(Always);
        writer.Number64(Always);
        writer.Zeros(8);
        WriteAttributes(inode, ref writer);
    }

    private void WriteAttributes(int inode, ref FuseWriter writer)
    {
        InodeFacts facts = InodeFacts.Of(image, inodes.Inodes[inode]);
        writer.Number64((ulong)inode + 1);
        writer.Number64((ulong)facts.Size);
        writer.Number64((ulong)(facts.Size + BlockSize - 1) / BlockSize);
        for (int time = 0; time < 3; time++)
            writer.Number64(unchecked((ulong)facts.Seconds));
        for (int time = 0; time < 3; time++)
            writer.Number32(facts.Nanoseconds);
        writer.Number32((uint)facts.Mode);
        writer.Number32(facts.Links);
        writer.Number32(facts.Uid);
        writer.Number32(facts.Gid);
        writer.Number32(facts.Device);
        writer.Number32(4096);
        writer.Zeros(4);
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> body) => body.IndexOf((byte)0) is >= 0 and var end ? body[..end] : body;
}
