using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Policy;
using PSLayers.Policy.Rules;

namespace PSLayers.Commands.Bases;

/// <summary>Reads the files of policies.</summary>
internal static class PolicyFiles
{
    private const string OwnForm = ".psd1";

    /// <summary>Reads a policy of any form.</summary>
    /// <param name="given">The path as the user wrote it.</param>
    /// <param name="full">Full path.</param>
    /// <param name="current">The folder that the user is in.</param>
    /// <exception cref="ImageException">It cannot be read, or is none.</exception>
    public static ImagePolicy Read(string given, string full, string current)
    {
        string name = Path.GetFileName(full);
        byte[] content = Content(full, ReadLimits.Default);
        ImagePolicy policy = name.EndsWith(OwnForm, StringComparison.OrdinalIgnoreCase)
            ? RuleReader.Read(PolicyDataFile.Read(name, content), Path.GetDirectoryName(full)!)
            : ImagePolicy.Read(name, content, ReadLimits.Default);
        // Build servers know files by their places in the repository, which is where they start commands.
        string place = Path.GetRelativePath(current, full);
        return policy with { Uri = Path.IsPathRooted(place) || place.StartsWith("..", StringComparison.Ordinal) ? given.Replace('\\', '/') : place.Replace('\\', '/') };
    }

    private static byte[] Content(string full, ReadLimits limits)
    {
        try
        {
            using FileStream file = File.OpenRead(full);
            if (file.Length > limits.PolicySize)
                throw new ImageException(ImageErrorId.DocumentTooLarge, $"the policy has {file.Length} bytes, and at most {limits.PolicySize} are read (limit PolicySize)");
            // A pipe has no length to tell.
            var content = new byte[limits.PolicySize + 1];
            int read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return content[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException(ImageErrorId.PathNotFound, "there is no such policy file", inner: e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageException(ImageErrorId.AccessDenied, "the policy may not be read, or is a folder", inner: e);
        }
        catch (IOException e)
        {
            throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), inner: e);
        }
    }
}
