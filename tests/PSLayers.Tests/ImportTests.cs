using System.Runtime.Loader;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Coming and going of the module.</summary>
public sealed class ImportTests
{
    [Fact]
    public void Importing_by_force_again_and_again_leaves_every_cmdlet()
    {
        using var session = new Session(importsModule: false);

        Result result = session.Run("foreach ($i in 1..3) { Import-Module $a -Force; (Get-Command -Module PSLayers).Count }; (Get-ImageLayer $b -Fast).Count",
            Repository.Module, Repository.DockerSample);

        Assert.Empty(result.Errors);
        int all = Repository.Commands.Length;
        Assert.Equal([all, all, all, 11], result.Output.Select(value => value.BaseObject));
    }

    [Fact]
    public void A_removed_module_takes_its_commands_and_comes_back()
    {
        using var session = new Session(importsModule: false);

        Result result = session.Run("""
            Import-Module $a; Remove-Module PSLayers
            @(Get-Command -Module PSLayers).Count; @(Get-Module -All | Where-Object Name -Like '*PSLayers*').Count
            Import-Module $a; (Get-ImageLayer $b -Fast).Count
            """, Repository.Module, Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal([0, 0, 11], result.Output.Select(value => value.BaseObject));
    }

    [Fact]
    public void Only_the_loader_is_in_the_load_context_that_all_modules_share()
    {
        using var folder = new TempFolder();
        using var session = new Session();
        string path = folder.Write("xz.tar", new ImageBuilder().Layer(new TarBuilder().File("a"), Packing.Xz).Layer(new TarBuilder().File("b"), Packing.Zstd).Tag("a:1").OciArchive());
        Assert.Equal(2, session.Run("Get-LayerEntry $a", path).Output.Count);

        string[] shared = [.. FromModule(AssemblyLoadContext.Default)];
        string[] own = [.. FromModule(AssemblyLoadContext.All.First(context => context.Name == "PSLayers"))];

        Assert.Equal(["PSLayers.Loader"], shared);
        Assert.Contains("PSLayers", own);
        Assert.Contains("PSLayers.Engine", own);
        Assert.Contains("SharpCompress", own);
    }

    [Fact]
    public void Nothing_is_on_the_screen_when_it_is_imported()
    {
        using var session = new Session(importsModule: false);

        Assert.Equal("", session.Show("Import-Module $a", Repository.Module));
    }

    // The tests bring a SharpCompress of their own; what counts is what came out of the module's folder.
    private static IEnumerable<string> FromModule(AssemblyLoadContext context) => context.Assemblies
        .Where(assembly => !assembly.IsDynamic && assembly.Location.StartsWith(Repository.Module, StringComparison.Ordinal))
        .Select(assembly => assembly.GetName().Name!).Distinct();
}
