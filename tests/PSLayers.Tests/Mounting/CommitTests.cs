using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;
using PSLayers.Tests.Provider;

namespace PSLayers.Tests.Mounting;

/// <summary>The changes of a writable view are told as those of a container, and become a layer. All sessions see all mounts, so nothing else
/// runs beside.</summary>
[Collection(nameof(MountPointTests))]
public sealed class CommitTests : ProviderTest
{
    private string? _target;

    protected override void Dispose(bool disposing)
    {
        if (_target is not null)
            Session.Run("Get-ImageView | Where-Object MountPoint -EQ $a | Dismount-ImageView -Force", _target);
        base.Dispose(disposing);
    }

    [KernelMountFact]
    public void A_drive_tells_its_own_changes_and_no_others()
    {
        Mount(EntryLine.Image(["etc/", "etc/a", "etc/b", "usr/"], ["etc/c"]), options: "-Writable");
        Assert.Empty(Good("Get-ImageView app | Get-LayerDiff").Output);

        Change("app:");

        Assert.Equal(["Modified /etc/a", "Removed /etc/b", "Added /etc/new"], Changes("Get-ImageView app | Get-LayerDiff"));
        Assert.Equal(["/etc/new"], Good("Get-ImageView app | Get-LayerDiff /etc/n*").Texts("InnerPath"));
        Assert.Contains("Added /etc/c", Changes("Get-LayerDiff app:"));
        Assert.Equal(["Added /etc/c", "Added /etc/new"], Changes("Get-ImageView app | Get-LayerDiff -ReferenceLayer 0 | Where-Object Change -EQ Added"));
    }

    [KernelMountFact]
    public void A_drive_is_committed_and_exported_as_a_container_would_be()
    {
        string archive = Mount(EntryLine.Image(["etc/", "etc/a", "etc/b"]), options: "-Writable");
        Change("app:");
        string written = Path.Join(Folder.Root, "app2.tar");

        Good("Get-ImageView app | Add-ImageLayer -Comment why -Author me | Export-ContainerImage -Destination $a -NewTag app:2", written);
        Good("Set-Content app:/etc/later x");

        PSObject image = Assert.Single(Good("Get-ContainerImage $a", written).Output);
        Assert.Equal(("app:2", 2), (image.Get("Name"), image.Get("LayerCount")));
        PSObject step = Good("(Get-ImageHistory $a)[0]", written).Output.Single();
        Assert.Equal(("Changes of a writable view", "why", "me"), (step.Get("CreatedBy"), step.Get("Comment"), step.Get("Author")));
        Assert.Equal(["/etc/a", "/etc/new"], Good("Get-ImageFile $a /etc -Recurse -Type File", written).Texts("InnerPath"));
        Assert.Equal("hello", Good("Get-ImageContent $a /etc/new", written).Output.Single().ToString());
        Assert.Equal(1, Good("Get-ContainerImage $a", archive).Output.Single().Get("LayerCount"));
    }

    [KernelMountFact]
    public void All_cmdlets_see_the_changes_of_a_drive_on_top_of_its_image()
    {
        Mount(EntryLine.Image(["etc/", "etc/a", "etc/b"]), options: "-Writable");
        Change("app:");

        Assert.Equal(["/etc/a", "/etc/new"], Good("Get-ImageFile app: /etc -Recurse -Type File").Texts("InnerPath"));
        Assert.Equal(["/etc/a", "/etc/new"], Good("Get-ImageView app | Get-ImageFile /etc -Recurse -Type File").Texts("InnerPath"));
        Assert.Equal("hello", Good("Get-ImageView app | Get-ImageContent /etc/new").Output.Single().ToString());
        Assert.Equal(2, Good("Get-ImageView app | Get-ContainerImage").Output.Single().Get("LayerCount"));
        Assert.Equal(["/etc/b"], Good("Get-ImageView app | Get-ImageFile -Hidden /etc/b").Texts("InnerPath"));
        Assert.All(Good("Get-ImageView app | Test-ContainerImage").Texts("Result"), result => Assert.NotEqual("Failed", result));
        Assert.Equal("", Good("Get-ImageView app | Get-ImageConfig").Output.Single().Get("ImageId"));
        string direct = Path.Join(Folder.Root, "direct.tar"), committed = Path.Join(Folder.Root, "committed.tar");
        Good("Get-ImageView app | Export-ContainerImage -Destination $a -Timestamp 2000-01-01; Add-ImageLayer app: | Export-ContainerImage -Destination $b -Timestamp 2000-01-01", direct, committed);
        Assert.Equal(Id(committed), Id(direct));
    }

