using System.Buffers.Binary;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Mounting;
using PSLayers.Mounting.Fuse;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>Answers to single questions, as the kernel would put them.</summary>
public sealed class FuseFilesTests : ArchiveTest
{
    private const int Invalid = -22;
    private const int NoSuchPlace = -6;

    [Fact]
    public void A_question_that_is_too_short_is_answered_as_invalid()
    {
        using FuseData data = DataOf(new TarBuilder().File("file", "f"), out FuseFiles files);

        foreach (FuseOpcode opcode in Enum.GetValues<FuseOpcode>())
        {
            for (int length = 0; length < 24; length++)
                Assert.InRange(Ask(files, opcode, 2, new byte[length], out _), -95, 0);
        }
        Assert.Equal(Invalid, Ask(files, FuseOpcode.Read, 2, new byte[19], out _));
        Assert.Equal(Invalid, Ask(files, FuseOpcode.Initialize, 0, new byte[15], out _));
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(4, 0, 512)]
    [InlineData(3, 600, 9000)]
    [InlineData(4, 600, 600)]
    [InlineData(4, 9000, 9001)]
    [InlineData(3, 9001, NoSuchPlace)]
    [InlineData(4, 10_000, NoSuchPlace)]
    [InlineData(4, -1, NoSuchPlace)]
    [InlineData(2, 0, Invalid)]
    public void The_data_and_the_holes_of_a_sparse_file_are_found(int whence, long offset, long found)
    {
        using FuseData data = DataOf(new TarBuilder(TarDialect.Pax).GnuSparse("sparse", 10_000, new SparsePiece(0, new byte[512]), new SparsePiece(9000, [9])), out FuseFiles files);

        Assert.Equal(found, Seek(files, whence, offset));
    }

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(4, 1, 2)]
    public void A_file_in_one_piece_is_data_up_to_its_end(int whence, long offset, long found)
    {
        using FuseData data = DataOf(new TarBuilder().File("file", "fg"), out FuseFiles files);

        Assert.Equal(found, Seek(files, whence, offset));
    }

    private static long Seek(FuseFiles files, int whence, long offset)
    {
        byte[] body = new byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(8), offset);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(16), whence);
        return Ask(files, FuseOpcode.Seek, 2, body, out byte[] answer) is not 0 and var error ? error : BinaryPrimitives.ReadInt64LittleEndian(answer);
    }

    private static int Ask(FuseFiles files, FuseOpcode opcode, long node, byte[] body, out byte[] answer)
    {
        byte[] request = new byte[FuseFiles.RequestHeader + body.Length], response = new byte[FuseFiles.ResponseHeader + 4096];
        BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(4), (int)opcode);
        BinaryPrimitives.WriteInt64LittleEndian(request.AsSpan(16), node);
        body.CopyTo(request.AsSpan(FuseFiles.RequestHeader));
        int length = files.Answer(request, response);
        answer = response[FuseFiles.ResponseHeader..Math.Max(length, FuseFiles.ResponseHeader)];
        return BinaryPrimitives.ReadInt32LittleEndian(response.AsSpan(4));
    }

    private FuseData DataOf(TarBuilder tar, out FuseFiles files)
    {
        LayeredImage image = ImageOpening.Read(OpenOne(new ImageBuilder().Layer(tar).DockerArchive()), new ReadMeter());
        var data = new FuseData(image);
        files = new FuseFiles(image, ViewInodes.Of(image, image.Tree.TopView, default), data);
        return data;
    }
}
