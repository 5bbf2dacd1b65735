using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;
using PSLayers.Mounting.Linux;

namespace PSLayers.Mounting.Fuse;

/// <summary>Mounts a file system that this process serves: root by itself, others by the system's own helper, fusermount3 (fuse(4), fusermount3(1)).</summary>
[SupportedOSPlatform("linux")]
internal static class FuseDevice
{
    /// <summary>The helper.</summary>
    public const string Helper = "fusermount3";

    /// <summary>The type that lists of mounts have.</summary>
    public const string Type = "fuse.pslayers";

    private const string Path = "/dev/fuse";
    private const int ReadWriteCloseOnExec = 0x80002;
    private const int UnixDomain = 1;
    private const int StreamCloseOnExec = 0x80001;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 0x40000000;
    private const int ControlLength = 64;
    private const int DescriptorOffset = 16;

    /// <summary>Mounts.</summary>
    /// <param name="source">What lists of mounts call it.</param>
    /// <param name="target">Full path of a folder.</param>
    /// <param name="allowOther">Whether other users may read it too, as far as modes let them.</param>
    /// <returns>The device, where the kernel asks.</returns>
    /// <exception cref="ImageException">It cannot be done.</exception>
    public static SafeFileHandle Mount(string source, string target, bool allowOther)
    {
        if (!File.Exists(Path))
            throw new ImageException(ImageErrorId.MountFailed, $"the system has no {Path}: its kernel has no FUSE, or the container that this runs in was not given the device");
        return Environment.IsPrivilegedProcess ? ByItself(source, target, allowOther) : ByHelper(source, target, allowOther);
    }

    /// <summary>Ends a mount of a user who is not root.</summary>
    /// <param name="target">The folder.</param>
    /// <param name="force">Whether those that use it are left with what they have open.</param>
    /// <exception cref="ImageException">It is in use, or not the user's.</exception>
    public static void Unmount(string target, bool force)
    {
        string[] lazy = force ? ["-z"] : [];
        using Process helper = Start(new ProcessStartInfo(Helper, ["-u", .. lazy, "--", target]) { RedirectStandardError = true });
        string complaint = helper.StandardError.ReadToEnd();
        helper.WaitForExit();
        if (helper.ExitCode != 0)
            throw new ImageException(complaint.Contains("busy", StringComparison.OrdinalIgnoreCase) ? ImageErrorId.DriveInUse : ImageErrorId.MountFailed, $"the mount cannot be ended: {complaint.Trim().TrimEnd('.')}");
    }

    private static SafeFileHandle ByItself(string source, string target, bool allowOther)
    {
        int descriptor = FuseCalls.Open(Path, ReadWriteCloseOnExec);
        if (descriptor < 0)
            throw Failed($"{Path} cannot be opened");
        var device = new SafeFileHandle(descriptor, ownsHandle: true);
        string options = string.Create(CultureInfo.InvariantCulture,
            $"fd={descriptor},rootmode=40000,user_id={FuseCalls.User()},group_id={FuseCalls.Group()}{(allowOther ? ",allow_other,default_permissions" : "")}");
        if (MountCalls.Mount(source, target, Type, MountCalls.ReadOnly | MountCalls.NoSetUid | MountCalls.NoDevices, options) == 0)
            return device;
        ImageException failure = Failed("the kernel does not mount it");
        device.Dispose();
        throw failure;
    }

    // The helper sends the open device through a socket that it is given.
    private static SafeFileHandle ByHelper(string source, string target, bool allowOther)
    {
        Span<int> sockets = stackalloc int[2];
        if (FuseCalls.SocketPair(UnixDomain, StreamCloseOnExec, 0, sockets) != 0)
            throw Failed("there is no socket for the helper");
        try
        {
            _ = FuseCalls.Control(sockets[1], SetDescriptorFlags, 0);
            string options = $"ro,nosuid,nodev,subtype=pslayers,fsname={source.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)}{(allowOther ? ",allow_other,default_permissions" : "")}";
            var start = new ProcessStartInfo(Helper, ["-o", options, "--", target]) { RedirectStandardError = true };
            start.Environment["_FUSE_COMMFD"] = sockets[1].ToString(CultureInfo.InvariantCulture);
            using Process helper = Start(start);
            string complaint = helper.StandardError.ReadToEnd();
            helper.WaitForExit();
            if (helper.ExitCode != 0)
                throw new ImageException(ImageErrorId.MountFailed, $"{Helper} does not mount it: {complaint.Trim().TrimEnd('.')}");
            return Receive(sockets[0]);
        }
        finally
        {
            _ = FuseCalls.Close(sockets[0]);
            _ = FuseCalls.Close(sockets[1]);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ImageException(ImageErrorId.MountFailed, $"mounting without root needs {Helper}, which the package fuse3 brings", inner: e);
        }
    }

    private static unsafe SafeFileHandle Receive(int socket)
    {
        byte one;
        byte* control = stackalloc byte[ControlLength];
        var vector = new FuseCalls.IoVector { Base = &one, Length = 1 };
        var message = new FuseCalls.MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlLength };
        // A program that the session starts must not keep the device: as long as anybody has it, whoever reads of a dead mount waits.
        if (FuseCalls.ReceiveMessage(socket, &message, CloseOnExec) <= 0 || message.ControlLength < DescriptorOffset + sizeof(int))
            throw Failed($"{Helper} sent no device");
        return new SafeFileHandle(*(int*)(control + DescriptorOffset), ownsHandle: true);
    }

    private static ImageException Failed(string what)
    {
        var cause = new Win32Exception(Marshal.GetLastPInvokeError());
        return new ImageException(ImageErrorId.MountFailed, $"{what}: {cause.Message}", inner: cause);
    }
}
