using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace PSLayers.Loader;

/// <summary>A load context for the module's assemblies, so that the versions of libraries it brings never meet those of another module.
/// What the folder does not have (PowerShell, the framework) comes from the default context.</summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly object Gate = new();
    private static readonly Dictionary<string, Assembly> Loaded = [];

    private readonly string _folder;

    private ModuleLoadContext(string folder)
        : base("PSLayers") => _folder = folder;

    /// <summary>Loads the cmdlets' assembly, once a process.</summary>
    /// <param name="folder">The folder with the assemblies. A folder below it that is named as this machine's runtime, for example
    /// <c>linux-x64</c>, holds the same assemblies compiled ahead of time and is preferred.</param>
    public static Assembly Load(string folder)
    {
        lock (Gate)
        {
            if (!Loaded.TryGetValue(folder, out Assembly? module))
                Loaded[folder] = module = new ModuleLoadContext(folder).LoadFromAssemblyPath(Find(folder, "PSLayers")!);
            return module;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        return assemblyName.Name is { } name && Find(_folder, name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    private static string? Find(string folder, string name)
    {
        string file = name + ".dll";
        string compiled = Path.Combine(folder, RuntimeInformation.RuntimeIdentifier, file);
        if (File.Exists(compiled))
            return compiled;
        string portable = Path.Combine(folder, file);
        return File.Exists(portable) ? portable : null;
    }
}
