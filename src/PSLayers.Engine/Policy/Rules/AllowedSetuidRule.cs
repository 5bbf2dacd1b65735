using PSLayers.Content;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Policy.Rules;

/// <summary>No other files than some run with the rights of their owners. On a directory the same bits mean something harmless.</summary>
/// <param name="allowed">Paths and patterns of paths.</param>
internal sealed class AllowedSetuidRule(IReadOnlyList<string> allowed) : PolicyTest("has allowed setuid and setgid files only", "AllowedSetuid")
{
    private const int SetuidOrSetgid = 0b110_000_000_000;
    private const int MostTold = 20;

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        PathPattern[] patterns = [.. allowed.Select(text => new PathPattern(text, run.Image.Tree.IgnoresCase))];
        var wrong = new List<ImageFile>();
        foreach (ViewNode node in run.View.Everything(run.Meter.Cancellation))
        {
            NodeVersion version = node.Version < 0 ? default : run.Image.Tree.Version(node.Version);
            if (node.Version < 0 || version.Row < 0)
                continue;
            ref readonly LayerRow row = ref run.Image.Tree.Layers[version.Layer]!.Row(version.Row);
            if (row.Type is EntryType.File or EntryType.HardLink && (row.Mode & SetuidOrSetgid) != 0 && run.Image.File(node, top: run.View.Top) is var file
                && !Array.Exists(patterns, pattern => pattern.Matches(file.InnerPath)))
            {
                wrong.Add(file);
            }
        }
        wrong.Sort((one, other) => string.CompareOrdinal(one.InnerPath, other.InnerPath));
        List<string> told = [.. wrong.Take(MostTold).Select(file => $"expected no {file.ModeString} {run.Tell(file.InnerPath, file.LayerIndex)} but it is there")];
        if (wrong.Count > MostTold)
            told.Add($"and {wrong.Count - MostTold} more");
        return PolicyFinding.Of(told, wrong.Count == 1 ? wrong[0].InnerPath : null, wrong.Count == 1 ? wrong[0].LayerIndex : null);
    }
}
