using PSLayers.Policy.Documents;

namespace PSLayers.Policy.StructureTests;

/// <summary>Reads tests for container-structure-test, schema versions 1.0.0 and 2.0.0 (https://github.com/GoogleContainerTools/container-structure-test,
/// pkg/types). In JSON, as there, a file's test that leaves out <c>shouldExist</c> wants it absent, and owners that are left out are 0.</summary>
internal static class StructureTestReader
{
    /// <summary>The key that makes a file one of tests.</summary>
    public const string VersionKey = "schemaVersion";

    private const string OldVersion = "1.0.0";
    private const string NewVersion = "2.0.0";

    /// <summary>Reads a policy. The results come in the order of that program: commands, contents, files, licenses, metadata.</summary>
    /// <exception cref="Errors.ImageException">It is no such file, or has a key that means nothing.</exception>
    public static ImagePolicy Read(PolicyDocument document)
    {
        var fields = new PolicyFields(document, document.Root, "the file");
        string version = fields.Text(VersionKey);
        if (version is not (OldVersion or NewVersion))
        {
            throw document.Fault(document.Root, version.Length == 0 ? $"there is no {VersionKey}; it is {OldVersion} or {NewVersion}"
                : $"the {VersionKey} {version} is unknown; it is {OldVersion} or {NewVersion}");
        }
        var reading = new Reading(document, version == NewVersion);
        IReadOnlyDictionary<string, string> environment = reading.Variables(fields.Items("globalEnvVars")).ToLookup(variable => variable.Key, variable => variable.Value)
            .ToDictionary(variable => variable.Key, variable => variable.Last());
        List<PolicyTest> tests =
        [
            .. fields.Items("commandTests").Select(reading.Command),
            .. fields.Items("fileContentTests").Select(reading.FileContent),
            .. fields.Items("fileExistenceTests").Select(node => reading.FileExistence(node, environment)),
            .. fields.Items("licenseTests").Select(reading.License),
        ];
        if (version == NewVersion)
        {
            if (fields.Find("metadataTest") is { } metadata && reading.Metadata(metadata) is { IsEmpty: false } test)
                tests.Add(test);
            if (fields.Find("containerRunOptions") is { } options)
                reading.RunOptions(options);
        }
        fields.RefuseOthers();
        return new ImagePolicy(document.Name, tests);
    }

    private sealed class Reading(PolicyDocument document, bool isNew)
    {
        public List<ExpectedValue> Variables(IReadOnlyList<PolicyNode> nodes) => [.. nodes.Select(Variable)];

        public CommandTest Command(PolicyNode node)
        {
            var fields = new PolicyFields(document, node, "a command test");
            string name = fields.Text("name");
            string? wrong = name.Length == 0 ? "expected a name but the test has none" : null;
            bool hasCommand = isNew ? fields.Text("command").Length > 0 : fields.Texts("command").Count > 0;
            if (!hasCommand)
                wrong ??= "expected a command but the test has none";
            if (isNew)
                fields.Texts("args");
            foreach (string list in new[] { "setup", "teardown" })
            {
                if (fields.Items(list).Any(command => command.Items.Count == 0))
                    wrong ??= $"expected commands in {list} but one is empty";
            }
            if (Variables(fields.Items("envVars")).Exists(variable => variable.Key.Length == 0 || variable.Value.Length == 0))
                wrong ??= "expected keys and values in envVars but one is empty";
            fields.Number("exitCode", 0);
            foreach (string list in new[] { "expectedOutput", "excludedOutput", "expectedError", "excludedError" })
                fields.Texts(list);
            fields.RefuseOthers();
            return new CommandTest(name, wrong) { Line = node.Line };
        }

        public FileContentTest FileContent(PolicyNode node)
        {
            var fields = new PolicyFields(document, node, "a file content test");
            var test = new FileContentTest(fields.Text("name"), fields.Text("path"), fields.Texts("expectedContents"), fields.Texts("excludedContents")) { Line = node.Line };
            fields.RefuseOthers();
            return test;
        }

        public FileExistenceTest FileExistence(PolicyNode node, IReadOnlyDictionary<string, string> environment)
        {
            var fields = new PolicyFields(document, node, "a file existence test");
            // That program's defaults are those of its YAML reader.
            long anyOwner = document.IsStrict ? FileExistenceTest.AnyOwner : 0;
            var test = new FileExistenceTest(fields.Text("name"), fields.Text("path"))
            {
                Line = node.Line,
                ShouldExist = fields.Flag("shouldExist", ifAbsent: document.IsStrict),
                Permissions = fields.Text("permissions"),
                Uid = isNew ? fields.Number("uid", anyOwner) : FileExistenceTest.AnyOwner,
                Gid = isNew ? fields.Number("gid", anyOwner) : FileExistenceTest.AnyOwner,
                IsExecutableBy = isNew ? fields.Text("isExecutableBy") : "",
                // The old schema takes paths as they stand.
                Environment = isNew ? environment : null,
            };
            fields.RefuseOthers();
            return test;
        }

        public LicenseTest License(PolicyNode node)
        {
            var fields = new PolicyFields(document, node, "a license test");
            var test = new LicenseTest(fields.Flag("debian"), fields.Texts("files")) { Line = node.Line };
            fields.RefuseOthers();
            return test;
        }

        public MetadataTest Metadata(PolicyNode node)
        {
            var fields = new PolicyFields(document, node, "the metadata test");
            var test = new MetadataTest
            {
                Line = node.Line,
                Variables = Variables(fields.Items("envVars")),
                UnboundVariables = Variables(fields.Items("unboundEnvVars")),
                ExposedPorts = fields.Texts("exposedPorts"),
                UnexposedPorts = fields.Texts("unexposedPorts"),
                Entrypoint = fields.TextsOrNull("entrypoint"),
                Cmd = fields.TextsOrNull("cmd"),
                WorkingDir = fields.Text("workdir"),
                Volumes = fields.Texts("volumes"),
                UnmountedVolumes = fields.Texts("unmountedVolumes"),
                Labels = Variables(fields.Items("labels")),
                User = fields.Text("user"),
            };
            fields.RefuseOthers();
            return test;
        }

        // They are for commands only; but what is mistyped is an error all the same.
        public void RunOptions(PolicyNode node)
        {
            var fields = new PolicyFields(document, node, "the options of containers");
            fields.Text("user");
            fields.Flag("privileged");
            fields.Flag(document.IsStrict ? "allocateTty" : "tty");
            fields.Text("envFile");
            foreach (string list in new[] { "envVars", "capabilities", "bindMounts" })
                fields.Texts(list);
            fields.RefuseOthers();
        }

        private ExpectedValue Variable(PolicyNode node)
        {
            var fields = new PolicyFields(document, node, "a variable");
            var variable = new ExpectedValue(fields.Text("key"), fields.Text("value"), fields.Flag("isRegex"));
            fields.RefuseOthers();
            return variable;
        }
    }
}
