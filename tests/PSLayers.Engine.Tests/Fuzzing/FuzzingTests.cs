using System.Globalization;
using PSLayers.Fuzzing.Harnesses;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;

namespace PSLayers.Engine.Tests.Fuzzing;

/// <summary>A short run of what fuzzers do for hours. Memory is measured for the process, so nothing runs beside it.</summary>
[Collection(nameof(FuzzingTests))]
[CollectionDefinition(nameof(FuzzingTests), DisableParallelization = true)]
public sealed class FuzzingTests
{
    private static readonly string Corpus = Path.Join(AppContext.BaseDirectory, "corpus");

    public static TheoryData<string> Names => [.. HarnessList.All.Select(harness => harness.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_fuzzers_began_with_and_what_they_found_is_answered(string name)
    {
        IHarness harness = HarnessList.Find(name)!;
        string folder = Path.Join(Corpus, name);

        foreach ((_, byte[] seed) in harness.Seeds)
            Judge.Run(harness, seed);
        foreach (string path in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
            Run(harness, File.ReadAllBytes(path), Path.GetFileName(path));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Seeds_with_some_bytes_changed_are_answered(string name)
    {
        IHarness harness = HarnessList.Find(name)!;
        var random = new Random(7);
        foreach ((string seed, byte[] input) in harness.Seeds)
        {
            for (int i = 0; i < 20; i++)
            {
                byte[] own = [.. input];
                for (int count = random.Next(1, 8); count > 0; count--)
                    own[random.Next(own.Length)] = (byte)random.Next(256);
                Run(harness, own, string.Create(CultureInfo.InvariantCulture, $"{seed}, {i}"));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_archives_of_all_forms_are_answered(int part)
    {
        const int Images = 500;
        var harness = new MutantHarness();
        int opened = 0;

        for (int seed = part * Images; seed < (part + 1) * Images; seed++)
            opened += Run(harness, Mutants.Archive(seed), string.Create(CultureInfo.InvariantCulture, $"seed {seed}")).Images > 0 ? 1 : 0;

        // Most can be looked into, and some cannot: else the run would try little.
        Assert.InRange(opened, Images / 2, Images - 20);
    }

    private static Watch Run(IHarness harness, byte[] input, string which)
    {
        try
        {
            return Judge.Run(harness, input);
        }
        catch (FindingException e)
        {
            throw new FindingException($"{harness.Name}, {which}: {e.Message}", e);
        }
    }
}
