using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Provider;

/// <summary>Drives come and go.</summary>
public sealed class MountTests : ProviderTest
{
    [Fact]
    public void A_mounted_image_says_what_it_shows()
    {
        string path = Mount(EntryLine.Image(["a"], ["b"]), "app", "-UpTo 0 -IncludeLayers");

        PSObject view = Assert.Single(Good("Get-ImageView").Output);
        Assert.Equal(("app", "t:1", path, 0, 2, true), (view.Get("Name"), view.Get("ImageName"), view.Get("ImagePath"), view.Get("TopLayer"), view.Get("LayerCount"), view.Get("ShowsLayers")));
        Assert.Equal(["a"], Good("$a | ForEach-Object { $ExecutionContext.InvokeProvider.ChildItem.GetNames($_.PSPath, 'ReturnAllContainers', $false) } | Where-Object { $_ -notlike '.*' }", view).Output.Select(name => name.ToString()));
    }

    [Theory]
    [InlineData("Mount-ImageView $a", "t")]
    [InlineData("Get-ContainerImage $a | Mount-ImageView", "t")]
    [InlineData("$a | Mount-ImageView -Name x", "x")]
    [InlineData("Mount-ImageView -LiteralPath $a x", "x")]
    [InlineData("Get-ImageLayer $a | Where-Object LayerIndex -EQ 0 | Mount-ImageView -Name x -Scope Global", "x")]
    [InlineData("1, 2 | ForEach-Object { Mount-ImageView $a } | ForEach-Object Name", "t t2")]
    public void An_image_is_mounted_however_it_comes(string command, string names)
    {
        string path = Folder.Write("a.tar", EntryLine.Image(["a"]).DockerArchive());

        Good(command, path);

        Assert.Equal(names, string.Join(' ', Good("Get-ImageView").Texts("Name")));
        Assert.Equal("a", Text(names.Split(' ')[0] + ":/a"));
    }

    [Theory]
    [InlineData("docker.io/library/debian:12-slim", "debian")]
    [InlineData("localhost:5000/my/app.web@sha256:0123456789012345678901234567890123456789012345678901234567890123", "app-web")]
    [InlineData(null, "file-name-1")]
    public void A_drive_is_called_after_its_image(string? tag, string name)
    {
        var image = new ImageBuilder().Layer(new TarBuilder().File("a"));
        string path = Folder.Write("file name[1].tar", (tag is null ? image : image.Tag(tag)).OciArchive());

        Assert.Equal([name], Good("Mount-ImageView -LiteralPath $a", path).Texts("Name"));
    }

    [Fact]
    public void New_PSDrive_makes_the_same_drive()
    {
        string path = Folder.Write("a.tar", EntryLine.Image(["a"], ["b"]).DockerArchive());

        Assert.Equal("PSLayers.Provider.ImageViewDrive", Good("""
            $provider = $ExecutionContext.SessionState.Provider.GetOne('ImageView')
            $drive = [System.Management.Automation.PSDriveInfo]::new('x', $provider, $a, '', $null)
            $ExecutionContext.SessionState.Drive.New($drive, 'Global').GetType().FullName
            """, path).Output[0].BaseObject);
        Assert.Equal(["a", "b"], Names("x:/"));
        Assert.Equal(["x"], Good("Get-ImageView").Texts("Name"));
    }

    [Fact]
    public void A_drive_is_found_with_a_colon_as_well()
    {
        Mount(["a"]);

        Assert.Equal(["app", "app"], Good("Get-ImageView app:; Get-ImageView ap*:").Texts("Name"));
        Good("Dismount-ImageView app:");
        Assert.Empty(Good("Get-ImageView").Output);
    }

    [Fact]
    public void A_drive_gives_back_what_it_held_open()
    {
        string path = Mount(["a"]);
        Assert.Equal("a", Text("app:/a"));
        Assert.True(Handles(path) is null or 1);

        Good("Get-ImageView app | Dismount-ImageView");

        Assert.True(Handles(path) is null or 0);
        Assert.Empty(Good("Get-ImageView").Output);
        Assert.Equal("FalseFalse", string.Concat(Good("$ExecutionContext.InvokeProvider.Item.Exists('ImageView::app:/a'); [bool]($ExecutionContext.SessionState.Drive.GetAll() | Where-Object Name -EQ app)").Output));
    }

    [Fact]
    public void A_session_that_closes_gives_back_what_its_drives_held_open()
    {
        string path = Mount(["a"]);
        Assert.Equal("a", Text("app:/a"));

        Session.Dispose();

        Assert.True(Handles(path) is null or 0);
    }

