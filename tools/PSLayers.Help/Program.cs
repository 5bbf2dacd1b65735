using PSLayers.Help;

if (args.Length != 3)
{
    Console.Error.WriteLine("usage: PSLayers.Help <path to PSLayers.dll> <docs/en-US folder> <output folder>");
    return 2;
}

var problems = HelpBuild.Run(assemblyPath: args[0], docsFolder: args[1], outputFolder: args[2]);
foreach (var problem in problems) Console.Error.WriteLine(problem);
return problems.Count == 0 ? 0 : 1;
