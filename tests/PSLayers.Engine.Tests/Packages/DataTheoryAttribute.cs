using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>A test that needs the documents of others, and says so where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute()
    {
        if (RealFixtures.Data is null)
            Skip = "the data of others are not beside the repository (shared/data)";
    }
}
