using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Add-ImageLayer as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class AddImageLayerTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Add-ImageLayer $a -Source '{0}' -InnerPath /var/www -Owner 33:33")]
    [InlineData("Add-ImageLayer $a /var/www -Source '{0}' -Owner 33:33")]
    [InlineData("Get-ContainerImage $a | Add-ImageLayer -Source '{0}' -InnerPath var/www/ -Owner 33")]
    [InlineData("Get-Item $a | Add-ImageLayer -Source '{0}/*' -InnerPath /var/www/ -Owner 33:33")]
    public void A_folder_is_shown_at_its_place(string command)
    {
        string site = Site();

        Result result = session.Run($"{Format(command, site)} | Get-ImageFile -InnerPath /var/www/index.html", Repository.DockerSample);

        Assert.Empty(result.Errors);
        PSObject file = Assert.Single(result.Output);
        Assert.Equal(("33:33", 11), (file.Get("Owner"), file.Get("LayerIndex")));
    }

    [Fact]
    public void All_that_reads_images_reads_the_new_one_and_nothing_is_written()
    {
        byte[] before = File.ReadAllBytes(Repository.DockerSample);
        Result result = session.Run(
            $"$i = Get-ContainerImage $a | Add-ImageLayer -Source '{Site()}' -InnerPath /www -CreatedBy mine -Comment why -Author me; $i.IsEdited, $i.LayerCount, ($i | Get-ImageHistory)[0].CreatedBy, "
            + "($i | Get-ImageLayer)[-1].EntryCount, ($i | Get-ImageContent -InnerPath /www/index.html), @($i | Get-LayerDiff -Layer 11).Count", Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(["True", "12", "mine", "2", "hello", "2"], result.Output.Select(item => item.ToString()));
        Assert.Equal(before, File.ReadAllBytes(Repository.DockerSample));
    }

    [Fact]
    public void A_file_of_patterns_leaves_files_out()
    {
        string site = Site("a.log", "keep.log", "sub/b.log");
        File.WriteAllText(Path.Join(site, ".dockerignore"), "**/*.log\n!keep.log\n.dockerignore\n");

        Result result = session.Run($"Add-ImageLayer $a -Source '{site}' -InnerPath /www -Ignore '{site}/.dockerignore' | Get-ImageFile -InnerPath /www -Recurse -Type File", Repository.DockerSample);

        Assert.Equal(["/www/index.html", "/www/keep.log"], result.Texts("InnerPath").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_tar_and_whiteouts_are_layers_too()
    {
        string tar = _folder.Write("x.tar", new TarBuilder().File("hello", "hello").Build());

        Result result = session.Run($"$i = Add-ImageLayer $a -Tar '{tar}' | Add-ImageLayer -Whiteout /etc/os-release; ($i | Get-ImageContent -InnerPath /hello); @($i | Get-ImageFile -InnerPath /etc/os-release -ErrorAction Ignore).Count; "
            + "($i | Get-ImageHistory)[0, 1].CreatedBy", Repository.DockerSample);

        Assert.Equal(["hello", "0", "Add-ImageLayer -Whiteout /etc/os-release", "Add-ImageLayer x.tar"], result.Output.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("Add-ImageLayer $a -Source '{0}/nothing'", "PathNotFound")]
    [InlineData("Add-ImageLayer $a -Source '{0}/no*'", "PathNotFound")]
    [InlineData("Add-ImageLayer $a -Source '{0}' -Owner nosuchuser", "ValueIgnored")]
    [InlineData("Add-ImageLayer $a -Source '{0}' -Mode rwx", "ValueIgnored")]
    [InlineData("Add-ImageLayer $a -Source '{0}' -Ignore '['", "ValueIgnored")]
    [InlineData("Add-ImageLayer $a -Source '{0}' -Ignore nowhere/.dockerignore", "PathNotFound")]
    [InlineData("Add-ImageLayer $a -Source '{0}' -InnerPath /etc/os-release", "NotADirectory")]
    [InlineData("Add-ImageLayer $a -Whiteout /nothing", "FileNotFound")]
    [InlineData("Add-ImageLayer $a -Tar '{0}/index.html'", "LayerTruncated")]
    [InlineData("Add-ImageLayer $a -Tar '{0}/nothing'", "PathNotFound")]
    [InlineData("Add-ImageLayer $a", "LayerMissing")]
    [InlineData("Add-ImageLayer $a -Tar x -Source y", "ParametersExclude")]
    [InlineData("Add-ImageLayer $a -Source '{0}' -Owner 1 -PreserveOwnership", "ParametersExclude")]
    public void What_cannot_be_done_is_one_error(string command, string errorId)
    {
        Result result = session.Run(Format(command, Site()), Repository.DockerSample);

        Assert.Empty(result.Output);
        Assert.Equal($"{errorId},PSLayers.Commands.AddImageLayerCommand", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_file_that_changed_since_is_an_error_of_whoever_reads_it()
    {
        string site = Site();

        Result result = session.Run($"$i = Add-ImageLayer $a -Source '{site}' -InnerPath /www; Set-Content '{site}/index.html' other; $i | Get-ImageContent -InnerPath /www/index.html", Repository.DockerSample);

        Assert.Empty(result.Output);
        Assert.Equal("ArchiveChanged,PSLayers.Commands.GetImageContentCommand", result.Errors[0].FullyQualifiedErrorId);
        Assert.Contains("index.html", result.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    private static string Format(string command, string site) => command.Replace("{0}", site, StringComparison.Ordinal);

    private string Site(params string[] more)
    {
        string folder = _folder.Folder("site" + Guid.NewGuid().ToString("N"));
        foreach (string name in more.Append("index.html"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(folder, name))!);
            File.WriteAllText(Path.Join(folder, name), "hello");
        }
        return folder;
    }
}
