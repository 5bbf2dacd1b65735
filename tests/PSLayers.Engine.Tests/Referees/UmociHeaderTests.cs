using System.Globalization;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Content;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>Thousands of layers with an odd entry each, beside what umoci unpacks, which reads tars with Go's archive/tar as docker and containerd do. The
/// rules are those of docs/security.md, and so is the list of what is not the same.</summary>
public sealed class UmociHeaderTests : IDisposable
{
    /// <summary>How many layers, and the first one's number: set both to run longer, or to run one layer again.</summary>
    private const string CountVariable = "PSLAYERS_UMOCI_LAYERS";

    private const string FirstVariable = "PSLAYERS_UMOCI_FIRST";

    // An entry below what its layer made no directory, and a link to what its layer replaced: the tree has a place for both.
    private static readonly string[] KnownRefusals = [": not a directory", ": link: no such file or directory"];

    private const int LayersOfAnImage = 120;

    private readonly TempFolder _folder = new();
    private readonly List<string> _differences = [];
    private int _compared;
    private int _refused;

    public void Dispose() => _folder.Dispose();

    [ToolFact("umoci")]
    public void Odd_layers_are_read_as_umoci_unpacks_them()
    {
        int first = Setting(FirstVariable, 0);
        int count = Setting(CountVariable, 3000);
        var taken = new List<int>();
        var doubted = new List<int>();
        for (int number = first; number < first + count; number++)
            (IsDoubted(number) ? doubted : taken).Add(number);
        foreach (int[] numbers in taken.Chunk(LayersOfAnImage))
            Compare(numbers, areTaken: true);
        // What is refused takes a call for each; some are enough.
        foreach (int number in doubted.Take(Math.Max(1, count / 100)))
            Compare([number], areTaken: false);

        Assert.True(_differences.Count == 0, string.Join('\n', _differences.Take(40)));
        Assert.True(count < 100 || _compared > count / 2, $"{_compared} of {count} layers were compared, {_refused} were refused");
    }

    private void Compare(int[] numbers, bool areTaken)
    {
        var image = new ImageBuilder();
        foreach (int number in numbers)
            image.Layer(OddLayer.Make(number).Tar);
        string layout = _folder.Folder("layout" + Guid.NewGuid().ToString("N"));
        image.OciLayoutFolder(layout);
        if (Umoci.Unpack(_folder, layout, out string refusal) is not { } root)
        {
            if (numbers.Length > 1)
            {
                Compare(numbers[..(numbers.Length / 2)], areTaken);
                Compare(numbers[(numbers.Length / 2)..], areTaken);
            }
            else if (areTaken && !Array.Exists(KnownRefusals, known => refusal.EndsWith(known, StringComparison.Ordinal)))
                _differences.Add($"{numbers[0]}: nothing says that umoci refuses the layer: {refusal}");
            else
                _refused++;
            Directory.Delete(layout, recursive: true);
            return;
        }
        ContainerImage opened = ImageArchive.Open(layout).Images[0];
        LayeredImage layered = LayeredImage.Of(opened, [.. opened.Layers.Select(layer => opened.Store!.ReadLayer(layer, new ReadMeter()))], default);
        string which = numbers.Length == 1 ? $"{numbers[0]}" : $"{numbers[0]} to {numbers[^1]}";
        _differences.AddRange(UnpackedFile.Differences(UnpackedFile.OfFolder(root), UnpackedFile.OfView(layered)).Select(difference => $"{which}: {difference}"));
        _compared += numbers.Length;
        // The framework cannot name files whose names are no UTF-8.
        CommandLine.Run("rm", "-rf", root, layout);
    }

    // Whether something says that engines may refuse it: a warning or an error, or a type that docs/security.md tells of.
    internal static bool IsDoubted(int number)
    {
        (byte[] tar, byte flag) = OddLayer.Make(number);
        if (flag is > 0 and < (byte)'0' or > (byte)'6')
            return true;
        LayerIndex index = Indexed.Read(tar);
        if (index.Damage is not null || index.Warnings.Count > 0)
            return true;
        using var bytes = new MemoryBytes(tar);
        for (int row = 0; row < index.Count; row++)
        {
            if ((index.Row(row).Flags & RowFlags.Sparse) == 0)
                continue;
            try
            {
                SparseMapReader.Read(bytes, index.Row(row), ReadLimits.Default, "layer");
            }
            catch (ImageException)
            {
                return true;
            }
        }
        return LayeredTree.Build([index], NameFolding.Exact, ReadLimits.Default, default).Warnings.Any(warning => warning.ErrorId != ImageErrorId.DuplicateName);
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
