using System.Text;
using System.Xml;

namespace PSLayers.Help;

/// <summary>Writes the XML that Get-Help reads (MAML), with the text of the pages and the facts of the cmdlets.</summary>
internal static class MamlFile
{
    private const string Root = "http://msh";
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static void Write(string path, IEnumerable<(HelpPage Page, CmdletFacts Cmdlet)> cmdlets)
    {
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };
        using var xml = XmlWriter.Create(path, settings);
        xml.WriteStartElement("helpItems", Root);
        xml.WriteAttributeString("schema", "maml");
        foreach (var (page, cmdlet) in cmdlets) WriteCommand(xml, page, cmdlet);
        xml.WriteEndElement();
    }

    private static void WriteCommand(XmlWriter xml, HelpPage page, CmdletFacts cmdlet)
    {
        xml.WriteStartElement("command", "command", Command);
        xml.WriteAttributeString("xmlns", "maml", null, Maml);
        xml.WriteAttributeString("xmlns", "dev", null, Dev);

        xml.WriteStartElement("details", Command);
        xml.WriteElementString("name", Command, cmdlet.Name);
        var hyphen = cmdlet.Name.IndexOf('-', StringComparison.Ordinal);
        xml.WriteElementString("verb", Command, cmdlet.Name[..hyphen]);
        xml.WriteElementString("noun", Command, cmdlet.Name[(hyphen + 1)..]);
        WriteText(xml, Maml, "description", [page.Synopsis]);
        xml.WriteEndElement();
        WriteText(xml, Maml, "description", page.Description);

        xml.WriteStartElement("syntax", Command);
        foreach (var set in cmdlet.Sets)
        {
            xml.WriteStartElement("syntaxItem", Command);
            xml.WriteElementString("name", Maml, cmdlet.Name);
            foreach (var parameter in set.Parameters) WriteParameter(xml, page, parameter, inSyntax: true);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();

        xml.WriteStartElement("parameters", Command);
        foreach (var parameter in cmdlet.Parameters) WriteParameter(xml, page, parameter, inSyntax: false);
        xml.WriteEndElement();

        WriteTypes(xml, "inputTypes", "inputType", page.Inputs);
        WriteTypes(xml, "returnValues", "returnValue", page.Outputs);
        if (page.Notes.Count > 0)
        {
            xml.WriteStartElement("alertSet", Maml);
            WriteText(xml, Maml, "alert", page.Notes);
            xml.WriteEndElement();
        }

        WriteExamples(xml, page.Examples);
        WriteLinks(xml, page.Links);
        xml.WriteEndElement();
    }

    private static void WriteParameter(XmlWriter xml, HelpPage page, ParameterFacts parameter, bool inSyntax)
    {
        page.Parameters.TryGetValue(parameter.Name, out var text);
        xml.WriteStartElement("parameter", Command);
        xml.WriteAttributeString("required", Word(parameter.Mandatory));
        xml.WriteAttributeString("variableLength", Word(parameter.Type.IsArray));
        xml.WriteAttributeString("globbing", Word(parameter.Wildcards));
        xml.WriteAttributeString("pipelineInput", parameter.PipelineInput);
        xml.WriteAttributeString("position", parameter.Position is { } position ? XmlConvert.ToString(position) : "named");
        xml.WriteAttributeString("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases));
        xml.WriteElementString("name", Maml, parameter.Name);
        if (!inSyntax) WriteText(xml, Maml, "description", text?.Text ?? [CommonText.Of(parameter.Name) ?? ""]);

        // Syntax names the values that are allowed in place of the type; a switch has neither.
        if (inSyntax && parameter.Values.Count > 0)
        {
            xml.WriteStartElement("parameterValueGroup", Command);
            foreach (var value in parameter.Values) WriteValue(xml, value, required: false, isArray: false);
            xml.WriteEndElement();
        }
        else if (!parameter.IsSwitch)
        {
            WriteValue(xml, parameter.TypeName, required: true, parameter.Type.IsArray);
        }

        if (!inSyntax)
        {
            xml.WriteStartElement("type", Dev);
            xml.WriteElementString("name", Maml, parameter.IsSwitch ? "SwitchParameter" : parameter.TypeName);
            xml.WriteEndElement();
            xml.WriteElementString("defaultValue", Dev, text?.Default ?? (parameter.IsSwitch ? "False" : "None"));
        }

        xml.WriteEndElement();
    }

    private static void WriteValue(XmlWriter xml, string value, bool required, bool isArray)
    {
        xml.WriteStartElement("parameterValue", Command);
        xml.WriteAttributeString("required", Word(required));
        xml.WriteAttributeString("variableLength", Word(isArray));
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    private static void WriteTypes(XmlWriter xml, string list, string item, IReadOnlyList<TypeText> types)
    {
        xml.WriteStartElement(list, Command);
        foreach (var type in types)
        {
            xml.WriteStartElement(item, Command);
            xml.WriteStartElement("type", Dev);
            xml.WriteElementString("name", Maml, type.Name);
            xml.WriteEndElement();
            WriteText(xml, Maml, "description", type.Text.Length > 0 ? [type.Text] : []);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteExamples(XmlWriter xml, IReadOnlyList<Example> examples)
    {
        xml.WriteStartElement("examples", Command);
        foreach (var (index, example) in examples.Index())
        {
            xml.WriteStartElement("example", Command);
            xml.WriteElementString("title", Maml, $"---------- Example {index + 1}: {example.Title} ----------");
            WriteText(xml, Maml, "introduction", ["PS> "]);
            xml.WriteElementString("code", Dev, example.Output.Length == 0 ? example.Code : example.Code + "\n\n" + example.Output);
            // The view puts no space between examples; empty paragraphs do.
            WriteText(xml, Dev, "remarks", [.. example.Remarks, "", ""]);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteLinks(XmlWriter xml, IReadOnlyList<Link> links)
    {
        xml.WriteStartElement("relatedLinks", Command);
        foreach (var link in links)
        {
            xml.WriteStartElement("navigationLink", Maml);
            xml.WriteElementString("linkText", Maml, link.Text);
            xml.WriteElementString("uri", Maml, link.Uri);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteText(XmlWriter xml, string space, string element, IEnumerable<string> paragraphs)
    {
        xml.WriteStartElement(element, space);
        foreach (var paragraph in paragraphs) xml.WriteElementString("para", Maml, paragraph);
        xml.WriteEndElement();
    }

    private static string Word(bool value) => value ? "true" : "false";
}
