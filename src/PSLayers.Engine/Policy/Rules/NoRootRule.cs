namespace PSLayers.Policy.Rules;

/// <summary>Containers do not run as root, by whatever name the image's list of users has for it.</summary>
internal sealed class NoRootRule() : PolicyTest("does not run as root", "NoRoot")
{
    private const string UserList = "/etc/passwd";

    public override IReadOnlyList<ContentQuestion> Ask(PolicyRun run) => [new Question(UserOf(run))];

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        string user = UserOf(run);
        var question = (Question)asked[0];
        if (user is "" or "0" or "root")
            return new PolicyFinding(PolicyVerdict.Failed, user.Length == 0 ? "expected a user but the image names none, which is root" : $"expected another user than root but it was {user}");
        return question.IsRoot
            ? new PolicyFinding(PolicyVerdict.Failed, $"expected another user than root but {user} has the number 0 in {run.Tell(UserList, question.Place!.Value.Layer)}", UserList, question.Place!.Value.Layer)
            : PolicyFinding.Passed;
    }

    private static string UserOf(PolicyRun run) => (run.Config.User ?? "").Split(':')[0].Trim();

    private sealed class Question(string user) : ContentQuestion(UserList)
    {
        public bool IsRoot { get; private set; }

        protected override void Look(FileContent content) =>
            IsRoot = content.Text.Split('\n').Select(line => line.Split(':')).Any(fields => fields.Length > 2 && fields[0] == user && fields[2] == "0");
    }
}
