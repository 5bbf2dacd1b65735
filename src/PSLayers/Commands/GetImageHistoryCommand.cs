using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Commands;

/// <summary>Shows how images were built: the table of <c>docker history</c>, newest step first.</summary>
[Cmdlet(VerbsCommon.Get, "ImageHistory", DefaultParameterSetName = PathSet)]
[OutputType(typeof(HistoryEntry))]
public sealed class GetImageHistoryCommand : ImagePartCommand
{
    /// <summary>Whether to leave the layers unread, and the sizes unknown.</summary>
    [Parameter]
    public SwitchParameter Fast { get; set; }

    private protected override void ProcessImage(ContainerImage image)
    {
        if (image.Kind != ImageKind.Image)
            return;
        var sizes = new long?[image.LayerCount];
        if (!Fast)
            ReadLayers(image, null, (index, content) => sizes[index] = content is { Damage: null } ? content.Size : null);
        WriteObject(HistoryPairing.Entries(image, sizes), enumerateCollection: true);
    }
}
