using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace PSLayers.Loader;

/// <summary>A load context for the module's assemblies, so that the versions of libraries it brings never meet those of another module.
/// What the folder does not have (PowerShell, the framework) comes from the default context.</summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Assembly> Loaded = [];

    private readonly string _compiled;
    private readonly string _portable;

    private ModuleLoadContext(string folder)
        : base("PSLayers") => (_compiled, _portable) = (Path.Combine(folder, RuntimeInformation.RuntimeIdentifier), folder);

    /// <summary>Loads the cmdlets' assembly, once a process.</summary>
    /// <param name="folder">The folder with the assemblies. A folder below it that is named as this machine's runtime, for example
    /// <c>linux-x64</c>, holds the same assemblies compiled ahead of time and is preferred.</param>
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
        // This assembly is shared with the session, whose tables use it.
        if (assemblyName.Name == typeof(ModuleLoadContext).Assembly.GetName().Name)
            return typeof(ModuleLoadContext).Assembly;
        string file = assemblyName.Name + ".dll";
        foreach (string folder in new[] { _compiled, _portable })
        {
            if (Path.Combine(folder, file) is var path && File.Exists(path))
                return LoadFromAssemblyPath(path);
        }
        return null;
    }
}
