using System.Buffers.Binary;

namespace PSLayers.Fixtures;

/// <summary>Writes a hash of Berkeley DB: each value on a chain of pages of its own, but small ones.</summary>
public static class BerkeleyWriter
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
