using System.Text;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Policy;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Policy;

/// <summary>Tests for container-structure-test give the verdicts of that program.</summary>
public sealed class StructureTestTests : PolicyTestBase
{
    [Theory]
    [InlineData("path: /etc/passwd", PolicyVerdict.Passed)]
    [InlineData("path: /etc/passwd, shouldExist: false", PolicyVerdict.Failed)]
    [InlineData("path: /etc/gone", PolicyVerdict.Failed)]
    [InlineData("path: /etc/gone, shouldExist: no", PolicyVerdict.Passed)]
    [InlineData("path: /, uid: 0, gid: 0", PolicyVerdict.Passed)]
    [InlineData("path: /bin/sh", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, permissions: '-rw-rw-r--'", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, permissions: '-rw-r--r--'", PolicyVerdict.Failed)]
    [InlineData("path: /bin/su, permissions: 'urwxr-xr-x'", PolicyVerdict.Passed)]
    [InlineData("path: /bin/su2, permissions: '-rw-r--r--'", PolicyVerdict.Passed)]
    [InlineData("path: /tmp, permissions: 'dtrwxrwxrwx'", PolicyVerdict.Passed)]
    [InlineData("path: /bin/sh, permissions: 'Lrwxrwxrwx'", PolicyVerdict.Passed)]
    [InlineData("path: /dev/null, permissions: 'Dcrw-rw-rw-'", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, uid: 1000, gid: 7", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, uid: 0", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf, gid: 0x7", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, gid: 0", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf, uid: -1, gid: -1", PolicyVerdict.Passed)]
    [InlineData("path: /bin/su, isExecutableBy: any", PolicyVerdict.Passed)]
    [InlineData("path: /bin/su, isExecutableBy: owner", PolicyVerdict.Passed)]
    [InlineData("path: /bin/su, isExecutableBy: group", PolicyVerdict.Passed)]
    [InlineData("path: /bin/su, isExecutableBy: other", PolicyVerdict.Passed)]
    [InlineData("path: /etc/passwd, isExecutableBy: any", PolicyVerdict.Failed)]
    [InlineData("path: /bin/su, isExecutableBy: all", PolicyVerdict.Failed)]
    [InlineData("path: $ETC/passwd", PolicyVerdict.Passed)]
    [InlineData("path: '${ETC}/passwd'", PolicyVerdict.Passed)]
    [InlineData("path: '$NOTHING/etc/passwd'", PolicyVerdict.Passed)]
    [InlineData("path: '$NOTHING'", PolicyVerdict.Passed)]
    [InlineData("path: /etc/none, permissions: '-rw-r--r--', shouldExist: false", PolicyVerdict.Passed)]
    public void A_file_is_there_as_the_test_wants_it(string fields, PolicyVerdict verdict) => Assert.Equal(verdict, Existence(fields).Result);

    [Fact]
    public void A_message_names_the_file_the_layer_and_what_made_it()
    {
        ImagePolicyResult result = Existence("path: /etc/app.conf, permissions: '-rw-r--r--', uid: 0");

        Assert.Equal("expected the permissions -rw-r--r-- but they were -rw-rw-r--: /etc/app.conf (layer 1: chmod g+w /etc/app.conf); "
            + "expected the user 0 but it was 1000: /etc/app.conf (layer 1: chmod g+w /etc/app.conf)", result.Message.Replace("RUN ", "", StringComparison.Ordinal));
        Assert.Equal(("/etc/app.conf", 1, "/bin/sh -c chmod g+w /etc/app.conf"), (result.InnerPath, result.LayerIndex, result.CreatedBy));
        Assert.Equal(("x", "FileExistence", "test.yaml", 2), (result.Test, result.Kind, result.Policy, result.PolicyLine));
    }

    [Fact]
    public void A_message_names_the_layer_that_removed_a_file()
    {
        ImagePolicyResult result = Existence("path: /etc/gone");

        Assert.StartsWith("expected /etc/gone to exist but it does not: removed by layer 2", result.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.LayerIndex);
        Assert.StartsWith("expected to read /etc/gone but the image has no /etc/gone: removed by layer 2", Content("path: /etc/gone").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path: /etc/app.conf, expectedContents: ['port = 8080', '^port']", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, expectedContents: ['^debug']", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf, expectedContents: ['(?m)^debug']", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, expectedContents: ['false$']", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf, excludedContents: ['debug = true']", PolicyVerdict.Passed)]
    [InlineData("path: /etc/app.conf, excludedContents: ['debug']", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf, expectedContents: ['(']", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf, excludedContents: ['(']", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf, excludedContents: ['(?=x)']", PolicyVerdict.Failed)]
    [InlineData("path: /etc/app.conf", PolicyVerdict.Passed)]
    [InlineData("path: /etc", PolicyVerdict.Failed)]
    [InlineData("path: $ETC/app.conf", PolicyVerdict.Failed)]
    public void A_file_contains_what_the_test_wants(string fields, PolicyVerdict verdict) => Assert.Equal(verdict, Content(fields).Result);

    [Fact]
    public void A_message_on_content_names_the_expression_the_file_and_the_layer()
    {
        ImagePolicyResult result = Content("path: /etc/app.conf, expectedContents: ['port = 80$']");

        Assert.StartsWith("expected 'port = 80$' but it was not found in /etc/app.conf (layer 1", result.Message, StringComparison.Ordinal);
        Assert.Equal(1, result.LayerIndex);
    }

    [Theory]
    [InlineData("envVars: [{ key: ETC, value: /etc }, { key: EMPTY, value: '' }]", null)]
    [InlineData("envVars: [{ key: ETC, value: '^/e.c$', isRegex: true }]", null)]
    [InlineData("envVars: [{ key: ETC, value: '/e.c' }]", "expected the variable ETC to be '/e.c' but it was '/etc'")]
    [InlineData("envVars: [{ key: NONE, value: '' }]", "expected the variable NONE but the image has none")]
    [InlineData("envVars: [{ key: '', value: '' }]", "expected a key of each variable but one is empty")]
    [InlineData("envVars: [{ key: ETC, value: '(', isRegex: true }]", "'(' is no expression: a closing parenthesis is missing")]
    [InlineData("unboundEnvVars: [{ key: NONE }]", null)]
    [InlineData("unboundEnvVars: [{ key: ETC }]", "expected no variable ETC but the image has it")]
    [InlineData("labels: [{ key: title, value: 'my .+ image', isRegex: true }, { key: empty, value: '' }]", null)]
    [InlineData("labels: [{ key: title, value: other }]", "expected the label title to be 'other' but it was 'my test image'")]
    [InlineData("exposedPorts: ['8080', '53']", null)]
    [InlineData("exposedPorts: ['8080/tcp']", "expected the port 8080/tcp but the image exposes ['8080', '53'] (ports are compared by number, without the protocol)")]
    [InlineData("exposedPorts: ['']", "expected a number of each port but one is empty")]
    [InlineData("unexposedPorts: ['80']", null)]
    [InlineData("unexposedPorts: ['8080']", "expected no port 8080 but the image exposes it")]
    [InlineData("volumes: [/data], unmountedVolumes: [/root]", null)]
    [InlineData("volumes: [/root]", "expected the volume /root but the image has ['/data']")]
    [InlineData("unmountedVolumes: [/data]", "expected no volume /data but the image has it")]
    [InlineData("entrypoint: [/app], cmd: [serve, --all], workdir: /srv, user: app", null)]
    [InlineData("cmd: []", "expected the command nothing but it was ['serve', '--all']")]
    [InlineData("cmd: [--all, serve]", "expected the command ['--all', 'serve'] but it was ['serve', '--all']")]
    [InlineData("entrypoint: []", "expected the entrypoint nothing but it was ['/app']")]
    [InlineData("workdir: /", "expected the working directory '/' but it was '/srv'")]
    [InlineData("user: root, workdir: /", "expected the working directory '/' but it was '/srv'; expected the user 'root' but it was 'app'")]
    public void The_metadata_are_as_the_test_wants_them_and_are_one_result(string fields, string? message)
    {
        ImagePolicyResult result = Metadata(fields);

        Assert.Equal((message is null ? PolicyVerdict.Passed : PolicyVerdict.Failed, message ?? ""), (result.Result, result.Message));
    }

    [Fact]
    public void Variables_of_the_policy_reach_paths_and_not_the_metadata()
    {
        ImagePolicy policy = Yaml("""
            globalEnvVars: [{ key: ETC, value: /tmp }, { key: MORE, value: x }]
            fileExistenceTests: [{ name: x, path: $ETC, permissions: dtrwxrwxrwx }]
            metadataTest: { envVars: [{ key: ETC, value: /etc }], unboundEnvVars: [{ key: MORE }] }
            """);

        Assert.All(Run(policy), result => Assert.Equal(PolicyVerdict.Passed, result.Result));
    }

    [Fact]
    public void An_empty_metadata_test_is_none() => Assert.Equal("has a test", One(Yaml("metadataTest: { envVars: [] }")).Test);

    [Theory]
    [InlineData("")]
    [InlineData("fileExistenceTests: []")]
    [InlineData("fileExistenceTests:")]
    public void A_policy_without_a_test_fails(string text)
    {
        ImagePolicyResult result = One(Yaml(text));

        Assert.Equal((PolicyVerdict.Failed, "expected at least one test but the policy has none"), (result.Result, result.Message));
    }

    [Fact]
    public void A_test_of_a_command_is_skipped_with_the_reason()
    {
        ImagePolicyResult result = One(Yaml("commandTests: [{ name: x, command: sh, args: [-c, ls], setup: [[a]], expectedOutput: [x], exitCode: 1, envVars: [{ key: a, value: b }] }]"));

        Assert.Equal((PolicyVerdict.Skipped, "it runs a command in a container, and here no image is run"), (result.Result, result.Message));
        Assert.Equal(PolicyVerdict.Skipped, One(Yaml("commandTests: [{ name: x, command: [sh, -c, ls] }]", "1.0.0")).Result);
    }

    [Theory]
    [InlineData("commandTests: [{ name: x }]", "expected a command but the test has none")]
    [InlineData("commandTests: [{ command: x }]", "expected a name but the test has none")]
    [InlineData("commandTests: [{ name: x, command: x, setup: [[]] }]", "expected commands in setup but one is empty")]
    [InlineData("commandTests: [{ name: x, command: x, envVars: [{ key: a, value: '' }] }]", "expected keys and values in envVars but one is empty")]
    [InlineData("fileExistenceTests: [{ path: /etc }]", "expected a name but the test has none")]
    [InlineData("fileExistenceTests: [{ name: x }]", "expected a path but the test has none")]
    [InlineData("fileContentTests: [{ path: /etc }]", "expected a name but the test has none")]
    [InlineData("fileContentTests: [{ name: x }]", "expected a path but the test has none")]
    public void A_test_that_makes_no_sense_fails(string text, string message)
    {
        ImagePolicyResult result = One(Yaml(text));

        Assert.Equal((PolicyVerdict.Failed, message), (result.Result, result.Message));
    }

    [Fact]
    public void Results_come_in_the_order_of_that_program()
    {
        ImagePolicy policy = Yaml("""
            metadataTest: { user: app }
            licenseTests: [{ debian: false, files: [/etc/passwd] }]
            fileExistenceTests: [{ name: a, path: /etc }]
            fileContentTests: [{ name: b, path: /etc/passwd }]
            commandTests: [{ name: c, command: ls }]
            containerRunOptions: { user: x, privileged: true, allocateTty: true, envFile: x, envVars: [a], capabilities: [b], bindMounts: [c] }
            """);

        Assert.Equal(["Command c", "FileContent b", "FileExistence a", "License License Test", "Metadata Metadata Test"], Run(policy).Select(result => $"{result.Kind} {result.Test}"));
    }

    [Fact]
    public void The_old_schema_has_fewer_keys_and_takes_paths_as_they_stand()
    {
        Assert.Equal(PolicyVerdict.Failed, One(Yaml("fileExistenceTests: [{ name: x, path: $ETC/passwd }]", "1.0.0")).Result);
        Assert.Equal(PolicyVerdict.Passed, One(Yaml("fileExistenceTests: [{ name: x, path: /etc/passwd, permissions: '-rw-r--r--' }]", "1.0.0")).Result);
        Assert.Contains("knows no uid", Fault(() => Yaml("fileExistenceTests: [{ name: x, path: /, uid: 0 }]", "1.0.0")), StringComparison.Ordinal);
        Assert.Contains("knows no metadataTest", Fault(() => Yaml("metadataTest: {}", "1.0.0")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fileExistanceTests: []", "test.yaml, line 2: the file knows no fileExistanceTests; did you mean fileExistenceTests?")]
    [InlineData("fileExistenceTests:\n- name: x\n  path: /\n  shouldexist: true", "test.yaml, line 5: a file existence test knows no shouldexist; did you mean shouldExist?")]
    [InlineData("fileExistenceTests: []\nfileExistenceTests: []", "test.yaml, line 3: the file has fileExistenceTests twice")]
    [InlineData("fileExistenceTests: [{ name: x, path: /, shouldExist: 'true' }]", "test.yaml, line 2: shouldExist of a file existence test is true or false")]
    [InlineData("fileExistenceTests: [{ name: x, path: /, uid: root }]", "test.yaml, line 2: uid of a file existence test is a whole number")]
    [InlineData("fileExistenceTests: x", "test.yaml, line 2: fileExistenceTests of the file is a list")]
    [InlineData("fileExistenceTests: [x]", "test.yaml, line 2: a file existence test has keys with values")]
    [InlineData("fileExistenceTests: [", "this is no YAML")]
    [InlineData("fileExistenceTests: *x", "nothing is named x")]
    public void Yaml_is_strict_and_the_message_says_where(string text, string message) => Assert.Contains(message, Fault(() => Yaml(text)), StringComparison.Ordinal);

    [Fact]
    public void Json_is_not_strict_and_what_it_leaves_out_is_false_and_0()
    {
        const string Fields = "\"name\": \"x\", \"PATH\": \"/etc/app.conf\", \"unknown\": 1";

        Assert.Equal(PolicyVerdict.Failed, One(Json($"\"FileExistenceTests\": [{{ {Fields} }}], \"other\": {{}}")).Result);
        Assert.Equal("expected the user 0 but it was 1000", One(Json($"\"fileExistenceTests\": [{{ {Fields}, \"shouldExist\": true, \"gid\": -1 }}]")).Message.Split(':')[0]);
        Assert.Equal(PolicyVerdict.Passed, One(Json($"\"fileExistenceTests\": [{{ {Fields}, \"shouldExist\": false, \"shouldExist\": true, \"uid\": 1000, \"gid\": 7 }}]")).Result);
        Assert.Contains("uid of a file existence test is a whole number", Fault(() => Json($"\"fileExistenceTests\": [{{ {Fields}, \"uid\": \"0\" }}]")), StringComparison.Ordinal);
        Assert.Contains("name of a file existence test is a text", Fault(() => Json("\"fileExistenceTests\": [{ \"name\": 1 }]")), StringComparison.Ordinal);
        Assert.Contains("this is no JSON", Fault(() => Json("\"a\"")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test.txt", "schemaVersion: 2.0.0", "the name does not tell the policy's form")]
    [InlineData("test.yaml", "fileExistenceTests: []", "there is neither schemaVersion")]
    [InlineData("test.yaml", "schemaVersion: 3.0.0", "the schemaVersion 3.0.0 is unknown")]
    [InlineData("test.yaml", "schemaVersion:", "there is no schemaVersion")]
    [InlineData("test.json", "{}", "there is no schemaVersion")]
    [InlineData("test.yaml", "", "there is neither schemaVersion")]
    public void A_file_of_no_known_form_is_an_error(string name, string text, string message) =>
        Assert.Contains(message, Fault(() => ImagePolicy.Read(name, Encoding.UTF8.GetBytes(text), ReadLimits.Default)), StringComparison.Ordinal);

    [Fact]
    public void What_yaml_names_once_and_uses_again_is_the_same()
    {
        ImagePolicy policy = Yaml("""
            fileExistenceTests:
            - &first { name: a, path: /etc/passwd, uid: 0 }
            - <<: *first
              name: b
            - *first
            """);

        Assert.Equal(["a", "b", "a"], Run(policy).Select(result => result.Test));
        Assert.All(Run(policy), result => Assert.Equal(PolicyVerdict.Passed, result.Result));
    }

    [Fact]
    public void A_few_lines_of_yaml_cannot_become_a_million_values()
    {
        string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(0, 9).Select(i => $"{(char)('b' + i)}: &{(char)('b' + i)} [{string.Join(", ", Enumerable.Repeat($"*{(char)('a' + i)}", 10))}]\n"));

        Assert.Equal(ImageErrorId.DocumentTooLarge, Assert.Throws<ImageException>(() => Yaml(bomb)).ErrorId);
    }

    [Fact]
    public void Policies_are_bounded_in_bytes_values_and_depth()
    {
        var limits = new ReadLimits { PolicySize = 100, PolicyValues = 10, DocumentDepth = 4 };

        Assert.Contains("limit PolicySize", Read("a.yaml", new string('#', 101)), StringComparison.Ordinal);
        Assert.Contains("limit PolicyValues", Read("a.yaml", "a: [1, 2, 3, 4, 5, 6, 7, 8, 9]"), StringComparison.Ordinal);
        Assert.Contains("limit PolicyValues", Read("a.json", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"), StringComparison.Ordinal);
        Assert.Contains("limit DocumentDepth", Read("a.yaml", "[[[[[[x]]]]]]"), StringComparison.Ordinal);
        Assert.Contains("no JSON", Read("a.json", "[[[[[[1]]]]]]"), StringComparison.Ordinal);

        string Read(string name, string text) => Assert.Throws<ImageException>(() => ImagePolicy.Read(name, Encoding.UTF8.GetBytes(text), limits)).Message;
    }

    [Fact]
    public void Of_many_packages_without_a_licence_some_are_told_and_the_others_counted()
    {
        var layer = new TarBuilder();
        for (int i = 0; i < 50; i++)
            layer.Directory($"usr/share/doc/p{i}");

        string message = One(Yaml("licenseTests: [{ debian: true }]"), Image(new ImageBuilder().Layer(layer))).Message;

        Assert.Equal(21, message.Split("; ").Length);
        Assert.EndsWith("and 30 more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Licenses_are_looked_through_for_words_and_one_package_passes_whatever_it_says()
    {
        ImageBuilder builder = new ImageBuilder().Layer(new TarBuilder().File("usr/share/doc/a/copyright", "GPL").File("usr/share/doc/libgnutls30/copyright", "agpl")
            .File("usr/share/doc/file").Symlink("usr/share/doc/link", "a").File("licence", "under the wtfpl").Symlink("usr/share/doc/b/copyright", "../a/copyright"));

        Assert.Equal(PolicyVerdict.Passed, One(Yaml("licenseTests: [{ debian: true }]"), Image(builder)).Result);
        Assert.StartsWith("expected no WTFPL in /licence (layer 0", One(Yaml("licenseTests: [{ files: [/licence] }]"), Image(builder)).Message, StringComparison.Ordinal);
        Assert.Equal("expected to read /none but the image has no /none", One(Yaml("licenseTests: [{ files: [/none] }]"), Image(builder)).Message);
        ImageBuilder worse = builder.Layer(new TarBuilder().File("usr/share/doc/c/copyright", "AGPL-3").Directory("usr/share/doc/none"));
        string message = One(Yaml("licenseTests: [{ debian: true }]"), Image(worse)).Message;
        Assert.Contains("expected no AGPL in /usr/share/doc/c/copyright (layer 1", message, StringComparison.Ordinal);
        Assert.Contains("expected to read /usr/share/doc/none/copyright", message, StringComparison.Ordinal);
        Assert.Equal("expected the directory /usr/share/doc but the image has none", One(Yaml("licenseTests: [{ debian: true }]")).Message);
    }

    [Fact]
    public void A_link_is_followed_inside_the_image_only()
    {
        ImageBuilder builder = new ImageBuilder().Layer(new TarBuilder().Symlink("a", "/../../../etc/hostname").Symlink("etc", "/real").File("real/hostname", "inside").Symlink("loop", "loop"));

        Assert.Equal(PolicyVerdict.Passed, One(Yaml("fileContentTests: [{ name: x, path: /a, expectedContents: [^inside$] }]"), Image(builder)).Result);
        Assert.Equal(PolicyVerdict.Passed, One(Yaml("fileExistenceTests: [{ name: x, path: /etc/hostname, permissions: '-rw-r--r--' }]"), Image(builder)).Result);
        Assert.Equal(PolicyVerdict.Failed, One(Yaml("fileContentTests: [{ name: x, path: /loop }]"), Image(builder)).Result);
    }

    [Fact]
    public void A_file_that_is_too_large_fails_with_the_reason()
    {
        var limits = new ReadLimits { PolicyContent = 10 };

        Assert.Contains("limit PolicyContent", One(Yaml("fileContentTests: [{ name: x, path: /etc/passwd, excludedContents: [none] }]"), Image(limits: limits)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_with_a_layer_that_cannot_be_read_fails()
    {
        LayeredImage image = Image(Builder().Layer([.. new TarBuilder().File("a", new string('x', 2000)).Build().Take(1000)]));

        ImagePolicyResult result = Run(Yaml("fileExistenceTests: [{ name: x, path: /etc }]"), image)[^1];

        Assert.Equal((PolicyVerdict.Failed, "every layer can be read", 3), (result.Result, result.Test, result.LayerIndex));
    }

    private static string Fault(Action read) => Assert.Throws<ImageException>(read).Message;
}
