using System.Globalization;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Tar;

/// <summary>Indexes bytes as a layer, and puts an index into words so that two of them can be compared.</summary>
internal static class Indexed
{
    private static readonly ImageLayer Layer = new() { ImageName = "test" };

    /// <summary>Indexes stored bytes, compressed or not.</summary>
    public static LayerIndex Read(byte[] stored, LayerNeeds needs = LayerNeeds.Entries, ReadLimits? limits = null, CancellationToken cancellation = default) =>
        LayerIndexer.Read(Blob.Of(new MemorySource(stored), 0, stored.Length, "layer"), needs, limits ?? ReadLimits.Default, new ReadMeter(cancellation));

    /// <summary>Indexes a plain tar that a decompressor hands out in pieces of a size.</summary>
    public static LayerIndex InPieces(byte[] tar, int pieceSize)
    {
        using var input = new ChunkTarInput(new Pieces(tar, pieceSize));
        return LayerIndexer.Read(input, new LayerIndexBuilder("layer", ReadLimits.Default), ReadLimits.Default, new ReadMeter(), visitor: null);
    }

    /// <summary>Indexes a tar by jumping, in one pass, and in small pieces; all must find the same, and no damage.</summary>
    public static LayerIndex Whole(byte[] tar)
    {
        LayerIndex index = EveryWay(tar);
        Assert.Null(index.Damage);
        return index;
    }

    /// <inheritdoc cref="Whole(byte[])"/>
    public static LayerIndex Whole(TarBuilder tar) => Whole(tar.Build());

    /// <summary>The entries of a tar without damage.</summary>
    public static LayerEntry[] Entries(TarBuilder tar) => Entries(Whole(tar));

    /// <summary>The entries of an index.</summary>
    public static LayerEntry[] Entries(LayerIndex index) => [.. Enumerable.Range(0, index.Count).Select(row => new LayerEntry(Layer, index, row))];

    /// <summary>The one entry of a tar without damage.</summary>
    public static LayerEntry Single(TarBuilder tar) => Assert.Single(Entries(tar));

    /// <summary>The paths of an index.</summary>
    public static string[] Paths(LayerIndex index) => [.. Entries(index).Select(entry => entry.InnerPath)];

    /// <summary>Indexes a tar by jumping, in one pass, and in small pieces; all must find the same, damage or not.</summary>
    public static LayerIndex EveryWay(byte[] tar)
    {
        LayerIndex index = Read(tar);
        string expected = Describe(index);
        Assert.Equal(expected, Describe(Read(tar, LayerNeeds.DiffId)));
        foreach (int size in (ReadOnlySpan<int>)[7, 511, 512, 1300])
            Assert.Equal(expected, Describe(InPieces(tar, size)));
        return index;
    }

    /// <summary>All that an index tells of its layer, but for the digest.</summary>
    public static string Describe(LayerIndex index)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{index.Count} entries, {index.FileCount} files, {index.WhiteoutCount} whiteouts, {index.Size} of {index.TarSize} bytes\n");
        for (int row = 0; row < index.Count; row++)
        {
            LayerEntry entry = new(Layer, index, row);
            text.Append(CultureInfo.InvariantCulture, $"{entry.ModeString} {entry.Uid}/{entry.Gid} {entry.User}/{entry.Group} {entry.Size} {entry.LastWriteTime:O} {Convert.ToHexString(entry.RawName)} ")
                .Append(CultureInfo.InvariantCulture, $"{entry.InnerPath} -> {entry.LinkTarget} {entry.DeviceMajor},{entry.DeviceMinor} @{entry.Row.HeaderOffset}-{entry.Row.DataOffset} +{entry.Row.Nanoseconds}ns {entry.Row.Flags}");
            foreach ((string name, byte[] value) in entry.Xattrs?.OrderBy(x => x.Key, StringComparer.Ordinal).ToArray() ?? [])
                text.Append(CultureInfo.InvariantCulture, $" {name}={Convert.ToHexString(value)}");
            text.Append('\n');
        }
        foreach (ImageWarning warning in index.Warnings)
            text.Append(CultureInfo.InvariantCulture, $"{warning.ErrorId} {warning}\n");
        return text.Append(CultureInfo.InvariantCulture, $"{index.Damage?.ErrorId} {index.Damage?.Message}").ToString();
    }

    private sealed class Pieces(byte[] bytes, int size) : ChunkReader
    {
        private readonly byte[] _piece = new byte[size];
        private int _at;

        // The piece before is overwritten, as decompressors do.
        public override ReadOnlyMemory<byte> Next()
        {
            int length = Math.Min(_piece.Length, bytes.Length - _at);
            bytes.AsSpan(_at, length).CopyTo(_piece);
            _at += length;
            return _piece.AsMemory(0, length);
        }

        public override void Dispose()
        {
        }
    }
}
