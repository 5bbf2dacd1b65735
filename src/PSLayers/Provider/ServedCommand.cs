using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Reflection;

namespace PSLayers.Provider;

/// <summary>What PowerShell knows of the command that a provider works for, and keeps from providers of others. Where it cannot be found out, all is as for
/// every other provider.</summary>
internal static class ServedCommand
{
    private const BindingFlags Inner = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance;

    private static readonly PropertyInfo? Context = typeof(CmdletProvider).GetProperty("Context", Inner);
    private static readonly PropertyInfo? PassThru = Context?.PropertyType.GetProperty("PassThru", Inner);
    private static readonly PropertyInfo? Invocation = Context?.PropertyType.GetProperty("MyInvocation", Inner);

    /// <summary>Whether anybody wants what the provider writes: Rename-Item, Move-Item and Copy-Item drop it without -PassThru, and what is to be an object
    /// of a writable drive costs a look at all of its changes.</summary>
    public static bool WantsOutput(CmdletProvider provider) => Context?.GetValue(provider) is not { } context || PassThru?.GetValue(context) is not false;

    /// <summary>The command; null where there is none.</summary>
    public static InvocationInfo? Of(CmdletProvider provider) => Context?.GetValue(provider) is { } context ? Invocation?.GetValue(context) as InvocationInfo : null;
}
