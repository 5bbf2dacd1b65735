using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace PSLayers.Loader;

/// <summary>A load context for the module's assemblies, so that the versions of libraries it brings never meet those of another module.
/// What the folder does not have (PowerShell, the framework) comes from the default context.</summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    // The oldest runtime that the module works with.
    private const int OldestRuntime = 8;

    private static readonly object Gate = new();
    private static readonly Dictionary<string, Assembly> Loaded = [];

    private readonly string? _compiled;
    private readonly string _portable;

    private ModuleLoadContext(string folder)
        : base("PSLayers") => (_compiled, _portable) = (CompiledBelow(folder), folder);

    /// <summary>Loads the cmdlets' assembly, once a process.</summary>
    /// <param name="folder">The folder with the assemblies. A folder below it that is named as this machine's runtime and framework, for
    /// example <c>linux-x64/net10.0</c>, holds the same assemblies compiled ahead of time and is preferred.</param>
    public static Assembly Load(string folder)
    {
        lock (Gate)
        {
            if (!Loaded.TryGetValue(folder, out Assembly? module))
                Loaded[folder] = module = new ModuleLoadContext(folder).LoadFromAssemblyName(new AssemblyName("PSLayers"));
            return module;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        string file = assemblyName.Name + ".dll";
        if (_compiled is not null && Path.Combine(_compiled, file) is var compiled && File.Exists(compiled))
            return LoadFromAssemblyPath(compiled);
        string portable = Path.Combine(_portable, file);
        return File.Exists(portable) ? LoadFromAssemblyPath(portable) : null;
    }

    // A runtime may refuse code that was compiled for an older one, so what was compiled for the newest framework that it has comes first.
    private static string? CompiledBelow(string folder)
    {
        string runtime = Path.Combine(folder, RuntimeInformation.RuntimeIdentifier);
        for (int version = Environment.Version.Major; version >= OldestRuntime; version--)
        {
            string compiled = Path.Combine(runtime, $"net{version}.0");
            if (Directory.Exists(compiled))
                return compiled;
        }
        return null;
    }
}
