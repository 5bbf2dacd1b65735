using PSLayers.Tests.Hosting;
using PSLayers.Tests.Processes;

namespace PSLayers.Tests;

/// <summary>The tests that users could have written, a file a case.</summary>
public abstract class PesterTests(PesterProcess pester)
{
    public static TheoryData<string> Files { get; } = new(
        new[] { "tests/Pester", "samples" }.SelectMany(folder => Directory.EnumerateFiles(Path.Join(Repository.Root, folder), "*.Tests.ps1"))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_test_of_the_file_passes(string file)
    {
        PesterResult result = await pester.RunAsync(file);

        Assert.True(result.Failures.Length == 0, string.Join("\n\n", result.Failures));
        Assert.True(result.Passed > 0, "The file has no test.");
        Assert.Equal(0, result.NotRun);
    }
}

public sealed class Pester5Tests(Pester5Tests.Process pester) : PesterTests(pester), IClassFixture<Pester5Tests.Process>
{
    public sealed class Process() : PesterProcess("5.9.1");
}

public sealed class Pester6Tests(Pester6Tests.Process pester) : PesterTests(pester), IClassFixture<Pester6Tests.Process>
{
    public sealed class Process() : PesterProcess("6.2.0");
}
