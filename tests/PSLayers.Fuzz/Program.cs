using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;
using PSLayers.Limits;
using SharpFuzz;

// Lists what the fuzzer gives as a compressed stream, then reads it at its seek points. An ImageException is an answer; anything else is a
// finding. Instrument PSLayers.Engine.dll with the tool sharpfuzz, and run this under afl-fuzz (github.com/Metalnem/sharpfuzz tells how);
// with files as arguments it only runs them once each, which shows again what was found.
if (args.Length == 0)
    Fuzzer.OutOfProcess.Run(stream => Read(All(stream)));
foreach (string path in args)
    Read(File.ReadAllBytes(path));

static void Read(byte[] stored)
{
    var limits = new ReadLimits { SeekSpacing = 1000, SeekTableShare = 1_000_000, ExpansionFloor = 16 << 20 };
    Blob blob = Blob.Of(new MemorySource(stored), 0, stored.Length, "input");
    using var recorder = new SeekRecorder(limits);
    long length = 0;
    try
    {
        using ChunkReader chunks = blob.OpenChunks(limits, null, recorder);
        for (int read; (read = chunks.Next().Length) > 0;)
            length += read;
    }
    catch (ImageException)
    {
        // What came before the damage can still be read.
    }
    SeekTable table = recorder.Build(length);
    blob.Seeks = new SeekAccess(table, blob.Compression.CanResume, limits);
    using ByteReader reader = blob.OpenBytes(limits);
    byte[] buffer = new byte[100];
    for (int point = table.Count - 1; point >= 0; point -= 1 + table.Count / 10)
    {
        try
        {
            reader.ReadFully(buffer, table[point].OutputOffset);
        }
        catch (ImageException)
        {
            // As it should be.
        }
    }
}

static byte[] All(Stream stream)
{
    using var bytes = new MemoryStream();
    stream.CopyTo(bytes);
    return bytes.ToArray();
}
