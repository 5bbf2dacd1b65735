using System.Runtime.CompilerServices;

namespace PSLayers.Tests.Hosting;

/// <summary>The cache folder of these tests: the user's own is never touched.</summary>
internal static class OwnCache
{
    public const string FolderVariable = "PSLAYERS_CACHE";

    public const string OffVariable = "PSLAYERS_NOCACHE";

    // Before any test: which of them reads an image first, nobody knows.
    [ModuleInitializer]
    internal static void Use()
    {
        string folder = Directory.CreateTempSubdirectory("pslayers-cache-").FullName;
        Environment.SetEnvironmentVariable(FolderVariable, folder);
        Environment.SetEnvironmentVariable(OffVariable, null);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
