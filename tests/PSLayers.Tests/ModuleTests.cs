using System.Management.Automation;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

[Collection(SharedSession.Name)]
public sealed class ModuleTests(Session session)
{
    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets_that_the_assembly_and_the_help_have()
    {
        string[] exported = session.Run("Get-Command -Module PSLayers").Texts("Name");
        string[] built = session.Run("(Get-Command Get-ContainerImage).ImplementingType.Assembly.GetExportedTypes()").Output
            .Select(type => (Type)type.BaseObject)
            .Select(type => (CmdletAttribute?)Attribute.GetCustomAttribute(type, typeof(CmdletAttribute)))
            .OfType<CmdletAttribute>().Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").ToArray();

        Assert.Equal(Repository.Commands, exported.Order(StringComparer.Ordinal));
        Assert.Equal(Repository.Commands, built.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Get-ContainerImage", "PSLayers.Images.ContainerImage")]
    [InlineData("Get-ImageConfig", "PSLayers.Model.ImageConfig")]
    [InlineData("Get-ImageHistory", "PSLayers.Images.HistoryEntry")]
    [InlineData("Get-ImageLayer", "PSLayers.Images.ImageLayer")]
    [InlineData("Get-LayerEntry", "PSLayers.Images.LayerEntry")]
    [InlineData("Get-ImageFile", "PSLayers.Content.ImageFile")]
    [InlineData("Measure-ContainerImage", "PSLayers.Waste.ImageMeasure")]
    public void A_cmdlet_gives_the_type_that_it_declares(string command, string type)
    {
        PSObject declared = Assert.Single(session.Run("(Get-Command $a).OutputType", command).Output);
        Result actual = session.Run("& $a $b", command, Repository.DockerSample);

        Assert.Equal(type, declared.Get("Name"));
        Assert.All(actual.Output, item => Assert.Equal(type, item.BaseObject.GetType().FullName));
    }

    [Fact]
    public void Nothing_but_cmdlets_is_exported()
    {
        PSObject module = Assert.Single(session.Run("Get-Module PSLayers").Output);

        Assert.Equal(Repository.Commands.Length, session.Run("(Get-Module PSLayers).ExportedCommands.Values").Output.Count);
        Assert.Empty(session.Run("(Get-Module PSLayers).ExportedVariables.Values").Output);
        Assert.Equal("PSLayers", module.Get("Name"));
    }

    [Theory]
    [InlineData("Get-ContainerImage", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache", "IncludeSize" })]
    [InlineData("Get-ImageConfig", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache" })]
    [InlineData("Get-ImageHistory", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache", "Fast" })]
    [InlineData("Get-ImageLayer", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache", "Fast", "Verify" })]
    [InlineData("Get-LayerEntry", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache", "InnerPath", "Type", "Layer" })]
    [InlineData("Get-ImageFile", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache", "InnerPath", "Recurse", "Depth", "Type", "UpTo", "Hidden", "Unowned", "WindowsView" })]
    [InlineData("Measure-ContainerImage", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache", "UpTo", "Top", "IncludeDuplicateContent", "SkipContent" })]
    [InlineData("Trace-ImageFile", new[] { "Path", "LiteralPath", "InputObject", "Tag", "Platform", "ImageId", "NoCache", "InnerPath", "SkipContent" })]
    public void A_cmdlet_has_these_parameters_and_no_others(string command, string[] expected)
    {
        Result result = session.Run("(Get-Command $a).Parameters.Keys", command);

        Assert.Equal(expected.Order(), result.Output.Select(name => name.ToString()).Except(Cmdlet.CommonParameters).Order());
    }

    [Theory]
    [InlineData("Get-ContainerImage")]
    [InlineData("Get-ImageConfig")]
    [InlineData("Get-ImageHistory")]
    [InlineData("Get-ImageLayer")]
    [InlineData("Get-LayerEntry")]
    [InlineData("Get-ImageFile")]
    [InlineData("Measure-ContainerImage")]
    [InlineData("Trace-ImageFile")]
    public void LiteralPath_answers_to_PSPath_and_LP(string command) =>
        Assert.Equal(["ImagePath", "LP", "PSPath"], session.Run("(Get-Command $a).Parameters['LiteralPath'].Aliases", command).Output.Select(alias => alias.ToString()).Order());
}
