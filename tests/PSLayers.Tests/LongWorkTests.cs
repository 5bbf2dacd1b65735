using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Work that takes long: it shows how far it is, and stops when the user says so.</summary>
public sealed class LongWorkTests : IClassFixture<LongWorkTests.Bombs>
{
    private readonly Bombs _bombs;

    public LongWorkTests(Bombs bombs) => _bombs = bombs;

    [Theory]
    [InlineData("Get-ImageLayer $a")]
    [InlineData("Get-LayerEntry $a")]
    [InlineData("Get-ImageLayer $a -Fast | Get-LayerEntry")]
    [InlineData("Get-ImageHistory $a")]
    [InlineData("Get-ContainerImage $a -IncludeSize")]
    [InlineData("Get-ContainerImage $b")]
    public async Task A_stop_ends_the_work(string command)
    {
        using var session = new Session();
        using PowerShell shell = session.NewShell(command, _bombs.Layer, _bombs.Outer);
        var started = new TaskCompletionSource();
        shell.Streams.Progress.DataAdded += (_, _) => started.TrySetResult();

        Task<PSDataCollection<PSObject>> work = shell.InvokeAsync();
        Task first = await Task.WhenAny(started.Task, work);
        Assert.True(first == started.Task, "The work ended before it could be stopped.");
        await Task.Run(shell.Stop);

        // The whole takes minutes; a stop that does nothing would be seen by the test run's own limit.
        await Assert.ThrowsAsync<PipelineStoppedException>(() => work);
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(shell.Streams.Error);
    }

    [Theory]
    [InlineData("Get-ImageLayer $a")]
    [InlineData("Get-ContainerImage $b")]
    public void Progress_is_shown_and_taken_away_again_even_where_the_work_fails(string command)
    {
        using var session = new Session();

        Result result = session.Run(command, _bombs.SmallLayer, _bombs.SmallOuter);

        // Opening the archive is a piece of work too, with a bar of its own where the machine is busy.
        Assert.NotEmpty(result.Progress);
        bool isShown = false;
        foreach (ProgressRecord record in result.Progress)
        {
            bool ends = record.RecordType == ProgressRecordType.Completed;
            Assert.True(isShown || !ends, "A bar is taken away that was not there.");
            if (!ends)
                Assert.InRange(record.PercentComplete, 0, 100);
            isShown = !ends;
        }
        Assert.False(isShown, "The bar stays.");
    }

    [Fact]
    public void What_ends_the_pipeline_at_the_progress_bar_is_not_called_a_damaged_image()
    {
        using var session = new Session();

        Result result = session.Run("try { & { $ProgressPreference = 'Stop'; Get-ImageLayer $a } } catch { $_.FullyQualifiedErrorId }", _bombs.SmallLayer);

        Assert.Empty(result.Errors);
        Assert.Equal("ActionPreferenceStop,PSLayers.Commands.GetImageLayerCommand", Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void Short_work_shows_none()
    {
        using var session = new Session();
        session.Run("Get-ImageLayer $a", Repository.DockerSample);

        // Where the machine is busy, any work may take long.
        Assert.Contains(Enumerable.Range(0, 50), _ => session.Run("Get-ImageLayer $a", Repository.DockerSample).Progress.Count == 0);
    }

    /// <summary>Images that take a minute, for bzip2 is slow, and smaller ones that end in an error after some seconds.</summary>
    public sealed class Bombs : IDisposable
    {
        private const int Piece = 8 << 20;
        private const long Size = (4L << 30) - Piece;
        private const long Short = 640 << 20;
        private readonly TempFolder _folder = new();

        public Bombs()
        {
            Outer = _folder.Write("outer.tar.bz2", output => SlowZeros(output, Size));
            Layer = Image("layer.tar", output => SlowZeros(output, Size), Packing.Bzip2);
            SmallOuter = _folder.Write("small.tar.bz2", output => SlowZeros(output, Short));
            SmallLayer = Image("small.tar", output => SlowZeros(output, Short), Packing.Bzip2);
        }

        public string Layer { get; }

        public string SmallLayer { get; }

        public string Outer { get; }

        public string SmallOuter { get; }

        public void Dispose() => _folder.Dispose();

        // One file of zeros, of which only so many are there.
        private static void SlowZeros(Stream output, long present)
        {
            byte[] zeros = Compress.Bzip2(new byte[Piece]);
            output.Write(Compress.Bzip2(new TarBuilder().EndBlocks(0).Entry(new TarEntrySpec { Path = "zeros", SizeField = TarNumber.Fitting(Size) }).Build()));
            for (long written = 0; written < present; written += Piece)
                output.Write(zeros);
        }

        private string Image(string name, Action<Stream> write, Packing packing)
        {
            using var stored = new MemoryStream();
            write(stored);
            var layer = new LayerSpec { Tar = [], Stored = stored.ToArray(), Packing = packing, StatedDiffId = "sha256:" + new string('0', 64) };
            return _folder.Write(name, new ImageBuilder().Layer(layer).Tag("bomb:1").OciArchive());
        }
    }
}
