using System.Buffers.Binary;

namespace PSLayers.Engine.Tests.Packages.Rpm;

/// <summary>Writes an ndb database.</summary>
internal static class NdbWriter
{
    public static byte[] Database(params byte[][] blobs)
    {
        var head = new byte[4096];
        "RpmP"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), 1);
        for (int slot = 32; slot < head.Length; slot += 16)
            "Slot"u8.CopyTo(head.AsSpan(slot));
        using var data = new MemoryStream();
        for (int i = 0; i < blobs.Length; i++)
        {
            int blocks = (blobs[i].Length + 16 + 12 + 15) / 16;
            var block = new byte[16 * blocks];
            "BlbS"u8.CopyTo(block);
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), i + 1);
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(12), blobs[i].Length);
            blobs[i].CopyTo(block.AsSpan(16));
            "BlbE"u8.CopyTo(block.AsSpan(block.Length - 4));
            int[] words = [i + 1, (int)(head.Length + data.Length) / 16, blocks];
            for (int word = 0; word < words.Length; word++)
                BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(32 + (16 * i) + 4 + (4 * word)), words[word]);
            data.Write(block);
        }
        return [.. head, .. data.ToArray()];
    }
}

/// <summary>Writes a hash of Berkeley DB: each value on a chain of pages of its own, but small ones.</summary>
internal static class BerkeleyWriter
{
    public const int PageSize = 512;

    public static byte[] Database(bool isBigEndian, params byte[][] blobs)
    {
        var pages = new List<byte[]> { new byte[PageSize] };
        Number(pages[0], 12, 0x061561);
        Number(pages[0], 20, PageSize);
        pages[0][25] = 8;
        // The number of the last package stands as that of number 0.
        AddPage(0, [(byte)blobs.Length, 0, 0, 0]);
        for (int i = 0; i < blobs.Length; i++)
            AddPage(i + 1, blobs[i]);
        return [.. pages.SelectMany(page => page)];

        void AddPage(int key, byte[] value)
        {
            byte[] page = new byte[PageSize];
            int keyAt = PageSize - 5, valueAt;
            page[25] = 13;
            Short(page, 20, 2);
            page[keyAt] = 1;
            Number(page, keyAt + 1, key);
            pages.Add(page);
            if (value.Length < PageSize / 4)
            {
                valueAt = keyAt - value.Length - 1;
                page[valueAt] = 1;
                value.CopyTo(page.AsSpan(valueAt + 1));
            }
            else
            {
                valueAt = keyAt - 12;
                page[valueAt] = 3;
                Number(page, valueAt + 4, pages.Count);
                Number(page, valueAt + 8, value.Length);
                AddChain(value);
            }
            Short(page, 26, keyAt);
            Short(page, 28, valueAt);
        }

        void AddChain(byte[] value)
        {
            for (int at = 0; at < value.Length; at += PageSize - 26)
            {
                byte[] page = new byte[PageSize];
                int length = Math.Min(PageSize - 26, value.Length - at);
                page[25] = 7;
                Short(page, 22, length);
                value.AsSpan(at, length).CopyTo(page.AsSpan(26));
                pages.Add(page);
                Number(page, 16, at + length < value.Length ? pages.Count : 0);
            }
        }

        void Number(byte[] page, int at, int number)
        {
            if (isBigEndian)
                BinaryPrimitives.WriteInt32BigEndian(page.AsSpan(at), number);
            else
                BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(at), number);
        }

        void Short(byte[] page, int at, int number)
        {
            if (isBigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(at), (ushort)number);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(at), (ushort)number);
        }
    }
}
