using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography;

namespace PSLayers.Shell.StandIns;

/// <summary>Export-Clixml: objects as XML that Import-Clixml reads back.</summary>
[Cmdlet(VerbsData.Export, "Clixml", SupportsShouldProcess = true)]
public sealed class ExportClixml : PSCmdlet
{
    private readonly List<object> _items = [];

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    public string Path { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 2;

    protected override void ProcessRecord() => _items.Add(InputObject!);

    protected override void EndProcessing()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (ShouldProcess(path))
            File.WriteAllText(path, EngineInternals.Serialize(_items, Depth));
    }
}

/// <summary>Import-Clixml.</summary>
[Cmdlet(VerbsData.Import, "Clixml", DefaultParameterSetName = "Path")]
public sealed class ImportClixml : ProviderCommand
{
    protected override void Handle(string path)
    {
        foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
            WriteObject(PSSerializer.DeserializeAsList(File.ReadAllText(file)), enumerateCollection: true);
    }
}

/// <summary>The digest of a file.</summary>
public sealed record FileDigest(string Algorithm, string Hash, string? Path);

/// <summary>Get-FileHash.</summary>
[Cmdlet(VerbsCommon.Get, "FileHash", DefaultParameterSetName = "Path")]
public sealed class GetFileHash : ProviderCommand
{
    [Parameter(Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    [Parameter]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm { get; set; } = "SHA256";

    [Parameter]
    public Stream? InputStream { get; set; }

    protected override void ProcessRecord()
    {
        if (InputStream is null)
            base.ProcessRecord();
        else
            Give(InputStream, null);
    }

    protected override void Handle(string path)
    {
        string pattern = LiteralPath is null ? path : WildcardPattern.Escape(path);
        foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out _))
        {
            if (Directory.Exists(file))
                continue;
            using FileStream stream = File.OpenRead(file);
            Give(stream, file);
        }
    }

    private void Give(Stream stream, string? path)
    {
        byte[] hash = CryptographicOperations.HashData(new HashAlgorithmName(Algorithm), stream);
        var result = new PSObject(new FileDigest(Algorithm.ToUpperInvariant(), Convert.ToHexString(hash), path));
        result.TypeNames.Insert(0, "Microsoft.Powershell.Utility.FileHash");
        WriteObject(result);
    }
}

/// <summary>Get-Date: now, or the moment that is given.</summary>
[Cmdlet(VerbsCommon.Get, "Date")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDate : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("LastWriteTime")]
    public DateTime? Date { get; set; }

    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        DateTime time = Date ?? DateTime.Now;
        if (AsUTC)
            time = time.ToUniversalTime();
        WriteObject(Format is null ? time : time.ToString(Format, CultureInfo.CurrentCulture));
    }
}
