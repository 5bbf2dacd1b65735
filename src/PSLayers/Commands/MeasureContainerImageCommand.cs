using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Text;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Commands;

/// <summary>Measures images: what they weigh, what of it no container sees, and where the rest is.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ContainerImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageMeasure))]
public sealed class MeasureContainerImageCommand : ViewCommand
{
    private const string Activity = "Comparing files";

    /// <summary>How many of the largest files, directories and extensions are wanted.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Top { get; set; } = 10;

    /// <summary>Whether equal contents under different paths are looked for.</summary>
    [Parameter]
    public SwitchParameter IncludeDuplicateContent { get; set; }

    /// <summary>Whether size and time tell if a file was stored again unchanged, and no content is read for it.</summary>
    [Parameter]
    public SwitchParameter SkipContent { get; set; }

    private protected override bool ComparesContent => !SkipContent;

    private protected override void Process(LayeredImage image, int? layer)
    {
        int top = image.ViewUpTo(UpTo ?? layer).Top;
        var options = new MeasureOptions { Top = Top, SkipContent = SkipContent, DuplicateContent = IncludeDuplicateContent };
        MeasureResult measured = Run(Activity, meter => MeasureResult.Of(image, top, options, meter));
        foreach (ImageException error in measured.Errors)
            WriteError(ErrorRecords.Of(error, image.Image.Archive));
        if (!measured.Measure.IsComplete)
            WriteWarning($"{VisibleText.Line(image.Image.Archive)}: not all layers could be read; the figures are those of what could be, and there are none of dive");
        WriteObject(measured.Measure);
    }
}
