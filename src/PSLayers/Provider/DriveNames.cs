using System.Buffers;
using System.Management.Automation;
using PSLayers.Errors;
using PSLayers.Model;

namespace PSLayers.Provider;

/// <summary>Names of drives in a session.</summary>
/// <param name="session">The session.</param>
internal sealed class DriveNames(SessionState session)
{
    private const string Forbidden = ":/\\.~*?[]";

    private static readonly SearchValues<char> ForbiddenCharacters = SearchValues.Create(Forbidden);

    /// <summary>A name for an image's drive that the session does not have yet: of <c>docker.io/library/debian:12</c> it is <c>debian</c>.</summary>
    public string For(ContainerImage image)
    {
        string name = image.Tags.Count > 0 ? image.Tags[0] : Path.GetFileNameWithoutExtension(image.Path.TrimEnd('/', '\\'));
        name = name[(name.LastIndexOf('/') + 1)..].Split(':', '@')[0];
        string plain = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-')]).Trim('-');
        if (plain.Length == 0)
            plain = "image";
        string free = plain;
        for (int number = 2; IsTaken(free); number++)
            free = plain + number;
        return free;
    }

    /// <summary>Makes sure that a drive can have a name.</summary>
    /// <exception cref="ImageException">The session has such a drive.</exception>
    /// <exception cref="PSArgumentException">A drive cannot be called so.</exception>
    public void Check(string name)
    {
        if (name.AsSpan().IndexOfAny(ForbiddenCharacters) >= 0 || name.Any(char.IsControl))
            throw new PSArgumentException($"A drive cannot be called {name}: its name must have none of {Forbidden}", nameof(name));
        if (IsTaken(name))
            throw new ImageException(ImageErrorId.DriveExists, $"there is a drive {name}: already");
    }

    private bool IsTaken(string name) => session.Drive.GetAll().Any(drive => string.Equals(drive.Name, name, StringComparison.OrdinalIgnoreCase));
}
