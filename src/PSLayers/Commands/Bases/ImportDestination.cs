using System.Runtime.Versioning;
using PSLayers.Errors;
using PSLayers.Overlays;
using PSLayers.Provider;
using PSLayers.Text;

namespace PSLayers.Commands.Bases;

/// <summary>Where copies go on a writable drive, by the rules of docker cp: what exists as a directory takes them in, anything else becomes the copy itself.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ImportDestination
{
    private readonly DrivePlace _place;
    private readonly bool _mustBeFolder;

    /// <param name="view">The drive's view.</param>
    /// <param name="given">The destination as the user wrote it.</param>
    /// <param name="parts">The parts of its path, the drive's root first.</param>
    public ImportDestination(WritableView view, string given, string[] parts)
    {
        _mustBeFolder = given.EndsWith('/') || given.EndsWith('\\') || ImportSource.MeansContent(given);
        _place = DrivePlace.RootOf(view).Below(parts.AsSpan(1));
    }

    /// <summary>Whether it is a directory already.</summary>
    public bool IsFolder => _place.Folder is not null;

    /// <summary>Decides where a source goes.</summary>
    /// <returns>The path in the image.</returns>
    /// <exception cref="ImageException">The destination is not as the rules want it.</exception>
    public string PlaceOf(ImportSource source)
    {
        if (_place.Folder is { } folder)
            return source is { IsFolder: true, IsContent: true } ? folder.Path : FileImport.Join(folder.Path, source.Name);
        if (_mustBeFolder && !(source.IsFolder && _place.Node is null))
            throw new ImageException(_place.Node is null ? ImageErrorId.FileNotFound : ImageErrorId.NotADirectory, $"{_place.InnerPath} is to be a directory, and is {(_place.Node is null ? "not there" : "none")}");
        // As cp does: what a link leads to is what is meant.
        return _place.Node is { IsLink: true } link && _place.View.Tree.Place(link.RawPath, followsLast: true) is { Folder: { } above } place
            ? (above.Path.TrimEnd('/') + "/" + EntryName.Decode(place.Name))
            : _place.InnerPath;
    }
}
