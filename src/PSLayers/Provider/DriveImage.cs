using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>Opens the one image that New-PSDrive is to show.</summary>
internal static class DriveImage
{
    /// <summary>Opens an archive, reads the layers of an image and builds its tree.</summary>
    /// <param name="file">Full path of the archive or folder.</param>
    /// <param name="parameters">Which image is wanted.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    /// <param name="warn">Told of what is odd or damaged but still shown.</param>
    /// <exception cref="ImageException">There is no such image, or there are several, or it cannot be read.</exception>
    public static LayeredImage Open(string file, DriveParameters parameters, ReadMeter meter, Action<string> warn)
    {
        var findings = new ImageFindings();
        LayeredImage image = ImageOpening.OpenOne(file, new ImageChoice(parameters.Tag, parameters.Platform, []).Includes, meter, findings);
        foreach (ImageWarning warning in ImageWarning.OneOfAKind([.. findings.Warnings, .. findings.Errors.Select(error => error.ToWarning())]))
            warn(warning.Message);
        return image;
    }
}
