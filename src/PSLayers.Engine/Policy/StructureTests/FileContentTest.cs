using PSLayers.Policy.Expressions;

namespace PSLayers.Policy.StructureTests;

/// <summary>A test of what a file contains, by expressions.</summary>
/// <param name="name">Its name.</param>
/// <param name="path">The file.</param>
/// <param name="expected">Expressions that match.</param>
/// <param name="excluded">Expressions that do not.</param>
internal sealed class FileContentTest(string name, string path, IEnumerable<string> expected, IEnumerable<string> excluded) : PolicyTest(name, "FileContent")
{
    private readonly GoPattern[] _expected = [.. expected.Select(text => new GoPattern(text))];
    private readonly GoPattern[] _excluded = [.. excluded.Select(text => new GoPattern(text))];

    public override IReadOnlyList<ContentQuestion> Ask(PolicyRun run) => Name.Length == 0 || path.Length == 0 ? [] : [new Question(path, _expected, _excluded)];

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        if (asked.Count == 0)
            return new PolicyFinding(PolicyVerdict.Failed, Name.Length == 0 ? "expected a name but the test has none" : "expected a path but the test has none");
        var question = (Question)asked[0];
        if (question.Fault is { } fault)
        {
            (string missing, int? layer) = run.TellMissing(path);
            string why = question.Place is null && layer is not null ? $": {missing}" : "";
            return new PolicyFinding(PolicyVerdict.Failed, $"expected to read {path} but {fault.Message.TrimEnd('.')}{why}", path, layer);
        }
        int place = question.Place!.Value.Layer;
        return PolicyFinding.Of([.. question.Wrongs.Select(wrong => $"{wrong} in {run.Tell(path, place)}")], path, place);
    }

    private sealed class Question(string path, GoPattern[] expected, GoPattern[] excluded) : ContentQuestion(path)
    {
        public List<string> Wrongs { get; } = [];

        protected override void Look(FileContent content)
        {
            foreach (GoPattern pattern in expected)
            {
                if (!pattern.IsMatch(content.Text))
                    Wrongs.Add(pattern.Fault is { } fault ? $"'{pattern.Text}' is no expression: {fault}" : $"expected '{pattern.Text}' but it was not found");
            }
            // What is no expression is no reason to pass.
            foreach (GoPattern pattern in excluded)
            {
                if (pattern.IsMatch(content.Text))
                    Wrongs.Add($"expected no '{pattern.Text}' but it was found");
                else if (pattern.Fault is { } fault)
                    Wrongs.Add($"'{pattern.Text}' is no expression: {fault}");
            }
        }
    }
}
