using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Sources.Formats;

/// <summary>What docker before 1.10 saved: a folder a layer, each with a config that names its parent (docker image spec v1). The image id
/// of that time was the id of the newest layer, and it is taken as ImageId.</summary>
internal sealed class LegacyDockerArchive : IImageFormat
{
    public const string RepositoriesName = "repositories";
    private const string ConfigSuffix = "/json";
    private const string LayerSuffix = "/layer.tar";

    public bool Matches(ArchiveFiles files) =>
        files.Names.Any(name => name.EndsWith(LayerSuffix, StringComparison.Ordinal) && files.Contains(name[..^LayerSuffix.Length] + ConfigSuffix));

    public void Read(ArchiveFiles files, List<ContainerImage> images, List<ImageException> errors)
    {
        var configs = new LayerConfigs(files);
        Dictionary<string, List<string>> heads = Heads(files, configs, errors);
        if (heads.Count > files.Limits.Manifests)
            throw new ImageException(ImageErrorId.CountLimit, $"{heads.Count} images; at most {files.Limits.Manifests} are read");
        foreach ((string id, List<string> tags) in heads)
        {
            try
            {
                images.Add(ReadImage(files, configs, id, tags).Named(tags));
            }
            catch (ImageException e)
            {
                errors.Add(e);
            }
        }
    }

    // The tagged layers; without tags, the layers that are nobody's parent.
    private static Dictionary<string, List<string>> Heads(ArchiveFiles files, LayerConfigs configs, List<ImageException> errors)
    {
        var heads = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (files.ReadDocument(RepositoriesName) is { } json)
        {
            foreach ((string repository, Dictionary<string, string?>? tags) in JsonDocuments.Repositories(json, RepositoriesName))
            {
                foreach ((string tag, string? id) in tags ?? [])
                {
                    if (string.IsNullOrEmpty(id))
                    {
                        errors.Add(new ImageException(ImageErrorId.DocumentInvalid, $"the tag {repository}:{tag} names no layer", RepositoriesName));
                        continue;
                    }
                    if (!heads.TryGetValue(id, out List<string>? names))
                        heads[id] = names = [];
                    names.Add($"{repository}:{tag}");
                }
                if (tags is null)
                    errors.Add(new ImageException(ImageErrorId.DocumentInvalid, $"the repository {repository} has no list of tags", RepositoriesName));
            }
        }
        if (heads.Count > 0)
            return heads;
        var parents = new HashSet<string?>();
        var ids = files.Names.Where(name => name.EndsWith(ConfigSuffix, StringComparison.Ordinal)).Select(name => name[..^ConfigSuffix.Length]).ToList();
        foreach (string id in ids)
            parents.Add(configs.Find(id)?.Parent);
        return ids.Where(id => !parents.Contains(id)).ToDictionary(id => id, _ => new List<string>());
    }

    private static ContainerImage ReadImage(ArchiveFiles files, LayerConfigs configs, string id, List<string> tags)
    {
        var warnings = new List<ImageWarning>();
        var chain = new List<(string Id, ConfigDocument Config)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? at = id; !string.IsNullOrEmpty(at);)
        {
            if (!seen.Add(at))
                throw new ImageException(ImageErrorId.LinkCycle, "the chain of parents is a circle", at + ConfigSuffix);
            if (chain.Count == files.Limits.Layers)
                throw new ImageException(ImageErrorId.CountLimit, $"more than {files.Limits.Layers} layers", at + ConfigSuffix);
            if (configs.Find(at) is not { } step)
            {
                string missing = chain.Count == 0 ? $"the image {string.Join(", ", tags)} is not in the archive" : "a layer names this parent, but it is not in the archive";
                var fault = new ImageException(ImageErrorId.BlobMissing, missing, at + ConfigSuffix);
                if (chain.Count == 0)
                    throw fault;
                warnings.Add(fault.ToWarning());
                break;
            }
            files.CountLayers(1);
            chain.Add((at, step));
            at = step.Parent;
        }
        chain.Reverse();
        ImageConfig config = ConfigReader.Read(files.ReadDocument(id + ConfigSuffix)!, id + ConfigSuffix, warnings, imageId: id);
        config.History = [.. chain.Select(link => HistoryOf(link.Config, link.Id, warnings))];
        LayerSource[] layers = [.. chain.Select(link => ContainerImageReader.Located(new LayerSource(), () => files.Find(link.Id + LayerSuffix)))];
        return ContainerImageReader.Build(files, "docker-legacy", config, layers, null, warnings);
    }

    private static ConfigHistory HistoryOf(ConfigDocument config, string id, List<ImageWarning> warnings) => new(
        ConfigReader.Time(config.Created, id + ConfigSuffix, "created", warnings), string.Join(' ', config.ContainerConfig?.Cmd ?? []), config.Author, config.Comment, EmptyLayer: false);

    // Images share most of their layers: each config is read once.
    private sealed class LayerConfigs(ArchiveFiles files)
    {
        private readonly Dictionary<string, ConfigDocument> _known = new(StringComparer.Ordinal);

        public ConfigDocument? Find(string id)
        {
            if (_known.TryGetValue(id, out ConfigDocument? config))
                return config;
            string name = id + ConfigSuffix;
            return files.ReadDocument(name) is { } json ? _known[id] = JsonDocuments.Config(json, name) : null;
        }
    }
}
