using System.Collections;
using System.Globalization;
using System.Management.Automation.Language;
using System.Text;
using PSLayers.Policy.Documents;

namespace PSLayers.Common;

/// <summary>Reads a policy in PowerShell's data language, as Import-PowerShellDataFile does: one table of constants, and nothing that runs.</summary>
internal static class PolicyDataFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="Errors.ImageException">It is no table of constants.</exception>
    public static PolicyDocument Read(string name, byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        ScriptBlockAst file = Parser.ParseInput(reader.ReadToEnd(), out _, out ParseError[] errors);
        if (errors.Length > 0)
            throw PolicyDocument.Fault(name, errors[0].Extent.StartLineNumber, $"this is no data file of PowerShell: {errors[0].Message}");
        bool isAlone = file is { ParamBlock: null, BeginBlock: null, ProcessBlock: null, DynamicParamBlock: null, EndBlock.Statements: [PipelineAst] };
        if (!isAlone || (file.EndBlock.Statements[0] as PipelineAst)?.GetPureExpression() is not HashtableAst table)
            throw PolicyDocument.Fault(name, file.Extent.StartLineNumber, "a data file of PowerShell is one table, @{ … }, and nothing else");
        return new PolicyDocument(name, Table(name, table)) { IgnoresCase = true };
    }

    private static PolicyNode Table(string name, HashtableAst table) => new(PolicyNodeKind.Map)
    {
        Line = table.Extent.StartLineNumber,
        Members = [.. table.KeyValuePairs.Select(pair => (Node(name, pair.Item1, pair.Item1), Node(name, pair.Item2, (pair.Item2 as PipelineAst)?.GetPureExpression())))],
    };

    private static PolicyNode Node(string name, Ast ast, ExpressionAst? expression)
    {
        if (expression is HashtableAst table)
            return Table(name, table);
        try
        {
            return Node(name, ast.Extent.StartLineNumber, (expression ?? throw new InvalidOperationException()).SafeGetValue());
        }
        catch (InvalidOperationException)
        {
            throw PolicyDocument.Fault(name, ast.Extent.StartLineNumber, $"{ast.Extent.Text} is no constant; nothing of a policy is run");
        }
    }

    private static PolicyNode Node(string name, int line, object? value) => value switch
    {
        null => new PolicyNode(PolicyNodeKind.Nothing) { Line = line },
        string text => new PolicyNode(PolicyNodeKind.Scalar) { Line = line, Text = text, IsQuoted = true },
        bool truth => new PolicyNode(PolicyNodeKind.Scalar) { Line = line, Text = truth ? "true" : "false" },
        IDictionary table => new PolicyNode(PolicyNodeKind.Map) { Line = line, Members = [.. table.Cast<DictionaryEntry>().Select(entry => (Node(name, line, entry.Key), Node(name, line, entry.Value)))] },
        object?[] list => new PolicyNode(PolicyNodeKind.List) { Line = line, Items = [.. list.Select(item => Node(name, line, item))] },
        IFormattable number and (int or long or double or decimal) => new PolicyNode(PolicyNodeKind.Scalar) { Line = line, Text = number.ToString(null, CultureInfo.InvariantCulture) },
        _ => throw PolicyDocument.Fault(name, line, $"a value of the type {value.GetType().Name} has no meaning in a policy"),
    };
}