    [KernelMountFact]
    public void A_view_on_a_folder_is_committed_from_any_session()
    {
        string archive = Folder.Write("image.tar", EntryLine.Image(["etc/", "etc/a", "etc/b"]).DockerArchive());
        _target = Folder.Folder("target");
        Good("Mount-ImageView $a -MountPoint $b -Writable -UpperPath $c", archive, _target, Path.Join(Folder.Root, "upper"));
        Change(_target);
        using var other = new Session();
        string written = Path.Join(Folder.Root, "app2.tar");

        Assert.Equal(["Modified /etc/a", "Removed /etc/b", "Added /etc/new"], Changes("Get-ImageView $a | Get-LayerDiff", _target));
        Result result = other.Run("Get-ImageView $a | Add-ImageLayer | Export-ContainerImage -Destination $b -NewTag app:2", _target, written);
        Assert.Empty(result.Errors);
        Assert.Equal(["/etc/a", "/etc/new"], Good("Get-ImageFile $a /etc -Recurse -Type File", written).Texts("InnerPath"));
    }

    [KernelMountFact]
    public void A_view_stands_for_what_it_shows_where_images_are_compared()
    {
        string archive = Mount(EntryLine.Image(["etc/", "etc/a", "etc/b"]), options: "-Writable");
        Change("app:");

        Assert.Equal(["/etc/a", "/etc/b", "/etc/new"], Good("Compare-ContainerImage $a (Get-ImageView app) -Aspect File -Ignore LastWriteTime", archive).Texts("InnerPath").Order(StringComparer.Ordinal));
    }

    [KernelMountFact]
    public void Where_nothing_changed_the_history_has_a_step_more_and_the_image_no_layer()
    {
        Mount(EntryLine.Image(["a"]), options: "-Writable");

        Assert.Equal(["1", "True"], Good("$i = Get-ImageView app | Add-ImageLayer; $i.LayerCount, ($i | Get-ImageHistory)[0].EmptyLayer").Output.Select(item => item.ToString()));
    }

    [KernelMountFact]
    public void What_is_not_written_to_has_nothing_to_commit()
    {
        string archive = Mount(["a"]);

        Assert.Equal("ViewReadOnly,PSLayers.Commands.AddImageLayerCommand", Session.Run("Get-ImageView app | Add-ImageLayer").Error.FullyQualifiedErrorId);
        Assert.Equal("LayerMissing,PSLayers.Commands.AddImageLayerCommand", Session.Run("Get-ContainerImage $a | Add-ImageLayer", archive).Error.FullyQualifiedErrorId);
        Result gone = Session.Run("$v = Get-ImageView app; $v | Dismount-ImageView; $v | Get-LayerDiff");
        Assert.Equal("DriveNotFound,PSLayers.Commands.GetLayerDiffCommand", gone.Error.FullyQualifiedErrorId);
    }

    [KernelMountFact]
    public void A_view_up_to_a_layer_stands_for_that_view()
    {
        Mount(EntryLine.Image(["a"], ["b"], ["c"]), options: "-UpTo 1");

        Assert.Equal(["/a", "/b"], Good("Get-ImageView app | Get-ImageFile").Texts("InnerPath"));
        Assert.Equal(["Added /a", "Added /b", "Added /c"], Changes("Get-ImageView app | Get-LayerDiff"));
    }

    private void Change(string root) => Good("Set-Content $a/etc/new hello -NoNewline; Add-Content $a/etc/a more; Remove-Item $a/etc/b", root);

    private string[] Changes(string script, params object?[] arguments) =>
        [.. Good(script + " | Where-Object Type -NE Directory", arguments).Output.Select(change => $"{change.Get("Change")} {change.Get("InnerPath")}")];

    private string Id(string archive) => (string)Good("Get-ContainerImage $a", archive).Output.Single().Get("ImageId")!;
}
