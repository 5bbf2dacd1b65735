using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Provider;

namespace PSLayers.Shell.StandIns;

/// <summary>Get-Content; -Raw, -Encoding, -AsByteStream and the like come from the provider.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContent : ProviderCommand
{
    /// <summary>So many lines, or bytes, from the start; -1 for all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("First", "Head")]
    public long TotalCount { get; set; } = -1;

    /// <summary>So many from the end; -1 for all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Last")]
    public int Tail { get; set; } = -1;

    /// <summary>How many lines go down the pipeline as one array; 0 for all of a file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long ReadCount { get; set; } = 1;

    protected override void Handle(string path)
    {
        foreach (IContentReader reader in (Collection<IContentReader>?)Provider(InvokeProvider.Content, "GetReader", path) ?? [])
        {
            using (reader)
            {
                if (Tail >= 0)
                    GiveLast(reader);
                else
                    GiveFirst(reader);
                reader.Close();
            }
        }
    }

    protected override object? DynamicParameters(string path) =>
        Provider(InvokeProvider.Content, "GetContentReaderDynamicParameters", path);

    private void GiveFirst(IContentReader reader)
    {
        long left = TotalCount < 0 ? long.MaxValue : TotalCount;
        while (left > 0 && !Stopping)
        {
            // A count of 0 asks a reader for all that it has.
            long wanted = ReadCount == 0 && TotalCount < 0 ? 0 : Math.Min(ReadCount == 0 ? left : ReadCount, left);
            IList block = reader.Read(wanted);
            if (block.Count == 0)
                return;
            left -= block.Count;
            if (ReadCount == 1)
                WriteObject(block[0]);
            else
                WriteObject(block, enumerateCollection: false);
        }
    }

    private void GiveLast(IContentReader reader)
    {
        var last = new Queue<object?>();
        for (IList block = reader.Read(1); block.Count > 0 && !Stopping; block = reader.Read(1))
        {
            last.Enqueue(block[0]);
            if (last.Count > Tail)
                last.Dequeue();
        }

        WriteObject(last, enumerateCollection: true);
    }
}

/// <summary>Set-Content: replaces what an item holds.</summary>
[Cmdlet(VerbsCommon.Set, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetContent : WriteContentCommand
{
    protected override bool StartsAfresh => true;
}

/// <summary>Add-Content: adds to what an item holds.</summary>
[Cmdlet(VerbsCommon.Add, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class AddContent : WriteContentCommand
{
    protected override bool StartsAfresh => false;
}

/// <summary>Writes values to one item through its provider; -NoNewline, -Encoding and the like come from the provider.</summary>
public abstract class WriteContentCommand : ProviderCommand
{
    private readonly List<object?> _values = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    [Parameter(Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    public object[]? Value { get; set; }

    /// <summary>True when the old content goes away first.</summary>
    protected abstract bool StartsAfresh { get; }

    protected override void ProcessRecord() => _values.AddRange(Value ?? []);

    protected override void EndProcessing() => base.ProcessRecord();

    protected override void Handle(string path)
    {
        if (!ShouldProcess(path))
            return;
        if (StartsAfresh && InvokeProvider.Item.Exists(path, Force, LiteralPath is not null))
            InvokeProvider.Content.Clear([path], Force, LiteralPath is not null);
        foreach (IContentWriter writer in (Collection<IContentWriter>?)Provider(InvokeProvider.Content, "GetWriter", path) ?? [])
        {
            using (writer)
            {
                if (!StartsAfresh)
                    writer.Seek(0, SeekOrigin.End);
                writer.Write(_values);
                writer.Close();
            }
        }
    }

    protected override object? DynamicParameters(string path) =>
        Provider(InvokeProvider.Content, "GetContentWriterDynamicParameters", path);
}
