using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Code compiled ahead of time that a runtime refuses is no error: everything works, and every session starts slowly.</summary>
[Collection(SharedSession.Name)]
public sealed class CompiledAheadTests(Session session)
{
    private static string Folder { get; } = Path.Combine(
        Repository.Root, "out", "PSLayers", "bin", RuntimeInformation.RuntimeIdentifier, $"net{Environment.Version.Major}.0");

    [CompiledFact]
    public void The_module_runs_what_was_compiled_for_this_runtime()
    {
        string location = session.Run("(Get-Command Get-ImageLayer).ImplementingType.Assembly").Texts("Location").Single();

        Assert.Equal(Path.Combine(Folder, "PSLayers.dll"), location);
    }

    [CompiledFact]
    public void The_runtime_takes_code_of_this_version()
    {
        int runtime = VersionOf(typeof(object).Assembly.Location);

        Assert.All(Directory.EnumerateFiles(Folder, "PSLayers*.dll"), file => Assert.Equal(runtime, VersionOf(file)));
    }

    // The major version in the header of native code: "RTR", a zero, and the version (the runtime's readytorun.h).
    private static int VersionOf(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        DirectoryEntry native = reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory;
        Assert.NotEqual(0, native.Size);
        ReadOnlySpan<byte> header = reader.GetSectionData(native.RelativeVirtualAddress).GetContent(0, 6).AsSpan();
        Assert.Equal("RTR\0"u8, header[..4]);
        return BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
    }

    private sealed class CompiledFactAttribute : FactAttribute
    {
        public CompiledFactAttribute()
        {
            if (!File.Exists(Path.Combine(Folder, "PSLayers.dll")))
                Skip = "no assemblies compiled ahead of time are staged";
        }
    }
}
