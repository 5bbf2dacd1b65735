using PSLayers.Packages;

namespace PSLayers.Policy.Rules;

/// <summary>A package is there, or is not.</summary>
/// <param name="key">The rule's key.</param>
/// <param name="wish">The package.</param>
/// <param name="isWanted">Whether it is to be there.</param>
internal sealed class PackageRule(string key, PackageWish wish, bool isWanted) : PolicyTest($"{(isWanted ? "has the package" : "has no package")} {wish}", key)
{
    private const int MostTold = 20;

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        // A list of packages that could not be read says nothing of what is in it.
        if (run.Packages.Errors.Count > 0)
            throw run.Packages.Errors[0];
        ImagePackage[] named = [.. run.Packages.Installed.Where(wish.Names)];
        ImagePackage[] found = [.. named.Where(wish.Includes)];
        if (isWanted && found.Length > 0)
            return PolicyFinding.Passed;
        ImagePackage[] told = isWanted ? named : found;
        List<string> wrong = [.. told.Take(MostTold).Select(package =>
            $"expected {(isWanted ? "" : "no ")}{wish} but {(isWanted ? "it was" : "there is")} {package.Name} {package.Version} of {run.Tell(package.InnerPath, package.LayerIndex)}")];
        if (isWanted && named.Length == 0)
            wrong.Add($"expected {wish} but there is no such package");
        if (told.Length > MostTold)
            wrong.Add($"and {told.Length - MostTold} more");
        return PolicyFinding.Of(wrong, told.Length == 1 ? told[0].InnerPath : null, told.Length == 1 ? told[0].LayerIndex : null);
    }
}
