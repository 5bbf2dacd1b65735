using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Get-ImagePackage as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class ImagePackageTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ImagePackage $a")]
    [InlineData("$a | Get-ImagePackage")]
    [InlineData("Get-ImagePackage -LiteralPath $a")]
    [InlineData("Get-ContainerImage $a | Get-ImagePackage")]
    [InlineData("Get-ImageLayer $a -Fast | Where-Object LayerIndex -EQ 10 | Get-ImagePackage")]
    [InlineData("Get-ImagePackage $a -Type deb, pypi")]
    [InlineData("Get-ImagePackage $a -Name *")]
    public void Packages_come_however_the_image_is_named(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(["busybox-static", "greeter", "tinyweb"], result.Texts("Name"));
        Assert.Equal([0, 3, 3], result.Of("LayerIndex"));
        Assert.StartsWith("pkg:pypi/greeter@", result.Texts("Purl")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ImagePackage $a -Name greet*, none*", "greeter")]
    [InlineData("Get-ContainerImage $a | Get-ImagePackage -Name TINYWEB", "tinyweb")]
    [InlineData("Get-ImagePackage $a -UpTo 2", "busybox-static")]
    [InlineData("Get-ImagePackage $a -Type PyPI", "greeter tinyweb")]
    public void What_is_wanted_can_be_said(string command, string names) =>
        Assert.Equal(names, string.Join(' ', session.Run(command, Repository.DockerSample).Texts("Name")));

    [Fact]
    public void The_history_tells_what_each_layer_did()
    {
        PSObject change = Assert.Single(session.Run("Get-ImagePackage $a -Name tinyweb -History", Repository.DockerSample).Output);

        Assert.Equal(("Added", 3, null), (change.Get("Change")!.ToString(), change.Get("LayerIndex"), change.Get("PreviousVersion")));
        Assert.False(string.IsNullOrEmpty(change.Get("CreatedBy") as string));
    }

    [Fact]
    public void A_name_that_no_package_has_is_an_error_but_not_a_pattern()
    {
        Assert.Equal("PackageNotFound,PSLayers.Commands.GetImagePackageCommand", session.Run("Get-ImagePackage $a -Name nothing, greeter", Repository.DockerSample).Error.FullyQualifiedErrorId);
        Assert.Empty(session.Run("Get-ImagePackage $a -Name nothing*", Repository.DockerSample).Errors);
    }

    [Fact]
    public void A_kind_that_there_is_not_is_an_error_that_names_those_there_are()
    {
        ErrorRecord error = session.Run("Get-ImagePackage $a -Type cobol", Repository.DockerSample).Error;

        Assert.Equal("PackageTypeUnknown,PSLayers.Commands.GetImagePackageCommand", error.FullyQualifiedErrorId);
        Assert.Contains("deb, apk", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_complete() => Assert.Equal(["pypi"], session.Complete("Get-ImagePackage x.tar -Type py").Select(result => result.CompletionText));

    [Fact]
    public void A_database_that_is_gone_is_a_warning()
    {
        string path = _folder.Write("gone.tar", new ImageBuilder()
            .Layer(new TarBuilder().File("var/lib/dpkg/status", "Package: a\nVersion: 1\n"))
            .Layer(new TarBuilder().Whiteout("var/lib/dpkg")).Tag("a:1").DockerArchive());

        Result result = session.Run("(Get-ImagePackage $a -WarningVariable said -WarningAction SilentlyContinue).Name; $said", path);

        Assert.Equal("a", result.Output[0].ToString());
        Assert.Contains("layer 1 removes the database", result.Output[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_gone_is_a_warning_of_a_comparison_as_well()
    {
        string old = _folder.Write("old.tar", new ImageBuilder().Layer(new TarBuilder().File("var/lib/dpkg/status", "Package: a\nVersion: 1\n")).Tag("a:1").DockerArchive());
        string now = _folder.Write("now.tar", new ImageBuilder()
            .Layer(new TarBuilder().File("var/lib/dpkg/status", "Package: a\nVersion: 2\n")).Layer(new TarBuilder().Whiteout("var/lib/dpkg")).Tag("a:1").DockerArchive());

        Result result = session.Run($"(Compare-ContainerImage $a '{now}' -Aspect Package -WarningVariable said -WarningAction SilentlyContinue).Name; $said", old);

        Assert.Equal("deb/a", result.Output[0].ToString());
        Assert.Contains("now.tar: layer 1 removes the database", result.Output[1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(Get-ImagePackage $a -Type pypi).Count", "0")]
    [InlineData("Get-ImagePackage $a -Type pypi -IncludeOwned | ForEach-Object { \"$($_.Name) $($_.OwnedBy)\" }", "six python3-six")]
    [InlineData("(Get-ImageFile $a -Recurse -Type File -Unowned).InnerPath", "/mine /var/lib/dpkg/info/gone.list /var/lib/dpkg/info/python3-six.list /var/lib/dpkg/status")]
    [InlineData("(Get-ImageFile $a /usr/* -Unowned).InnerPath", "")]
    [InlineData("(Get-ImageFile $a -Recurse -Type File -Unowned -UpTo 0).InnerPath", "/usr/gone /var/lib/dpkg/info/python3-six.list /var/lib/dpkg/status")]
    [InlineData("Get-ImagePackage $a -History | Where-Object HiddenSize | ForEach-Object { \"$($_.Name) $($_.PreviousLayer) $($_.HiddenSize)\" }", "gone 1 4")]
    public void Whose_files_are_is_told(string command, string expected)
    {
        const string Six = "Package: python3-six\nVersion: 1\n\n";
        string path = _folder.Write("owned.tar", new ImageBuilder()
            .Layer(new TarBuilder().File("var/lib/dpkg/status", Six).File("var/lib/dpkg/info/python3-six.list", "/usr\n/usr/six.egg-info\n").File("usr/six.egg-info", "Name: six\nVersion: 1\n").File("usr/gone", "1234"))
            .Layer(new TarBuilder().File("var/lib/dpkg/status", Six + "Package: gone\nVersion: 1\n").File("var/lib/dpkg/info/gone.list", "/usr/gone\n").File("usr/gone", "1234"))
            .Layer(new TarBuilder().File("var/lib/dpkg/status", Six).Whiteout("usr/gone").File("mine")).Tag("a:1").DockerArchive());

        Result result = session.Run(command, path);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, string.Join(' ', result.Output));
    }

    [Fact]
    public void What_is_hidden_has_no_owner() =>
        Assert.StartsWith("ParametersExclude", session.Run("Get-ImageFile $a -Hidden -Unowned", Repository.DockerSample).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
}
