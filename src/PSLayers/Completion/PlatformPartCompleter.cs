using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PSLayers.Completion;

/// <summary>Completes operating systems and architectures as Go names them (go tool dist list), which is how images do.</summary>
public sealed class PlatformPartCompleter : IArgumentCompleter
{
    private static readonly string[] Systems = ["linux", "windows", "freebsd", "darwin", "wasip1"];
    private static readonly string[] Architectures = ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "loong64", "mips64le", "wasm"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        (parameterName == "Os" ? Systems : Architectures).Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
