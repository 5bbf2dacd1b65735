using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Merge-ImageLayer and Remove-ImageFile as users type them.</summary>
[Collection(SharedSession.Name)]
public sealed class MergeAndRemoveTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_squash_saves_is_measured_at_once()
    {
        Result result = session.Run("$i = Get-ContainerImage $a | Merge-ImageLayer; $i.LayerCount; ($i | Measure-ContainerImage).HiddenSize; ($i | Get-ImageFile -Recurse).Name; $i.IsEdited", Built());

        Assert.Empty(result.Errors);
        Assert.Equal(["1", "0", "kept", "new", "True"], result.Output.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("-Layer (1..2)", 2)]
    [InlineData("-Layer 2, 1", 2)]
    [InlineData("-From 1", 2)]
    [InlineData("-From 2", 3)]
    [InlineData("", 1)]
    public void Layers_are_merged_as_far_as_the_user_says(string which, int expected) =>
        Assert.Equal($"{expected}", session.Run($"(Merge-ImageLayer $a {which}).LayerCount", Built()).Output.Single().ToString());

    [Theory]
    [InlineData("Merge-ImageLayer $a -Layer 0, 2", "LayersNotContiguous")]
    [InlineData("Merge-ImageLayer $a -Layer 2, 3", "NoSuchLayer")]
    [InlineData("Merge-ImageLayer $a -From 7", "NoSuchLayer")]
    public void Layers_that_cannot_be_merged_are_one_error(string command, string errorId)
    {
        Result result = session.Run(command, Built());

        Assert.Empty(result.Output);
        Assert.Equal($"{errorId},PSLayers.Commands.MergeImageLayerCommand", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_file_that_is_removed_from_view_is_still_stored_and_that_is_said()
    {
        Result result = session.Run("$i = Get-ContainerImage $a | Remove-ImageFile /kept -WarningVariable w -WarningAction SilentlyContinue; $w.Message; $i.LayerCount; ($i | Get-ImageFile -Recurse).Name; ($i | Get-ImageHistory)[0].CreatedBy", Built());

        Assert.Contains("the bytes stay in the image (layers 1)", result.Output[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["4", "new", "Remove-ImageFile /kept"], result.Output.Skip(1).Select(item => item.ToString()));
    }

    [Fact]
    public void A_file_that_is_purged_is_in_no_layer_and_it_is_told_what_was_done()
    {
        Result result = session.Run("$i = Get-ContainerImage $a | Remove-ImageFile /old -Purge -WarningVariable w; $w; ($i | Get-LayerEntry).InnerPath; $i.Edits | ForEach-Object { \"$($_.LayerIndex): $($_.RemovedCount)\" }", Built());

        Assert.Equal(["/kept", "/new", "0: 1", "2: 1"], result.Output.Select(item => item.ToString()));
    }

    [Fact]
    public void Where_a_path_is_not_there_no_image_is_given_on_that_would_pass_for_one_without_it()
    {
        Result result = session.Run("Remove-ImageFile $a /nowhere, '*w' -Purge", Built());

        Assert.Equal("FileNotFound,PSLayers.Commands.RemoveImageFileCommand", result.Error.FullyQualifiedErrorId);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-Purge")]
    [InlineData("")]
    public void Where_nothing_is_found_there_is_no_image_that_looks_clean(string purge)
    {
        Result result = session.Run($"Remove-ImageFile $a /nowhere {purge}", Built());

        Assert.Equal("FileNotFound,PSLayers.Commands.RemoveImageFileCommand", result.Error.FullyQualifiedErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_pattern_that_nothing_is_like_changes_nothing() =>
        Assert.Equal("False", session.Run("(Remove-ImageFile $a '*.none' -Purge).IsEdited", Built()).Output.Single().ToString());

    private string Built() => _folder.Write($"{Guid.NewGuid():N}.tar", EntryLine.Image(["old"], ["kept"], [".wh.old", "new"]).OciArchive());
}
