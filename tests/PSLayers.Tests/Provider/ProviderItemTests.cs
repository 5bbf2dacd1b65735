using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Provider;

/// <summary>Files and directories on a drive.</summary>
public sealed class ProviderItemTests : ProviderTest
{
    [Fact]
    public void A_directory_lists_what_a_container_would_see()
    {
        Mount(["etc/", "etc/hosts", "gone", "b"], [".wh.gone", "a", "etc/passwd"]);

        Assert.Equal(["a", "b", "etc"], Names("app:/"));
        Assert.Equal(["hosts", "passwd"], Names("app:/etc"));
        Assert.Equal(["/a", "/b", "/etc"], Items("app:/").Select(item => (string)item.Get("InnerPath")!));
    }

    [Fact]
    public void A_view_may_end_at_a_layer()
    {
        Mount(EntryLine.Image(["gone"], [".wh.gone", "new"]), options: "-UpTo 0");

        Assert.Equal(["gone"], Names("app:/"));
    }

    [Fact]
    public void Items_are_the_objects_of_Get_ImageFile_and_know_where_they_are()
    {
        Mount(["etc/passwd"]);

        PSObject file = Assert.Single(Item("app:/etc/passwd"));
        Assert.Equal("PSLayers.Content.ImageFile", file.BaseObject.GetType().FullName);
        Assert.Equal(("ImageView::app:/etc/passwd", "ImageView::app:/etc", "passwd", false), (Slashes(file, "PSPath"), Slashes(file, "PSParentPath"), file.Get("PSChildName"), file.Get("PSIsContainer")));
        Assert.Equal(true, Item("app:/etc")[0].Get("PSIsContainer"));
        Assert.Equal("/", Item("app:/")[0].Get("Name"));
    }

    [Fact]
    public void No_property_of_an_item_is_the_path_of_a_file_of_this_machine()
    {
        string own = Folder.Write("mine.txt", [1]);
        Mount([own.TrimStart('/')]);

        // Commands take paths from these properties, and Remove-Item is one of them.
        PSObject file = Assert.Single(Item("app:" + own));
        Assert.Equal(["ImageView"], Good("""
            foreach ($path in $a.PSPath) {
                $provider = $null
                $null = $ExecutionContext.SessionState.Path.GetResolvedProviderPathFromPSPath($path, [ref]$provider)
                $provider.Name
            }
            """, file).Output.Select(name => name.ToString()));
    }

    [Fact]
    public void Recursion_goes_as_deep_as_wanted_directory_by_directory()
    {
        Mount(["a/", "a/b/", "a/b/c/", "a/b/c/d", "a/x", "z"]);

        Assert.Equal(["/a", "/z", "/a/b", "/a/x", "/a/b/c", "/a/b/c/d"], Items("app:/", recurse: true).Select(item => (string)item.Get("InnerPath")!));
        Assert.Equal(["/a", "/z", "/a/b", "/a/x"], Items("app:/", recurse: true, depth: 1).Select(item => (string)item.Get("InnerPath")!));
    }

    [Fact]
    public void Links_are_followed_inside_the_image_only_and_never_descended_into()
    {
        Mount(["usr/bin/", "usr/bin/sh", "usr/bin/X11 -> .", "bin -> usr/bin", "up -> ../../../usr/bin/sh", "loop -> loop", "nowhere -> /etc/passwd"]);

        Assert.Equal(["X11", "sh"], Names("app:/bin"));
        Assert.Equal("usr/bin/sh", Text("app:/bin/X11/X11/sh"));
        Assert.Equal("usr/bin/sh", Text("app:/up"));
        Assert.Equal(["True", "False", "False"], Good("foreach ($path in 'app:/bin', 'app:/up', 'app:/loop') { $ExecutionContext.InvokeProvider.Item.IsContainer($path) }").Output.Select(value => value.ToString()));
        Assert.Equal(8, Items("app:/", recurse: true).Count);
        Assert.Equal(["True", "True", "False"], Good("foreach ($path in 'app:/loop', 'app:/nowhere', 'app:/etc') { $ExecutionContext.InvokeProvider.Item.Exists($path) }").Output.Select(value => value.ToString()));
    }

