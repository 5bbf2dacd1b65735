namespace PSLayers.Mounting;

/// <summary>Who serves a view that is mounted on a folder.</summary>
public enum ViewDriver
{
    /// <summary>The kernel's own EROFS (Linux 6.12 or later, root): no process of ours is asked.</summary>
    Kernel,

    /// <summary>This session, or a process of its own, by FUSE: for every user who may use that.</summary>
    Fuse,
}
