using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Harnesses;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Fuzzing;

/// <summary>Faults put in on purpose, and whether the judge of the fuzzing run sees them.</summary>
[Collection(nameof(FuzzingTests))]
public sealed class OracleTests
{
    [Fact]
    public void An_answer_is_no_finding() =>
        Assert.Equal(1, Judge.Run(new Planted(_ => throw new ImageException(ImageErrorId.TarHeaderCorrupt, "damaged")), [1]).Answers);

    [Fact]
    public void An_exception_of_any_other_kind_is_seen() => Seen("InvalidOperationException", _ => throw new InvalidOperationException());

    [Fact]
    public void A_fault_that_was_turned_into_an_answer_is_seen() => Seen("internal error", _ => throw InternalFault.Of(new ArgumentNullException()));

    [Fact]
    public void A_fault_among_the_errors_of_an_archive_is_seen() => Seen("internal error", watch => watch.See([InternalFault.Of(new FormatException())]));

    [Fact]
    public void A_fault_among_the_warnings_is_seen() => Seen("a bug", watch => watch.See([new ImageWarning(ImageErrorId.InternalError, "a bug")]));

    [Fact]
    public void Memory_out_of_proportion_is_seen() =>
        Seen("bytes of memory", _ => GC.KeepAlive(GC.AllocateUninitializedArray<byte>((int)Judge.MemoryBase + (1 << 20))));

    [Fact]
    public void Text_that_steers_a_terminal_is_seen() => Seen("not safe", watch => watch.Text("a\u009B31m"));

    [Fact]
    public void Work_without_end_is_seen() => Assert.Contains("seconds", Assert.Throws<FindingException>(() => Judge.Run(
        new Planted(watch =>
        {
            while (true)
                watch.Meter.Add(1);
        }), [], TimeSpan.FromMilliseconds(10))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_source_that_throws_is_seen() => Seen("DivideByZeroException", watch =>
    {
        byte[] tar = new TarBuilder().File("a", "content").Build();
        var source = new FailingSource(tar);
        Blob blob = Blob.Of(source, 0, tar.Length, "layer");
        var index = PSLayers.Tar.LayerIndexer.Read(blob, LayerNeeds.Entries, TightLimits.Value, watch.Meter);
        source.Fails = true;
        ImageTour.Of(LayeredImage.Of(new ContainerImage { Layers = [new LayerSource { Blob = blob }], Os = "linux", Limits = TightLimits.Value }, [index], default), watch);
    });

    [Fact]
    public void A_writer_that_leaves_its_folder_is_seen() => Seen("outside of the destination", watch =>
    {
        var folder = new GuardedFolder("planted");
        LayeredImage image = MemoryImage.Of([new TarBuilder().File("a", "content").Build()], TightLimits.Value);
        folder.Write(image, new ExtractionOptions(), watch, _ => DestinationFolder.OpenRoot(folder.Outside));
        folder.Check(watch);
    });

    [Fact]
    public void A_writer_that_changes_what_is_outside_is_seen() => Seen("outside of the destination", watch =>
    {
        var folder = new GuardedFolder("planted");
        File.WriteAllText(Path.Join(folder.Outside, "secret"), "touched");
        folder.Check(watch);
    });

    [Fact]
    public void A_file_beside_the_destination_is_seen() => Seen("beside the destination", watch =>
    {
        var folder = new GuardedFolder("planted");
        File.WriteAllText(folder.Destination + "2", "");
        folder.Check(watch);
    });

    [Fact]
    public void A_tar_that_is_another_in_pieces_is_seen()
    {
        byte[] tar = new TarBuilder().File("a", "content").File("b", "content").Build();
        LayerIndex whole = PSLayers.Tar.Indexed.Read(tar), cut = PSLayers.Tar.Indexed.Read(tar[..1024]);

        Seen("in another", watch => TarHarness.Same(whole, cut, watch));
    }

    private static void Seen(string what, Action<Watch> fault) =>
        Assert.Contains(what, Assert.Throws<FindingException>(() => Judge.Run(new Planted(fault), [])).Message, StringComparison.Ordinal);

    private sealed class Planted(Action<Watch> fault) : IHarness
    {
        public string Name => "planted";

        public IEnumerable<(string Name, byte[] Input)> Seeds => [];

        public void Run(byte[] input, Watch watch) => fault(watch);
    }

    private sealed class FailingSource(byte[] bytes) : ByteSource
    {
        public bool Fails { get; set; }

        public override long Length => bytes.Length;

        public override ByteReader Open() => Fails ? throw new DivideByZeroException() : new MemorySource(bytes).Open();
    }
}
