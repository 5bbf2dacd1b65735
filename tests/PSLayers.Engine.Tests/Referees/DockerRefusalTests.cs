using PSLayers.Engine.Tests.Trees;
using PSLayers.Errors;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>Layers that a Docker engine refuses, and what it takes though it looks alike. Views read them as umoci unpacks them, and a warning says
/// that engines refuse them.</summary>
public sealed class DockerRefusalTests
{
    private const string Twice = "duplicates of file paths not supported";

    [DockerTheory]
    [InlineData(Twice, "b", "b")]
    [InlineData(Twice, "b/", "b/")]
    [InlineData(Twice, "b/", "b")]
    [InlineData(Twice, "b", "b/")]
    [InlineData(Twice, "b -> x", "b -> y")]
    [InlineData(Twice, "a", "b => a", "b")]
    [InlineData(Twice, "a", "b", "b => a")]
    [InlineData(Twice, "a", "b => a", "a")]
    [InlineData(Twice, "b", "./b")]
    [InlineData(Twice, "d/", "b", "d/../b")]
    [InlineData(Twice, "d/", "d/.wh..wh..opq", "d/.wh..wh..opq")]
    [InlineData("no such file", "x/", "x/c", "x -> c")]
    [InlineData("no such file", "b => low")]
    [InlineData("no such file", "b => low", "low")]
    [InlineData("file exists", ".wh.low", ".wh.low")]
    public void A_layer_is_refused_and_a_warning_says_so(string why, params string[] layer)
    {
        Assert.Contains(why, DockerEngine.Load(EntryLine.Image(["low"], layer).DockerArchive()) ?? "", StringComparison.Ordinal);
        Assert.Contains(Stack.Tree(["low"], layer).Warnings, warning => warning.ErrorId is ImageErrorId.DuplicateName or ImageErrorId.HardLinkOutside
            && warning.Message.EndsWith("Docker engines refuse such a layer.", StringComparison.Ordinal));
    }

    [DockerTheory]
    [InlineData("a", "b => a")]
    [InlineData("run/", "run/a", "var -> run", "b => var/a")]
    [InlineData("b", "/b")]
    [InlineData("run/", "var -> run", "run/b", "var/b")]
    [InlineData("b/c", "b")]
    [InlineData("b/c", "b -> x")]
    [InlineData(".wh.low", "low")]
    [InlineData("low", ".wh.other")]
    public void A_layer_is_taken_and_no_warning_says_otherwise(params string[] layer)
    {
        Assert.Null(DockerEngine.Load(EntryLine.Image(["low"], layer).Tag("referee/taken:1").DockerArchive()));
        DockerEngine.Remove("referee/taken:1");
        Assert.DoesNotContain(Stack.Tree(["low"], layer).Warnings, warning => warning.Message.Contains("refuse", StringComparison.Ordinal));
    }

    // An engine that keeps each layer in a directory of its own unpacks it without a look at those below. umoci, and engines that unpack into the merged
    // file system, do as views do here.
    [DockerTheory]
    [InlineData("run run/b var var/c", "run run/b run/c var", new[] { "run/", "run/b", "var -> run" }, new[] { "var/c" })]
    [InlineData("d d/low d/new", "d d/new", new[] { "d/", "d/low" }, new[] { ".wh.d", "d/", "d/new" })]
    [InlineData("d d/low new", "new", new[] { "d/", "d/low" }, new[] { ".wh..wh..opq", "new" })]
    public void Layers_that_engines_read_otherwise_are_read_as_umoci_does(string engine, string view, string[] lower, string[] upper)
    {
        Assert.Null(DockerEngine.Load(EntryLine.Image(lower, upper).Tag("referee/otherwise:1").DockerArchive()));
        using (DockerEngine.Container container = DockerEngine.Create("referee/otherwise:1"))
        using (Stream export = container.Export())
        {
            string[] places = ["/.dockerenv", "/dev", "/etc", "/proc", "/sys"];
            Assert.Equal(engine, string.Join(' ', FileLines.OfTar(export).Keys.Where(path => !Array.Exists(places, path.StartsWith)).Select(path => path[1..]).Order(StringComparer.Ordinal)));
        }
        DockerEngine.Remove("referee/otherwise:1");
        Assert.Equal(view, Stack.Paths(Stack.Tree(lower, upper)));
    }
}
