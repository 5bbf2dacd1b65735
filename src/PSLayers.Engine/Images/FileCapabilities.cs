using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PSLayers.Images;

/// <summary>Capabilities of a file (Linux, <c>security.capability</c>: <c>struct vfs_cap_data</c> of versions 1 to 3) in the words of <c>getcap</c>.</summary>
internal static class FileCapabilities
{
    /// <summary>The attribute that has them.</summary>
    public const string Attribute = "security.capability";

    private const uint Effective = 1;

    // By number (linux/capability.h).
    private static readonly string[] Names =
    [
        "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "linux_immutable", "net_bind_service",
        "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin",
        "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap", "mac_override",
        "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore",
    ];

    /// <summary>The capabilities, those with the same flags together: <c>cap_net_bind_service,cap_net_raw=ep</c>; null for what is none.</summary>
    /// <param name="value">The attribute's value.</param>
    public static string? Format(ReadOnlySpan<byte> value)
    {
        if (value.Length < 4)
            return null;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(value);
        int words = (magic >> 24, value.Length) switch { (1, 12) => 1, (2, 20) => 2, (3, 24) => 2, _ => 0 };
        if (words == 0)
            return null;
        ulong permitted = 0, inheritable = 0;
        for (int word = 0; word < words; word++)
        {
            permitted |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[(4 + (8 * word))..]) << (32 * word);
            inheritable |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[(8 + (8 * word))..]) << (32 * word);
        }
        string effective = (magic & Effective) != 0 ? "e" : "";
        var text = new StringBuilder();
        Append(text, permitted & inheritable, effective + "ip");
        Append(text, permitted & ~inheritable, effective + "p");
        Append(text, inheritable & ~permitted, effective + "i");
        if (value.Length == 24 && BinaryPrimitives.ReadUInt32LittleEndian(value[20..]) is > 0 and var root)
            text.Append(CultureInfo.InvariantCulture, $" [rootid={root}]");
        return text.Length == 0 ? "=" : text.ToString();
    }

    private static void Append(StringBuilder text, ulong capabilities, string flags)
    {
        if (capabilities == 0)
            return;
        text.Append(text.Length > 0 ? " " : "");
        for (int number = 0; number < 64; number++)
        {
            if ((capabilities >> number & 1) == 0)
                continue;
            text.Append(text.Length > 0 && text[^1] != ' ' ? "," : "").Append("cap_").Append(number < Names.Length ? Names[number] : number.ToString(CultureInfo.InvariantCulture));
        }
        text.Append('=').Append(flags);
    }
}
