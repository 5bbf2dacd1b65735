using System.Text.RegularExpressions;

namespace PSLayers.Common;

/// <summary>What to tell who gave a path that is none: mostly the name of an image in a registry or an engine.</summary>
internal static class PathAdvice
{
    private static readonly string[] Transports =
        ["docker-archive:", "oci-archive:", "oci:", "dir:", "docker-daemon:", "containers-storage:", "docker://", "https://", "http://"];

    private static readonly string[] ArchiveEndings = [".tar", ".gz", ".tgz", ".zst", ".xz", ".bz2", ".json"];

    /// <summary>A clause to put behind the complaint; empty where there is nothing to say.</summary>
    public static string For(string path)
    {
        if (Transports.FirstOrDefault(transport => path.StartsWith(transport, StringComparison.OrdinalIgnoreCase)) is { } named)
            return $"; images are read from files and folders: give the path of one, without {named}";
        return LooksLikeReference(path)
            ? $"; if {path} is the name of an image, 'docker save -o FILE {path}' writes the file to give, or give the folder of an image layout"
            : "";
    }

    private static bool LooksLikeReference(string path) =>
        !ArchiveEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        && Regex.IsMatch(path, @"^([a-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$", RegexOptions.CultureInvariant);
}
