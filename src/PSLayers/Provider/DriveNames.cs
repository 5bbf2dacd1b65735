using System.Management.Automation;
using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Provider;

/// <summary>Names of drives in a session.</summary>
/// <param name="session">The session.</param>
internal sealed class DriveNames(SessionState session)
{
    /// <summary>What a drive can be called. PowerShell also takes wildcards, and then does not find the drive.</summary>
    public const string Pattern = @"^[^:/\\.~*?\[\]\p{Cc}]+$";

    /// <summary>A name for an image's drive that the session does not have yet: of <c>docker.io/library/debian:12</c> it is <c>debian</c>.</summary>
    public string For(ContainerImage image)
    {
        string name = image.Tags.Count > 0 ? image.Tags[0] : Path.GetFileNameWithoutExtension(image.Archive.TrimEnd('/', '\\'));
        name = name[(name.LastIndexOf('/') + 1)..].Split(':', '@')[0];
        string plain = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-')]).Trim('-');
        if (plain.Length == 0)
            plain = "image";
        string free = plain;
        for (int number = 2; IsTaken(free); number++)
            free = plain + number;
        return free;
    }

    /// <summary>Makes sure that a name is free.</summary>
    /// <exception cref="ImageException">The session has such a drive.</exception>
    public void Check(string name)
    {
        if (IsTaken(name))
            throw new ImageException(ImageErrorId.DriveExists, $"there is a drive {name}: already");
    }

    private bool IsTaken(string name) => session.Drive.GetAll().Any(drive => string.Equals(drive.Name, name, StringComparison.OrdinalIgnoreCase));
}
