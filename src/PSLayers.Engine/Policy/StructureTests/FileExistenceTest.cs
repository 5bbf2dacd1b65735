using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Policy.Expressions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Policy.StructureTests;

/// <summary>A test of whether a path is there, and of its permissions and owners. A link at its end is not followed.</summary>
/// <param name="name">Its name.</param>
/// <param name="path">The path.</param>
internal sealed class FileExistenceTest(string name, string path) : PolicyTest(name, "FileExistence")
{
    /// <summary>Stands for any owner.</summary>
    public const long AnyOwner = -1;

    private static readonly Dictionary<string, int> ExecutableBits = new() { ["any"] = 0b001_001_001, ["owner"] = 0b001_000_000, ["group"] = 0b1_000, ["other"] = 1 };

    /// <summary>Whether the path is to be there.</summary>
    public bool ShouldExist { get; init; }

    /// <summary>Type and permissions in Go's form; empty for any.</summary>
    public string Permissions { get; init; } = "";

    /// <summary>Number of the owning user; <see cref="AnyOwner"/> for any.</summary>
    public long Uid { get; init; }

    /// <summary>Number of the owning group; <see cref="AnyOwner"/> for any.</summary>
    public long Gid { get; init; }

    /// <summary>Who may execute it: <c>owner</c>, <c>group</c>, <c>other</c> or <c>any</c> of them; empty for no demand.</summary>
    public string IsExecutableBy { get; init; } = "";

    /// <summary>Variables of the policy, which count more than the image's own; null where paths are taken as they stand.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        if (Name.Length == 0 || path.Length == 0)
            return new PolicyFinding(PolicyVerdict.Failed, Name.Length == 0 ? "expected a name but the test has none" : "expected a path but the test has none");
        string place = Environment is null || !path.Contains('$', StringComparison.Ordinal) ? path : GoText.Expand(path, new Dictionary<string, string>([.. run.Environment.Where(variable => !Environment.ContainsKey(variable.Key)), .. Environment]));
        place = $"/{place.Trim('/')}";
        ViewNode? found = LinkResolver.Find(run.View, EntryName.Encode(place), followLast: false, run.Image.Limits, out ImageErrorId failure);
        if (found is null)
        {
            if (!ShouldExist)
                return PolicyFinding.Passed;
            (string why, int? removedBy) = run.TellMissing(place);
            string reason = removedBy is null ? MissingPath.Explain(run.Image, run.View, place, failure).Message.TrimEnd('.') : why;
            return new PolicyFinding(PolicyVerdict.Failed, $"expected {place} to exist but it does not: {reason}", place, removedBy);
        }
        ImageFile file = run.Image.File(found.Value, top: run.View.Top);
        int? layer = file.Entry?.LayerIndex;
        if (!ShouldExist)
            return new PolicyFinding(PolicyVerdict.Failed, $"expected {place} not to exist but it does: {run.Tell(file.InnerPath, layer)}", file.InnerPath, layer);
        return PolicyFinding.Of([.. Wrongs(run, file).Select(wrong => $"{wrong}: {run.Tell(file.InnerPath, layer)}")], file.InnerPath, layer);
    }

    private IEnumerable<string> Wrongs(PolicyRun run, ImageFile file)
    {
        string mode = GoFileMode.Format(TypeOf(run, file), file.Mode);
        if (Permissions.Length > 0 && Permissions != mode)
            yield return $"expected the permissions {Permissions} but they were {mode}";
        if (IsExecutableBy.Length > 0 && !ExecutableBits.ContainsKey(IsExecutableBy))
            yield return $"expected isExecutableBy to be owner, group, other or any but it was {IsExecutableBy}";
        else if (IsExecutableBy.Length > 0 && (file.Mode & ExecutableBits[IsExecutableBy]) == 0)
            yield return $"expected it to be executable by {IsExecutableBy} but its permissions were {mode}";
        if (Uid != AnyOwner && Uid != file.Uid)
            yield return $"expected the user {Uid} but it was {file.Uid}";
        if (Gid != AnyOwner && Gid != file.Gid)
            yield return $"expected the group {Gid} but it was {file.Gid}";
    }

    private static EntryType TypeOf(PolicyRun run, ImageFile file) => file.Type != EntryType.HardLink ? file.Type
        : run.Image.Entry(LinkResolver.Content(run.Image.Tree, file.Version, run.Image.Limits))?.Type ?? EntryType.File;
}
