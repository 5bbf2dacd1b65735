using System.Runtime.InteropServices;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Does work with the rights of an ordinary user, also where the tests run as root: on Linux a thread can touch files as another user
/// does, without the privileges of root (setfsuid(2)).</summary>
internal static partial class AsNobody
{
    private const uint Nobody = 65534;

    public static void Run(string folder, Action work)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            work();
            return;
        }
        Assert.Equal(0, ChangeOwner(folder, Nobody, Nobody));
        Assert.Equal(0, ChangeMode(Path.GetDirectoryName(folder)!, 0x1ED));
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                _ = SetFileGroup(Nobody);
                _ = SetFileUser(Nobody);
                work();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        if (thrown is not null)
            throw new InvalidOperationException("the work failed as another user", thrown);
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(uint uid);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial int SetFileGroup(uint gid);
}
