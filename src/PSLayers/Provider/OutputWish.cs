using System.Management.Automation.Provider;
using System.Reflection;

namespace PSLayers.Provider;

/// <summary>Tells whether anybody wants what a provider writes: Rename-Item, Move-Item and Copy-Item drop it without -PassThru. PowerShell does not say so
/// to providers of others, and what is to be an object of a writable drive costs a look at all of its changes.</summary>
internal static class OutputWish
{
    private const BindingFlags Inner = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance;

    private static readonly PropertyInfo? Context = typeof(CmdletProvider).GetProperty("Context", Inner);
    private static readonly PropertyInfo? PassThru = Context?.PropertyType.GetProperty("PassThru", Inner);

    /// <summary>Whether it is given out; true where that cannot be known.</summary>
    public static bool Of(CmdletProvider provider) => Context?.GetValue(provider) is not { } context || PassThru?.GetValue(context) is not false;
}
