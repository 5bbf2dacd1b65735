using System.Text;

namespace PSLayers.Help;

/// <summary>Builds the files that Get-Help reads from the pages in docs and the cmdlets in the assembly.</summary>
public static class HelpBuild
{
    private const string AboutPrefix = "about_";

    /// <summary>
    /// Writes <c>NAME.dll-Help.xml</c> and <c>about_*.help.txt</c>. Nothing is written when there is a problem.
    /// </summary>
    /// <returns>The problems, none of them when the files stand.</returns>
    public static IReadOnlyList<Problem> Run(string assemblyPath, string docsFolder, string outputFolder)
    {
        if (!File.Exists(assemblyPath)) return [new(assemblyPath, 0, "no such assembly")];
        if (!Directory.Exists(docsFolder)) return [new(docsFolder, 0, "no such folder")];

        var problems = new List<Problem>();
        var files = Directory.GetFiles(docsFolder, "*.md").Order(StringComparer.Ordinal).ToList();
        var topics = files.Where(file => Path.GetFileName(file).StartsWith(AboutPrefix, StringComparison.Ordinal)).ToList();
        var pages = files.Except(topics).Select(file => new PageReader(file, problems).Read()).ToList();
        var cmdlets = CmdletFacts.OfAssembly(assemblyPath);
        var whole = new List<(HelpPage Page, CmdletFacts Cmdlet)>();

        foreach (var cmdlet in cmdlets)
        {
            var page = pages.Find(page => page.Name == cmdlet.Name);
            if (page is null) problems.Add(new(Path.Combine(docsFolder, cmdlet.Name + ".md"), 0, $"no page for {cmdlet.Name}"));
            else whole.Add((page, cmdlet));
        }

        foreach (var page in pages.Where(page => cmdlets.All(cmdlet => cmdlet.Name != page.Name)))
            problems.Add(new(page.File, 0, $"there is no cmdlet {page.Name}"));
        problems.AddRange(whole.SelectMany(pair => PageChecks.Check(pair.Page, pair.Cmdlet)));

        var texts = topics.Select(file => (File: Path.GetFileNameWithoutExtension(file) + ".help.txt", Text: AboutTopic.Render(file, problems))).ToList();
        if (problems.Count > 0) return problems;

        Directory.CreateDirectory(outputFolder);
        MamlFile.Write(Path.Combine(outputFolder, Path.GetFileName(assemblyPath) + "-Help.xml"), whole);
        foreach (var (file, text) in texts) File.WriteAllText(Path.Combine(outputFolder, file), text, new UTF8Encoding(false));
        return [];
    }
}
