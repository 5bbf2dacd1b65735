using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>A test that needs the documents of others, and says so where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips where the documents, or a tool, are not there.</summary>
    /// <param name="tools">Command line tools that are needed too.</param>
    public DataTheoryAttribute(params string[] tools)
    {
        Tools = tools;
        if (RealFixtures.Data is null)
            Skip = "the data of others are not beside the repository (shared/data)";
        else if (Array.Find(tools, tool => CommandLine.Find(tool) is null) is { } missing)
            Skip = $"{missing} is not installed";
    }

    public string[] Tools { get; }
}
