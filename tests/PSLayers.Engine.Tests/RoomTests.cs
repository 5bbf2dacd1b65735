using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using PSLayers.Limits;

namespace PSLayers.Engine.Tests;

/// <summary>The engine has rooms, and whoever is in one knows only what is below.</summary>
public sealed class RoomTests
{
    // From the ground up. A namespace is a room with all that is in it.
    private static readonly string[] Rooms =
    [
        "Text", "Errors", "Bytes", "Limits", "Model", "Compression", "Layers", "Tar", "Images", "Sources", "Trees", "Content",
        "Packages", "Secrets", "TextDiff", "Diff", "Comparison", "Dive", "Waste", "Extraction", "Sbom", "Policy", "Verification", "Editing", "Overlays", "Writing", "Mounting",
    ];

    private static readonly Architecture Engine = new ArchLoader().LoadAssembly(typeof(ReadLimits).Assembly).Build();

    [Fact]
    public void Every_type_is_in_a_room() =>
        Assert.Empty(Own().Where(type => RoomOf(type) < 0).Select(type => type.FullName));

    [Fact]
    public void No_room_is_empty() =>
        Assert.Empty(Rooms.Where((_, room) => !Own().Any(type => RoomOf(type) == room)));

    [Fact]
    public void Whoever_is_in_a_room_knows_only_what_is_below()
    {
        string[] upward = [.. from type in Own()
                              from target in type.Dependencies.Select(dependency => dependency.Target).Distinct()
                              where target is not GenericParameter && RoomOf(target) > RoomOf(type)
                              select $"{type.FullName} knows {target.FullName}"];

        Assert.True(upward.Length == 0, string.Join('\n', upward));
    }

    private static IEnumerable<IType> Own() => Engine.Types.Where(type => type.Namespace.FullName.StartsWith("PSLayers.", StringComparison.Ordinal));

    private static int RoomOf(IType type) => type.Namespace.FullName.Split('.') is ["PSLayers", var room, ..] ? Array.IndexOf(Rooms, room) : -1;
}
