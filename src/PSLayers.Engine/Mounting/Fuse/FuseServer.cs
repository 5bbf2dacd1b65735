using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Mounting.Fuse;

/// <summary>Serves a mount: some threads wait for the kernel's questions, until the mount is ended, by whomever.</summary>
internal sealed class FuseServer : IDisposable
{
    private const int Interrupted = 4;
    private const int NoEntry = 2;
    private const int Again = 11;

    // One waits for the disk while another answers out of memory.
    private static readonly int ThreadCount = Math.Clamp(Environment.ProcessorCount * 2, 2, 16);

    private readonly SafeFileHandle _device;
    private readonly FuseFiles _files;
    private readonly FuseData _data;
    private readonly Action _ended;
    private int _running = ThreadCount;
    private int _readsAhead;

    /// <summary>Begins to serve.</summary>
    /// <param name="device">The open device of the mount; closed at its end.</param>
    /// <param name="files">Answers.</param>
    /// <param name="data">What is given back at the end.</param>
    /// <param name="ended">Called when the mount has ended.</param>
    public FuseServer(SafeFileHandle device, FuseFiles files, FuseData data, Action ended)
    {
        (_device, _files, _data, _ended) = (device, files, data, ended);
        for (int i = 0; i < ThreadCount; i++)
            new Thread(Serve) { IsBackground = true, Name = "image view" }.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private void Serve()
    {
        byte[] request = GC.AllocateUninitializedArray<byte>(64 << 10, pinned: true);
        byte[] response = GC.AllocateUninitializedArray<byte>(FuseFiles.ResponseHeader + FuseFiles.LargestRead, pinned: true);
        while (TryRead(request, out int length))
        {
            int answer = Answer(request.AsSpan(0, length), response);
            // An answer that nobody waits for any more is refused, and that is well.
            if (answer > 0)
                _ = FuseCalls.Write(_device, response, (nuint)answer);
            // One at a time: the others go on answering.
            if (Interlocked.CompareExchange(ref _readsAhead, 1, 0) == 0)
            {
                _data.ReadAhead();
                Volatile.Write(ref _readsAhead, 0);
            }
        }
        if (Interlocked.Decrement(ref _running) != 0)
            return;
        Dispose();
        _data.Dispose();
        _ended();
    }

    // A fault of ours must not leave a program waiting for ever, nor end the session.
    private int Answer(ReadOnlySpan<byte> request, Span<byte> response)
    {
        try
        {
            return _files.Answer(request, response);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            BitConverter.TryWriteBytes(response, FuseFiles.ResponseHeader);
            BitConverter.TryWriteBytes(response[4..], -FuseError.InputOutput);
            request.Slice(8, sizeof(ulong)).CopyTo(response[8..]);
            return FuseFiles.ResponseHeader;
        }
    }

    private bool TryRead(byte[] request, out int length)
    {
        while (true)
        {
            length = (int)FuseCalls.Read(_device, request, (nuint)request.Length);
            if (length > 0)
                return true;
            if (length == 0 || Marshal.GetLastPInvokeError() is not (Interrupted or NoEntry or Again))
                return false;
        }
    }
}