    [Fact]
    public void A_removed_module_takes_its_drives_along()
    {
        string path = Mount(["a"]);
        Assert.Equal("a", Text("app:/a"));

        Good("Remove-Module PSLayers");

        Assert.True(Handles(path) is null or 0);
        Assert.Equal("", string.Concat(Good("$ExecutionContext.SessionState.Drive.GetAll() | Where-Object Name -EQ app; $ExecutionContext.SessionState.Provider.GetAll() | Where-Object Name -EQ ImageView").Output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$null = $ExecutionContext.SessionState.Path.SetLocation('app:/')")]
    public void A_module_imported_anew_closes_the_drives_and_makes_others(string first)
    {
        string path = Mount(["a"]);
        Assert.Equal("a", Text("app:/a"));

        Good($"{first}; Import-Module $a -Force", Repository.Module);

        Assert.True(Handles(path) is null or 0);
        Assert.Equal("FileSystem", Good("$ExecutionContext.SessionState.Path.CurrentLocation.Provider.Name").Output[0].ToString());
        Assert.Equal(1, Good("@($ExecutionContext.SessionState.Provider.GetAll() | Where-Object Name -EQ ImageView).Count").Output[0].BaseObject);
        Good("Mount-ImageView $a -Name app", path);
        Assert.Equal("a", Text("app:/a"));
    }

    [Fact]
    public void A_drive_of_a_function_ends_with_it()
    {
        string path = Folder.Write("a.tar", EntryLine.Image(["a"]).DockerArchive());

        Assert.Equal(["inner"], Good("& { $null = Mount-ImageView $a -Name inner; (Get-ImageView).Name }", path).Output.Select(name => name.ToString()));
        Assert.Empty(Good("Get-ImageView").Output);
        Good("& { $null = Mount-ImageView $a -Name outer -Scope Global }", path);
        Assert.Equal(["outer"], Good("Get-ImageView").Texts("Name"));
    }

    [Fact]
    public void A_drive_that_hides_another_does_not_take_its_paths()
    {
        Mount(["outer"]);
        string path = Folder.Write("inner.tar", EntryLine.Image(["inner"]).DockerArchive());

        Result result = Good("""
            function Read-Name($path) { $ExecutionContext.InvokeProvider.ChildItem.Get($path, $false)[0].InnerPath }
            $outer = $ExecutionContext.InvokeProvider.Item.Get('app:/outer')[0].PSParentPath
            & {
                $provider = $ExecutionContext.SessionState.Provider.GetOne('ImageView')
                $null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new('app', $provider, $a, '', $null), 'Local')
                Read-Name app:/; Read-Name $outer
                $inner = $ExecutionContext.InvokeProvider.Item.Get('app:/inner')[0]
                Read-Name $inner.PSParentPath; $ExecutionContext.InvokeProvider.Item.Get($inner.PSPath)[0].InnerPath
            }
            Read-Name app:/
            """, path);

        Assert.Equal(["/inner", "/outer", "/inner", "/inner", "/outer"], result.Output.Select(name => name.ToString()));
    }

    [Fact]
    public void A_drive_is_not_pulled_away_from_under_the_session_unless_by_force()
    {
        Mount(["a/b"]);
        Good("$null = $ExecutionContext.SessionState.Path.SetLocation('app:/a')");

        Assert.StartsWith("DriveInUse,", Session.Run("Dismount-ImageView app").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("app:/a", Good("\"$($ExecutionContext.SessionState.Path.CurrentLocation)\"").Output[0].ToString().Replace('\\', '/'));

        Good("Dismount-ImageView app -Force");
        Assert.Equal("FileSystem", Good("$ExecutionContext.SessionState.Path.CurrentLocation.Provider.Name").Output[0].ToString());
    }

    [Fact]
    public void What_is_only_asked_does_not_happen()
    {
        string path = Mount(["a"]);

        Good("Mount-ImageView $a -Name other -WhatIf; Dismount-ImageView app -WhatIf", path);

        Assert.Equal(["app"], Good("Get-ImageView").Texts("Name"));
    }

    [Theory]
    [InlineData("Mount-ImageView $a -Name app", "DriveExists", ErrorCategory.ResourceExists)]
    [InlineData("Mount-ImageView $a -Name other -UpTo 7", "NoSuchLayer", ErrorCategory.InvalidArgument)]
    [InlineData("Mount-ImageView ./no.tar", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-ImageView none", "DriveNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Dismount-ImageView none", "DriveNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-ImageView none*; Dismount-ImageView none*; Get-ImageView none", "DriveNotFound", ErrorCategory.ObjectNotFound)]
    public void What_cannot_be_done_is_one_error(string command, string id, ErrorCategory category)
    {
        string path = Mount(["a"]);

        ErrorRecord error = Session.Run(command, path).Error;

        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("[a]")]
    [InlineData("a.b")]
    public void A_drive_has_a_name_that_PowerShell_finds_again(string name)
    {
        Assert.StartsWith("ParameterArgumentValidationError,", Session.Run("Mount-ImageView x.tar -Name $a", name).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_the_history_means_the_image_up_to_its_layer()
    {
        string path = Folder.Write("a.tar", EntryLine.Image(["a"], ["b"]).EmptyHistory("ENV x").DockerArchive());

        Assert.Equal([1, 0], Good("Get-ImageHistory $a | Mount-ImageView", path).Of("TopLayer"));
    }

    [Fact]
    public void A_drive_stands_for_its_image()
    {
        Mount(["a"], ["b"]);

        Assert.Equal(2, Good("Get-ImageLayer app:/").Output.Count);
        Assert.Equal(["/a", "/b"], Good("Get-ImageView | Get-ImageFile").Texts("InnerPath"));
        Assert.Equal(["t:1"], Good("Get-ContainerImage app:/a").Texts("Name"));
        Assert.Equal("b", Good("$ExecutionContext.InvokeProvider.Item.Get('app:/b') | Get-ImageContent").Output[0].ToString());
    }
}
