using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>What is on the screen when nothing is done with the objects.</summary>
[Collection(SharedSession.Name)]
public sealed class ViewTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_come_as_a_table()
    {
        string screen = session.Show("Get-ContainerImage $a, $b -IncludeSize", Repository.DockerSample, Repository.OciSample);

        Expect(screen, "ImageId Platform StoredSize Size Name ArchiveName",
            "0a84e38bd176 linux/amd64 2.31MB 2.18MB localhost/pyapp:1.0 pyapp.docker.tar",
            "ad035cd5f3b6 linux/amd64 1.1MB 2.18MB localhost/pyapp:1.0 pyapp.oci.tar");
    }

    [Theory]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(123_456_789, "123MB")]
    [InlineData(-5, "-5B")]
    [InlineData(-12_345, "-12.3kB")]
    [InlineData(-123_456_789, "-123MB")]
    [InlineData(-999_999, "-1MB")]
    [InlineData(long.MinValue, "-9.22EB")]
    public void Sizes_have_three_digits_whatever_their_sign(long bytes, string shown) =>
        Assert.Equal(shown, session.Run("[PSLayers.Formatting.View]::Size($a)", bytes).Output[0].ToString());

    [Fact]
    public void The_history_is_the_table_of_docker_history()
    {
        string screen = session.Show("Get-ImageHistory $a", Repository.DockerSample);

        Expect(screen, "ShortImageId Created CreatedBy Size Comment");
        string[] lines = screen.Split('\n').Where(line => line.StartsWith("0a84e38bd176", StringComparison.Ordinal) || line.StartsWith("<missing>", StringComparison.Ordinal)).ToArray();
        Assert.Equal(22, lines.Length);
        Assert.Matches(@"^0a84e38bd176 \d+ (months|years) ago +/bin/sh -c #\(nop\) CMD \[""pyapp""\] +0B FROM 3744", lines[0]);
        Assert.Matches(@"/bin/sh -c chmod -R g\+w /usr/lib/python3.11/site-packages +63.2kB ", string.Join('\n', lines));
    }

    [Theory]
    [InlineData(5, "seconds ago")]
    [InlineData(90, "About a minute ago")]
    [InlineData(60 * 50, "50 minutes ago")]
    [InlineData(3600, "About an hour ago")]
    [InlineData(3600 * 30, "30 hours ago")]
    [InlineData(86400 * 5, "5 days ago")]
    [InlineData(86400 * 21, "3 weeks ago")]
    [InlineData(86400 * 90, "3 months ago")]
    [InlineData(86400 * 800, "2 years ago")]
    public void Ages_are_told_as_docker_tells_them(int seconds, string age)
    {
        string told = session.Run("[PSLayers.Formatting.View]::Age([DateTimeOffset]::UtcNow.AddSeconds(-$a))", seconds).Output[0].ToString();

        Assert.EndsWith(age, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "N/A")]
    [InlineData("2000-01-01T00:00:00Z", "N/A")]
    [InlineData("2000-01-01T00:00:01Z", "years ago")]
    public void Days_that_builders_write_for_no_day_are_no_age(string time, string age)
    {
        string told = session.Run("[PSLayers.Formatting.View]::Age([DateTimeOffset]$a)", time).Output[0].ToString();

        Assert.EndsWith(age, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_come_under_the_name_of_their_image()
    {
        string screen = session.Show("Get-ImageLayer $a", Repository.OciSample);

        Expect(screen, "Image: localhost/pyapp:1.0", "LayerIndex DiffId Size StoredSize EntryCount Instruction",
            "0 d0813df7ce5d 1.99MB 1.06MB 56 ADD file:", "7 73e8ff55ae17 63.2kB 13.2kB 29 RUN chmod -R g+w /usr/lib/python3.11/site-packages");
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(1234, "1.23kB")]
    [InlineData(78_123_456, "78.1MB")]
    [InlineData(1_500_000_000_000, "1.5TB")]
    public void Sizes_are_short_in_the_view_and_whole_in_the_object(long size, string shown)
    {
        var file = new TarEntrySpec { Path = "holes", Dialect = TarDialect.Pax, Pax = new PaxRecords().Add("GNU.sparse.major", "1").Add("GNU.sparse.minor", "0")
            .Add("GNU.sparse.name", "holes").Add("GNU.sparse.realsize", size.ToString(null, null)), Content = [.. "0\n"u8, .. new byte[510]] };
        string path = Write(new ImageBuilder().Layer(new TarBuilder().Entry(file)));

        Assert.Equal([size], session.Run("Get-ImageLayer $a", path).Of("Size"));
        Assert.Matches($@" {shown} ", session.Show("Get-ImageLayer $a", path));
    }

    [Fact]
    public void Entries_come_as_ls_would_show_them()
    {
        string screen = session.Show("Get-LayerEntry $a -Layer 8", Repository.DockerSample);

        Expect(screen, "LayerIndex ModeString Owner Size LastWriteTime InnerPath",
            "8 wrwxr-xr-x 0:0 2025-03-14 09:26 /app/static/.wh..wh..opq",
            "8 -rw-r--r-- 0:0 13B 2025-03-14 09:26 /app/static/index.html");
        Expect(session.Show("Get-LayerEntry $a -InnerPath /bin/sh", Repository.DockerSample), "/bin/sh -> busybox");
    }

    [Fact]
    public void The_config_comes_as_a_list()
    {
        string screen = session.Show("Get-ImageConfig $a", Repository.DockerSample);

        Expect(screen, "User : 1000:1000", "Entrypoint : {python3, -m}", "Os : linux", "Architecture : amd64", "Healthcheck : CMD-SHELL wget -q -O /dev/null");
    }

    [Fact]
    public void An_artifact_is_shown_as_what_it_is()
    {
        string path = _folder.Write("a.tar", HostileInput.SmallImage().OciArchive(new OciOptions { Attestation = true, Artifact = true }));

        Expect(session.Show("Get-ContainerImage $a", path), " Attestation ", " Artifact ");
    }

    [Fact]
    public void What_was_not_read_is_empty_not_zero() =>
        Expect(session.Show("Get-ImageLayer $a -Fast", Repository.OciSample), "7 73e8ff55ae17 13.2kB RUN chmod");

    [Theory]
    [InlineData("Get-ContainerImage $a")]
    [InlineData("Get-ImageHistory $a")]
    [InlineData("Get-ImageConfig $a")]
    [InlineData("Get-ImageLayer $a")]
    [InlineData("Get-LayerEntry $a")]
    [InlineData("Measure-ContainerImage $a -IncludeDuplicateContent")]
    [InlineData("(Measure-ContainerImage $a).WastedFiles")]
    [InlineData("(Measure-ContainerImage $a).LargestFiles")]
    [InlineData("(Measure-ContainerImage $a).LargestDirectories")]
    [InlineData("(Measure-ContainerImage $a).Extensions")]
    [InlineData("(Measure-ContainerImage $a).Layers")]
    [InlineData("(Measure-ContainerImage $a -IncludeDuplicateContent).DuplicateContents")]
    public void Objects_that_came_back_from_another_session_look_the_same(string command)
    {
        object[] items = [.. session.Run(command, Repository.DockerSample).Output.Select(Clixml.RoundTrip)];

        Assert.Equal(session.Show(command, Repository.DockerSample), session.Show("$a", [items]));
    }

    // Column widths are not the point: blanks in a row count as one.
    private static void Expect(string screen, params string[] lines)
    {
        string flat = string.Join(' ', screen.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        Assert.All(lines, line => Assert.Contains(line, flat, StringComparison.Ordinal));
    }

    private string Write(ImageBuilder image) => _folder.Write("view.tar", image.Tag("view:1").DockerArchive());
}
