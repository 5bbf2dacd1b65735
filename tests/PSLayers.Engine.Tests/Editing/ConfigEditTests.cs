using System.Text;
using PSLayers.Editing;
using PSLayers.Errors;
using PSLayers.Model;
using PSLayers.Sources.Formats;

namespace PSLayers.Engine.Tests.Editing;

/// <summary>A config that is edited keeps what the edit is not about.</summary>
public sealed class ConfigEditTests
{
    [Fact]
    public void What_is_not_touched_stays_as_it_is_written()
    {
        ConfigEdit edit = Edit("""{"x-new":{"deep":[1.50,1e3]},"architecture":"arm64","config":{"Memory":12345678901234567890,"Env":["A=ü<&>"]},"os":"linux"}""");
        edit.SetDiffIds([]);

        Assert.Equal("""{"x-new":{"deep":[1.50,1e3]},"architecture":"arm64","config":{"Memory":12345678901234567890,"Env":["A=ü<&>"]},"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""", Text(edit));
    }

    [Fact]
    public void Of_a_member_that_is_there_twice_the_one_that_engines_read_is_left_and_unknown_ones_of_both()
    {
        ConfigEdit edit = Edit("""{"config":{"User":"a","x":1},"Config":{"user":"b","y":2},"os":"linux"}""");

        Assert.Equal("""{"config":{"User":"b","x":1,"y":2},"os":"linux"}""", Text(edit));
    }

    [Fact]
    public void Labels_that_differ_in_capitals_are_different_labels() =>
        Assert.Equal("""{"config":{"User":"b","Labels":{"a":"1","A":"2"}}}""", Text(Edit("""{"config":{"user":"b","Labels":{"a":"1","A":"2"}}}""")));

    [Fact]
    public void Times_of_edits_are_replaced_and_others_stay()
    {
        DateTimeOffset edited = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
        ConfigEdit edit = Edit("""{"history":[{"created":"2020-01-01T00:00:00Z","created_by":"base"}]}""");
        edit.SetCreated(edited);
        edit.History.Add(ConfigEdit.Step(edited, "mine", isEmpty: true));

        edit.Restamp(edited, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal("""{"history":[{"created":"2020-01-01T00:00:00Z","created_by":"base"},{"created":"2026-01-01T00:00:00Z","created_by":"mine","empty_layer":true}],"created":"2026-01-01T00:00:00Z"}""", Text(edit));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public void What_is_no_config_cannot_be_edited(string json) =>
        Assert.Equal(ImageErrorId.DocumentInvalid, Assert.Throws<ImageException>(() => ConfigEdit.Of(new ImageConfig { RawBytes = Encoding.UTF8.GetBytes(json) })).ErrorId);

    private static ConfigEdit Edit(string json) => ConfigEdit.Of(ConfigReader.Read(Encoding.UTF8.GetBytes(json), "config", []));

    private static string Text(ConfigEdit edit) => Encoding.UTF8.GetString(edit.ToBytes());
}
