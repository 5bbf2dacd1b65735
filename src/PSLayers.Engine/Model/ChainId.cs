using System.Text;

namespace PSLayers.Model;

/// <summary>Names of stacks of layers (image-spec, config.md, "Layer ChainID").</summary>
internal static class ChainId
{
    /// <summary>The ChainId on top of <paramref name="parent"/>; null as soon as one DiffId below is not known.</summary>
    public static string? Next(string? parent, string? diffId, bool isBase) =>
        isBase ? diffId
        : parent is null || diffId is null ? null
        : Digest.Of(Encoding.ASCII.GetBytes($"{parent} {diffId}")).ToString();
}
