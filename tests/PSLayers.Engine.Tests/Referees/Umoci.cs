using System.Diagnostics;
using System.Text.Json.Nodes;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>umoci, which unpacks the layers of an OCI layout into a folder.</summary>
internal static class Umoci
{
    /// <summary>Whether what it unpacks has the owners that the layers tell: only root may give files away.</summary>
    public static bool KeepsOwners => Environment.UserName == "root";

    /// <summary>Unpacks the only image of a layout.</summary>
    /// <param name="folder">Gets the files.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="refusal">What umoci refuses it for.</param>
    /// <returns>The folder with its files; null where umoci refuses the image.</returns>
    public static string? Unpack(TempFolder folder, string layout, out string refusal)
    {
        string root = Path.Join(folder.Root, "unpacked" + Guid.NewGuid().ToString("N"));
        string[] rootless = KeepsOwners ? [] : ["--rootless"];
        var start = new ProcessStartInfo("umoci", ["raw", "unpack", .. rootless, "--image", $"{Tagged(folder, layout)}:it", root])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        refusal = errors.Result.TrimEnd();
        refusal = refusal[(refusal.LastIndexOf('\n') + 1)..];
        Assert.DoesNotContain("no space left", refusal, StringComparison.Ordinal);
        return process.ExitCode == 0 ? root : null;
    }

    // umoci finds images by a tag without colons and slashes.
    private static string Tagged(TempFolder folder, string layout)
    {
        string tagged = folder.Folder("tagged" + Guid.NewGuid().ToString("N"));
        File.Copy(Path.Join(layout, "oci-layout"), Path.Join(tagged, "oci-layout"));
        Directory.CreateSymbolicLink(Path.Join(tagged, "blobs"), Path.GetFullPath(Path.Join(layout, "blobs")));
        JsonNode index = JsonNode.Parse(File.ReadAllBytes(Path.Join(layout, "index.json")))!;
        index["manifests"]![0]!["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "it" };
        File.WriteAllText(Path.Join(tagged, "index.json"), index.ToJsonString());
        return tagged;
    }
}
