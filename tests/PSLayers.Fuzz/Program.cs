using System.Globalization;
using PSLayers.Fuzzing.Harnesses;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using SharpFuzz;

// Longer than this nothing small may take, on a machine that does much else besides.
var patience = TimeSpan.FromSeconds(10);
if (args is ["seeds", var folder])
{
    foreach (IHarness each in HarnessList.All)
    {
        string own = Directory.CreateDirectory(Path.Join(folder, each.Name)).FullName;
        foreach ((string name, byte[] seed) in each.Seeds)
            File.WriteAllBytes(Path.Join(own, name), seed);
    }
    return 0;
}
if (args is ["mutants", var from, var count])
{
    int first = int.Parse(from, CultureInfo.InvariantCulture), found = 0;
    for (int seed = first; seed < first + int.Parse(count, CultureInfo.InvariantCulture); seed++)
    {
        try
        {
            Judge.Run(new MutantHarness(), Mutants.Archive(seed), patience);
        }
        catch (FindingException e)
        {
            found++;
            Console.WriteLine($"seed {seed}: {e}");
        }
    }
    Console.WriteLine($"{found} findings");
    return found == 0 ? 0 : 1;
}
if (args.Length == 0 || HarnessList.Find(args[0]) is not { } harness)
{
    Console.Error.WriteLine($"First say which harness: {string.Join(", ", HarnessList.All.Select(each => each.Name))}; or 'seeds FOLDER'; or 'mutants FIRST COUNT'.");
    return 2;
}
if (args.Length == 1)
{
    // All on the one thread of the pool, which does the tasks too that it waits for: the same input then always takes the same way. What takes too
    // long is for the fuzzer to end.
    ThreadPool.SetMaxThreads(1, 1);
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        byte[] input = bytes.ToArray();
        Task.Run(() => Judge.Run(harness, input)).GetAwaiter().GetResult();
    });
    return 0;
}
foreach (string path in args.Skip(1).SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path) : [path]))
{
    Console.WriteLine(path);
    Judge.Run(harness, File.ReadAllBytes(path), patience);
}
return 0;