    [Fact]
    public void Names_of_all_directories_below_are_given_once_though_links_lead_round()
    {
        Mount(["usr/bin/sh", "usr/bin/X11 -> .", "bin -> usr/bin"]);

        Result names = Good("$ExecutionContext.InvokeProvider.ChildItem.GetNames([string[]]'app:/', 'ReturnMatchingContainers', $true, [uint]::MaxValue, $false, $false)");

        Assert.Equal(["bin", "usr", "usr/bin", "usr/bin/X11", "usr/bin/sh"], names.Output.Select(name => name.ToString().Replace('\\', '/')));
    }

    [Fact]
    public void The_session_can_be_on_a_drive()
    {
        Mount(["usr/lib/a", "lib -> usr/lib", "libx/b"]);

        string[] places = [.. Good("""
            $path = $ExecutionContext.SessionState.Path
            foreach ($step in 'app:/lib', '..', 'usr', 'lib', 'app:/libx', 'ImageView::app:/usr') { "$($path.SetLocation($step))" }
            $ExecutionContext.InvokeProvider.ChildItem.GetNames('.', 'ReturnAllContainers', $false)
            $path.SetLocation('app:/usr'); $path.NormalizeRelativePath('app:/libx/b', 'app:/lib'); $path.NormalizeRelativePath('app:/usr/lib/a', 'app:/usr')
            """).Output.Select(place => place.ToString().Replace('\\', '/'))];

        Assert.Equal(["app:/lib", "app:/", "app:/usr", "app:/usr/lib", "app:/libx", "ImageView::app:/usr", "lib", "app:/usr", "../libx/b", "lib/a"], places);
    }

    [Fact]
    public void Wildcards_are_expanded()
    {
        Mount(["etc/hosts", "etc/host.conf", "etc/passwd", "exx/hosts"]);

        Assert.Equal(["app:/etc/host.conf", "app:/etc/hosts", "app:/exx/hosts"],
            Good("$ExecutionContext.SessionState.Path.GetResolvedPSPathFromPSPath('app:/e*/h*')").Output.Select(path => path.ToString().Replace('\\', '/')));
    }

    [Fact]
    public void A_filter_that_is_no_pattern_stands_for_itself()
    {
        Mount(["[a", "a"]);

        Assert.Equal("[a", Assert.Single(Good("Get-ChildItem app:/ -Filter '[a'").Output).Get("Name"));
    }

    [Fact]
    public void The_stack_is_shown_where_it_is_wanted()
    {
        Mount(EntryLine.Image(["a", "dir/b", "gone"], [".wh.gone", "dir/.wh..wh..opq", "dir/c", "link -> /a"]), options: "-IncludeLayers");

        Assert.Equal([".layers", ".upto", "a", "dir", "link"], Names("app:/"));
        Assert.Equal(["0", "1"], Names("app:/.layers"));
        Assert.Equal([".wh.gone", "dir", "link"], Names("app:/.layers/1"));
        Assert.Equal([".wh..wh..opq", "c"], Names("app:/.layers/1/dir"));
        Assert.Equal(["Whiteout"], Item("app:/.layers/1/.wh.gone").Select(item => item.Get("Type")!.ToString()!));
        Assert.Equal(["a", "dir", "gone"], Names("app:/.upto/0"));
        Assert.Equal("gone", Text("app:/.upto/0/gone"));
        Assert.Equal(("dir/b", "a"), (Text("app:/.layers/0/dir/b"), Text("app:/.layers/1/link")));
        Assert.Equal(["PSLayers.Images.ImageLayer", "PSLayers.Images.ImageLayer"], Items("app:/.upto").Select(item => item.BaseObject.GetType().FullName!));
        Assert.Equal("False", Good("$ExecutionContext.InvokeProvider.Item.Exists('app:/.layers/1/.wh.gone/x')").Output[0].ToString());
    }

    [Fact]
    public void Images_for_windows_ignore_case()
    {
        Mount(EntryLine.Image(["Files/Windows/a.DLL"]).Platform(os: "windows"));

        Assert.Equal("Files/Windows/a.DLL", Text("app:/FILES/windows/A.dll"));
    }

    private static string Slashes(PSObject item, string property) => ((string)item.Get(property)!).Replace('\\', '/');
}
