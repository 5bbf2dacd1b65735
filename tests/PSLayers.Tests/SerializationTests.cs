using System.Collections;
using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Objects survive Export-Clixml, jobs and remoting.</summary>
[Collection(SharedSession.Name)]
public sealed class SerializationTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ContainerImage $a -IncludeSize", "PSLayers.Images.ContainerImage")]
    [InlineData("Get-ImageConfig $a", "PSLayers.Model.ImageConfig")]
    [InlineData("Get-ImageHistory $a", "PSLayers.Images.HistoryEntry")]
    [InlineData("Get-ImageLayer $a", "PSLayers.Images.ImageLayer")]
    [InlineData("Get-LayerEntry $a", "PSLayers.Images.LayerEntry")]
    [InlineData("Measure-ContainerImage $a -IncludeDuplicateContent", "PSLayers.Waste.ImageMeasure")]
    [InlineData("(Measure-ContainerImage $a).WastedFiles", "PSLayers.Waste.WastedFile")]
    [InlineData("(Measure-ContainerImage $a -IncludeDuplicateContent).DuplicateContents", "PSLayers.Waste.DuplicateContent")]
    public void Every_property_comes_back(string command, string type)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.All(result.Output, item =>
        {
            PSObject copy = Clixml.RoundTrip(item);
            Assert.Equal("Deserialized." + type, copy.TypeNames[0]);
            Assert.All(item.BaseObject.GetType().GetProperties(), property => Assert.Equal(Flat(item.Properties[property.Name].Value), Flat(copy.Properties[property.Name]?.Value)));
        });
    }

    [Fact]
    public void Names_that_are_not_UTF8_and_control_characters_come_back()
    {
        string path = _folder.Write("names.tar", new ImageBuilder().Layer(EntryTests.LatinNames().File("a\u001b\n\u0001b")).Tag("names:1").DockerArchive());
        Result result = session.Run("Get-LayerEntry $a", path);

        PSObject[] copies = [.. result.Output.Select(Clixml.RoundTrip)];

        Assert.Equal(result.Of("InnerPath"), copies.Select(copy => copy.Get("InnerPath")));
        Assert.Equal(result.Of("RawName"), copies.Select(copy => copy.Get("RawName")));
    }

    [Fact]
    public void Extended_attributes_come_back()
    {
        var spec = new TarEntrySpec { Path = "ping", Dialect = TarDialect.Pax, Xattrs = new Dictionary<string, byte[]> { ["security.capability"] = [1, 0, 0, 2, 0xFF] } };
        string path = _folder.Write("xattr.tar", new ImageBuilder().Layer(new TarBuilder().Entry(spec)).Tag("x:1").DockerArchive());

        PSObject copy = Clixml.RoundTrip(session.Run("Get-LayerEntry $a", path).Output[0]);

        Assert.Equal([1, 0, 0, 2, 0xFF], (byte[])((IDictionary)copy.Get("Xattrs")!)["security.capability"]!);
    }

    [Fact]
    public void Objects_work_in_another_runspace_of_the_process()
    {
        using var other = new Session();
        PSObject[] layers = [.. session.Run("Get-ImageLayer $a -Fast", Repository.OciSample).Output];

        Assert.Equal(183, other.RunOn(layers, "$input | Get-LayerEntry").Output.Count);
    }

    // Numbers, texts and times compare as they are; lists item by item; what is nested by its text.
    private static string Flat(object? value) => value switch
    {
        null => "null",
        PSObject { BaseObject: IEnumerable list and not string } => Flat(list),
        PSObject wrapped => wrapped.ToString(),
        string text => text,
        IDictionary map => string.Join(';', map.Keys.Cast<object>().Select(key => $"{key}={Flat(map[key])}").Order()),
        IEnumerable list => string.Join(';', list.Cast<object>().Select(Flat)),
        _ => value.ToString()!,
    };
}
