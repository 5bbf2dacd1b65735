using System.Management.Automation;
using System.Management.Automation.Provider;
using PSLayers.Errors;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>What would change an image.</summary>
public sealed partial class ImageViewProvider
{
    private const string ReadOnly = "an image is shown to be read and cannot be changed; Export-ImageFile copies files out of it";

    /// <inheritdoc/>
    public IContentWriter? GetContentWriter(string path)
    {
        Refuse(path);
        return null;
    }

    /// <inheritdoc/>
    public object? GetContentWriterDynamicParameters(string path) => null;

    /// <summary>Refuses. As an exception of this type, since Set-Content clears first and would end the script at any other error.</summary>
    public void ClearContent(string path) => throw new PSNotSupportedException($"{VisibleText.Line(path)}: {ReadOnly}.");

    /// <inheritdoc/>
    public object? ClearContentDynamicParameters(string path) => null;

    /// <inheritdoc/>
    protected override void NewItem(string path, string itemTypeName, object newItemValue) => Refuse(path);

    /// <inheritdoc/>
    protected override void SetItem(string path, object value) => Refuse(path);

    /// <inheritdoc/>
    protected override void ClearItem(string path) => Refuse(path);

    /// <inheritdoc/>
    protected override void RemoveItem(string path, bool recurse) => Refuse(path);

    /// <inheritdoc/>
    protected override void RenameItem(string path, string newName) => Refuse(path);

    /// <inheritdoc/>
    protected override void CopyItem(string path, string copyPath, bool recurse) => Refuse(copyPath);

    /// <inheritdoc/>
    protected override void MoveItem(string path, string destination) => Refuse(path);

    /// <inheritdoc/>
    protected override void InvokeDefaultAction(string path) =>
        WriteError(new ImageException(ImageErrorId.ViewReadOnly, "a file of an image cannot be run; Export-ImageFile copies it out"), path);

    private void Refuse(string path) => WriteError(new ImageException(ImageErrorId.ViewReadOnly, ReadOnly), path);
}
