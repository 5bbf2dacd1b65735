using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Packages;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Lists the packages that are installed in images, each with the layer that brought it, or what each layer did to packages.</summary>
[Cmdlet(VerbsCommon.Get, "ImagePackage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImagePackage), typeof(PackageChange))]
public sealed class GetImagePackageCommand : ViewCommand
{
    private const string Activity = "Reading packages";

    /// <summary>Names of the packages wanted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Kinds of the packages wanted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageTypeCompleter))]
    public string[] Type { get; set; } = [];

    /// <summary>Whether what each layer did is wanted instead of what is there.</summary>
    [Parameter]
    public SwitchParameter History { get; set; }

    /// <summary>Whether packages of a language are wanted too that a package of the system brought.</summary>
    [Parameter]
    public SwitchParameter IncludeOwned { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (string type in Type.Where(type => !PackageDatabases.Types.Contains(type, StringComparer.OrdinalIgnoreCase)))
        {
            var error = new PSArgumentException($"Packages of the type {type} are not looked for; the types are {string.Join(", ", PackageDatabases.Types)}.", nameof(Type));
            ThrowTerminatingError(new ErrorRecord(error, "PackageTypeUnknown", ErrorCategory.InvalidArgument, type));
        }
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        TreeView view = image.ViewUpTo(UpTo ?? layer);
        ImagePackages packages = Run(Activity, meter => ImagePackages.Of(image, view, Type, meter, IncludeOwned));
        IEnumerable<PackageChange> changes = History ? Run(Activity, packages.Changes) : [];
        WriteWarnings(image.Image.Archive, packages.Warnings);
        WriteErrors(image.Image.Archive, packages.Errors);
        if (History)
            Write(image, changes, change => change.Name);
        else
            Write(image, packages.Installed, package => package.Name);
    }

    private void Write<T>(LayeredImage image, IEnumerable<T> found, Func<T, string> nameOf)
    {
        WildcardPattern[] patterns = [.. Name.Select(name => TextPattern.Of(name, WildcardOptions.IgnoreCase))];
        var isFound = new bool[patterns.Length];
        foreach (T item in found)
        {
            bool isWanted = patterns.Length == 0;
            for (int i = 0; i < patterns.Length; i++)
            {
                if (patterns[i].IsMatch(nameOf(item)))
                    isWanted = isFound[i] = true;
            }
            if (isWanted)
                WriteObject(item);
        }
        for (int i = 0; i < patterns.Length; i++)
        {
            if (!isFound[i] && !WildcardPattern.ContainsWildcardCharacters(Name[i]))
                WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PackageNotFound, $"the image has no package {VisibleText.Line(Name[i])}{(IncludeOwned ? "" : "; those of a language that the system's packages brought are shown with -IncludeOwned")}"), image.Image.Archive));
        }
    }
}
