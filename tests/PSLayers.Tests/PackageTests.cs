using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Processes;

namespace PSLayers.Tests;

/// <summary>From a repository to the first answer: what a user who has no module yet does.</summary>
public sealed class PackageTests(PackageTests.Installed installed) : IClassFixture<PackageTests.Installed>
{
    [Fact]
    public void The_installed_module_does_the_main_job_in_a_new_session()
    {
        Finished run = Pwsh.Run(installed.Home, $"""
            (Get-ImageLayer '{Repository.DockerSample}' | Sort-Object Size -Descending).LayerIndex -join ' '
            (Get-Module PSLayers).ModuleBase; (Get-Help Get-ImageLayer).Synopsis
            (Get-Command Get-ImageLayer).ImplementingType.Assembly.Location
            """);

        Assert.Equal("", run.Error);
        Assert.StartsWith("0 3 7 1 4 9 6 2 8 ", run.Lines[0], StringComparison.Ordinal);
        Assert.Equal(installed.Module, run.Lines[1]);
        Assert.DoesNotContain("Get-ImageLayer", run.Lines[2], StringComparison.Ordinal);
        string own = Path.Join("bin", RuntimeInformation.RuntimeIdentifier, "PSLayers.dll");
        string portable = Path.Join("bin", "PSLayers.dll");
        Assert.Equal(Path.Join(installed.Module, File.Exists(Path.Join(installed.Module, own)) ? own : portable), run.Lines[3]);
    }

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    public void A_release_and_nothing_else_is_compiled_ahead(string runtime)
    {
        string folder = Path.Join(installed.Module, "bin", runtime);
        if (Installed.Release is null)
        {
            // It would hide what was built last.
            Assert.False(Directory.Exists(folder));
            return;
        }
        // Code that a runtime refuses is no error: everything works, and every session starts slowly.
        int taken = VersionOf(typeof(object).Assembly.Location);
        string[] files = Directory.GetFiles(folder, "PSLayers*.dll");

        Assert.Equal(["PSLayers.dll", "PSLayers.Engine.dll"], files.Select(Path.GetFileName).OrderBy(name => name!.Length));
        Assert.All(files, file => Assert.Equal(taken, VersionOf(file)));
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

    /// <summary>A user's folder into which the module was installed from a repository: the package that was made for release, else one of
    /// the staged module.</summary>
    public sealed class Installed : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Installed()
        {
            Home = _folder.Folder("home");
            // Where these are missing, .NET takes the current folder for them.
            _folder.Folder("home/.config");
            _folder.Folder("home/.local/share");
            string repository = _folder.Folder("repository");
            string made = Release is null ? $"-Path '{Repository.Module}'" : $"-NupkgPath '{Release}'";
            Finished run = Pwsh.Run(Home, $"""
                $ErrorActionPreference = 'Stop'
                Register-PSResourceRepository -Name Folder -Uri '{repository}' -Trusted
                Publish-PSResource {made} -Repository Folder
                Install-PSResource PSLayers -Repository Folder
                (Get-InstalledPSResource PSLayers).InstalledLocation
                (Get-Module PSLayers -ListAvailable).ModuleBase
                """);
            Assert.Equal("", run.Error);
            Module = run.Lines[^1];
            Assert.StartsWith(Home, Module, StringComparison.Ordinal);
        }

        /// <summary>The package that was made for release.</summary>
        internal static string? Release { get; } = Environment.GetEnvironmentVariable("PSLAYERS_PACKAGE");

        internal string Home { get; }

        internal string Module { get; }

        public void Dispose() => _folder.Dispose();
    }
}
