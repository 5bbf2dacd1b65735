using System.Text;
using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Describes an image once; each method that names a form writes it in that form.</summary>
public sealed partial class ImageBuilder
{
    /// <summary>When everything was created, unless told otherwise.</summary>
    public const string DefaultCreated = "2024-01-02T03:04:05.678901234Z";

    private readonly List<LayerSpec> _layers = [];
    private readonly List<string> _tags = [];
    private readonly JsonArray _history = [];
    private readonly List<Action<JsonObject>> _tweaks = [];
    private string? _rawConfig;
    private string? _rawHistory;
    private bool _noHistory;

    /// <summary>The tags, in order.</summary>
    public IReadOnlyList<string> Tags => _tags;

    /// <summary>Adds a layer on top.</summary>
    public ImageBuilder Layer(TarBuilder tar, Packing packing = Packing.None, string? createdBy = null) =>
        Layer(tar.Build(), packing, createdBy);

    /// <summary>Adds a layer on top, of the bytes of a tar.</summary>
    public ImageBuilder Layer(byte[] tar, Packing packing = Packing.None, string? createdBy = null) => Layer(new LayerSpec
    {
        Tar = tar,
        Packing = packing,
        CreatedBy = createdBy ?? $"/bin/sh -c #(nop) ADD file:{Sha.Hex256(tar)} in / ",
    });

    /// <summary>Adds a layer on top, with any trait.</summary>
    public ImageBuilder Layer(LayerSpec layer)
    {
        _layers.Add(layer);
        _history.Add(new JsonObject { ["created"] = DefaultCreated, ["created_by"] = layer.CreatedBy });
        return this;
    }

    /// <summary>Adds a step that made no layer.</summary>
    public ImageBuilder EmptyHistory(string createdBy, string? comment = null)
    {
        var entry = new JsonObject { ["created"] = DefaultCreated, ["created_by"] = createdBy, ["empty_layer"] = true };
        if (comment is not null)
            entry["comment"] = comment;
        _history.Add(entry);
        return this;
    }

    /// <summary>Replaces the history by this JSON, whatever it is.</summary>
    public ImageBuilder History(string rawJson)
    {
        _rawHistory = rawJson;
        return this;
    }

    /// <summary>Leaves the history out of the config.</summary>
    public ImageBuilder NoHistory()
    {
        _noHistory = true;
        return this;
    }

    /// <summary>Adds a name, as docker writes it: "app:1".</summary>
    public ImageBuilder Tag(params string[] names)
    {
        _tags.AddRange(names);
        return this;
    }

    /// <summary>Changes the config's JSON last of all: takes keys out, sets nulls, adds unknown ones.</summary>
    public ImageBuilder Config(Action<JsonObject> change)
    {
        _tweaks.Add(change);
        return this;
    }

    /// <summary>Replaces the whole config by these characters, JSON or not.</summary>
    public ImageBuilder RawConfig(string text)
    {
        _rawConfig = text;
        return this;
    }

    internal IReadOnlyList<BuiltLayer> BuildLayers()
    {
        var built = new List<BuiltLayer>();
        foreach (var spec in _layers)
        {
            var (tar, stored) = spec.Stored is null ? Compress.Apply(spec.Packing, spec.Tar) : (spec.Tar, spec.Stored);
            var diffId = spec.StatedDiffId ?? Sha.Digest256(tar);
            var chainId = built.Count == 0 ? diffId : Sha.Digest256(Encoding.ASCII.GetBytes($"{built[^1].ChainId} {diffId}"));
            built.Add(new BuiltLayer(spec, tar, stored, chainId));
        }

        return built;
    }

    internal JsonObject ConfigObject(IReadOnlyList<BuiltLayer> layers)
    {
        var config = new JsonObject
        {
            ["architecture"] = "amd64",
            ["config"] = new JsonObject { ["Env"] = Json.Array(["PATH=/usr/bin:/bin"]), ["Cmd"] = Json.Array(["/bin/sh"]) },
            ["created"] = DefaultCreated,
        };
        if (_rawHistory is not null)
            config["history"] = JsonNode.Parse(_rawHistory);
        else if (!_noHistory)
            config["history"] = _history.DeepClone();
        config["os"] = "linux";
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = Json.Array(layers.Select(layer => layer.DiffId)) };
        foreach (var tweak in _tweaks)
            tweak(config);
        return config;
    }

    internal byte[] BuildConfig(IReadOnlyList<BuiltLayer> layers) =>
        _rawConfig is null ? Json.Bytes(ConfigObject(layers)) : Encoding.UTF8.GetBytes(_rawConfig);
}
