using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Mounting.Linux;

/// <summary>A file that gets its name when it is whole (open(2), O_TMPFILE): of a process that is killed before, nothing is left. Where the disk cannot
/// do that, it has a name that tells that it is not finished.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NamelessFile : IDisposable
{
    /// <summary>How the names of unfinished files end, where they have one.</summary>
    public const string UnfinishedSuffix = ".unfinished";

    // The same on all machines that run Linux and .NET but for O_DIRECTORY, which is a part of O_TMPFILE.
    private const int WriteOnly = 1;
    private const int CloseOnExec = 0x80000;
    private const int Temporary = 0x400000;
    private const int OwnerReadsAndWrites = 0b110_000_000;
    private const int CurrentFolder = -100;
    private const int FollowLinks = 0x400;

    private readonly string _path;
    private readonly string? _unfinished;

    /// <summary>Makes it.</summary>
    /// <param name="path">What it is called when it is whole.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public NamelessFile(string path)
    {
        _path = path;
        int descriptor = MountCalls.Open(Path.GetDirectoryName(path)!, WriteOnly | CloseOnExec | Temporary | DirectoryFlag, OwnerReadsAndWrites);
        if (descriptor >= 0)
        {
            Content = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
            return;
        }
        _unfinished = $"{path}.{Guid.NewGuid():N}{UnfinishedSuffix}";
        Content = new FileStream(_unfinished, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    /// <summary>What is in it.</summary>
    public FileStream Content { get; }

    /// <summary>Gives it its name. What has the name already is the same, made by somebody else, and stays.</summary>
    /// <exception cref="IOException">It cannot be named.</exception>
    public void Name()
    {
        if (_unfinished is not null)
            File.Move(_unfinished, _path, overwrite: true);
        else if (MountCalls.Link(CurrentFolder, $"/proc/self/fd/{Content.SafeFileHandle.DangerousGetHandle()}", CurrentFolder, _path, FollowLinks) != 0 && !File.Exists(_path))
            throw new IOException($"{_path} cannot be made: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        if (_unfinished is not null)
            MountFolder.Remove(_unfinished);
    }

    private static int DirectoryFlag => RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x4000 : 0x10000;
}
