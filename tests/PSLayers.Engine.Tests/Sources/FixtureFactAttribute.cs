using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>A test that needs the images of other tools, and says so where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixtureFactAttribute : FactAttribute
{
    /// <summary>Skips where the fixtures, or a tool, are not there.</summary>
    /// <param name="tool">A command line tool that is needed too.</param>
    public FixtureFactAttribute(string? tool = null)
    {
        Tool = tool;
        if (RealFixtures.Folder is null)
            Skip = "the fixtures are not beside the repository (shared/fixtures)";
        else if (tool is not null && CommandLine.Find(tool) is null)
            Skip = $"{tool} is not installed";
    }

    public string? Tool { get; }
}
