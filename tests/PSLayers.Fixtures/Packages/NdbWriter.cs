using System.Buffers.Binary;

namespace PSLayers.Fixtures;

/// <summary>Writes an ndb database.</summary>
public static class NdbWriter
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
