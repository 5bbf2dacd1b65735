using System.Text;
using PSLayers.Errors;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Policy.StructureTests;

/// <summary>A test of files of licenses: that they are there, and name none that is not wanted.</summary>
/// <param name="isDebian">Whether those of all Debian packages are meant, by their directories of documents.</param>
/// <param name="files">Further files.</param>
internal sealed class LicenseTest(bool isDebian, IReadOnlyList<string> files) : PolicyTest("License Test", "License")
{
    private const string DebianRoot = "/usr/share/doc";
    private const string DebianFile = "copyright";

    // Lists of container-structure-test (pkg/types/v2/licenses.go): a package that passes whatever it says, and words that fail in any case.
    private const string AllowedPackage = "libgnutls30";

    private const int MostTold = 20;

    private static readonly string[] Unwanted = ["AGPL", "WTFPL"];

    public override IReadOnlyList<ContentQuestion> Ask(PolicyRun run)
    {
        IEnumerable<string> ofPackages = isDebian && Root(run) is { } root
            ? run.View.Children(root, run.Meter.Cancellation).Where(node => run.View.IsDirectory(node)).Select(node => EntryName.Decode(run.Image.Tree.Name(node.Node)))
                .Where(package => package != AllowedPackage).Select(package => $"{DebianRoot}/{package}/{DebianFile}")
            : [];
        return [.. ofPackages.Concat(files).Select(file => new Question(file))];
    }

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        if (isDebian && Root(run) is null)
            return new PolicyFinding(PolicyVerdict.Failed, $"expected the directory {DebianRoot} but the image has none", DebianRoot);
        Question[] wrong = [.. asked.Cast<Question>().Where(question => question.Fault is not null || question.Found is not null)];
        int? layer = wrong.Length == 1 ? wrong[0].Place?.Layer : null;
        List<string> told = [.. wrong.Take(MostTold).Select(question => Tell(run, question))];
        if (wrong.Length > MostTold)
            told.Add($"and {wrong.Length - MostTold} more");
        return PolicyFinding.Of(told, wrong.Length == 1 ? wrong[0].Path : null, layer);
    }

    private static string Tell(PolicyRun run, Question question) => question.Fault is { } fault
        ? $"expected to read {question.Path} but {fault.Message.TrimEnd('.')}"
        : $"expected no {question.Found} in {run.Tell(question.Path, question.Place?.Layer)} but it was found";

    private static ViewNode? Root(PolicyRun run) =>
        LinkResolver.Find(run.View, EntryName.Encode(DebianRoot), followLast: true, run.Image.Limits, out ImageErrorId _) is { } node && run.View.IsDirectory(node) ? node : null;

    private sealed class Question(string path) : ContentQuestion(path)
    {
        public string? Found { get; private set; }

        protected override void Look(FileContent content)
        {
            string text = Encoding.Latin1.GetString(content.Bytes);
            Found = Array.Find(Unwanted, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
        }
    }
}
