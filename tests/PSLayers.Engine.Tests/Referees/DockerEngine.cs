using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>A Docker engine behind its unix socket: what <c>docker load</c>, <c>history</c>, <c>inspect</c>, <c>export</c> and <c>cp</c> ask it.</summary>
internal static class DockerEngine
{
    /// <summary>The environment variable that says where it is: <c>unix:///path/of/the.sock</c>.</summary>
    public const string Variable = "PSLAYERS_DOCKER_HOST";

    private static readonly HttpClient Client = new(new SocketsHttpHandler { ConnectCallback = Connect }) { BaseAddress = new Uri("http://docker/"), Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Where it is; null for none.</summary>
    public static string? Host => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } host ? host : null;

    /// <summary>Loads an archive.</summary>
    /// <returns>What the engine refuses it for; null where it takes it.</returns>
    public static string? Load(byte[] archive) => Load(new MemoryStream(archive));

    /// <inheritdoc cref="Load(byte[])"/>
    public static string? Load(Stream archive)
    {
        using var content = new StreamContent(archive) { Headers = { { "Content-Type", "application/x-tar" } } };
        using HttpResponseMessage answer = Client.PostAsync("images/load?quiet=1", content).Result;
        string text = answer.Content.ReadAsStringAsync().Result;
        Assert.True(answer.IsSuccessStatusCode, text);
        // An error stands between the lines of an answer that says OK.
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string?)JsonNode.Parse(line)?["error"]).FirstOrDefault(error => error is not null);
    }

    /// <summary>The steps of an image, newest first.</summary>
    public static JsonArray History(string image) => Get($"images/{image}/history").AsArray();

    /// <summary>What is known of an image.</summary>
    public static JsonNode Inspect(string image) => Get($"images/{image}/json");

    /// <summary>Forgets an image.</summary>
    public static void Remove(string image) => Client.DeleteAsync($"images/{image}?force=1").Result.Dispose();

    /// <summary>An archive of an image, as <c>docker save</c> writes it.</summary>
    public static byte[] Save(string image) => Client.GetByteArrayAsync($"images/{image}/get").Result;

    /// <summary>A container of an image, which does not run.</summary>
    public static Container Create(string image, params string[] command)
    {
        var asked = new JsonObject
        {
            ["Image"] = image, ["Cmd"] = new JsonArray([.. (command.Length > 0 ? command : ["none"]).Select(word => (JsonNode)word)]), ["Entrypoint"] = new JsonArray(),
            ["NetworkDisabled"] = true, ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none" },
        };
        using HttpResponseMessage answer = Client.PostAsJsonAsync("containers/create", asked).Result;
        JsonNode made = JsonNode.Parse(answer.Content.ReadAsStringAsync().Result)!;
        return new Container((string?)made["Id"] ?? throw new InvalidOperationException(made.ToJsonString()));
    }

    /// <summary>Makes an image of a container, with changes in the words of a build file, as <c>docker commit -c</c> does.</summary>
    public static void Commit(Container container, string name, params string[] changes)
    {
        string query = string.Concat(changes.Select(change => "&changes=" + Uri.EscapeDataString(change)));
        using HttpResponseMessage answer = Client.PostAsync($"commit?container={container.Id}&repo={name}{query}", null).Result;
        Assert.True(answer.IsSuccessStatusCode, answer.Content.ReadAsStringAsync().Result);
    }

    private static JsonNode Get(string path) => JsonNode.Parse(Client.GetStringAsync(path).Result)!;

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(new Uri(Host!).AbsolutePath), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A container, gone with its volumes when disposed.</summary>
    internal sealed class Container(string id) : IDisposable
    {
        /// <summary>What names it.</summary>
        public string Id => id;

        /// <summary>Runs it to its end.</summary>
        /// <returns>The exit code, and what it wrote.</returns>
        public (int Code, string Output) Run()
        {
            using HttpResponseMessage started = Client.PostAsync($"containers/{id}/start", null).Result;
            Assert.True(started.IsSuccessStatusCode, started.Content.ReadAsStringAsync().Result);
            using HttpResponseMessage ended = Client.PostAsync($"containers/{id}/wait", null).Result;
            int code = (int)JsonNode.Parse(ended.Content.ReadAsStringAsync().Result)!["StatusCode"]!;
            return (code, Client.GetStringAsync($"containers/{id}/logs?stdout=1&stderr=1").Result);
        }

        /// <summary>What <c>docker diff</c> says: A, C or D, and the path.</summary>
        public IEnumerable<string> Changes() =>
            (Get($"containers/{id}/changes") as JsonArray ?? []).Select(change => $"{"CAD"[(int)change!["Kind"]!]} {change["Path"]}");

        /// <summary>The folder of its writable layer.</summary>
        public string UpperFolder => (string)Get($"containers/{id}/json")["GraphDriver"]!["Data"]!["UpperDir"]!;

        /// <summary>All its files, as a tar.</summary>
        public Stream Export() => Client.GetStreamAsync($"containers/{id}/export").Result;

        /// <summary>What is at a path, as a tar.</summary>
        public Stream Copy(string path) => Client.GetStreamAsync($"containers/{id}/archive?path={Uri.EscapeDataString(path)}").Result;

        public void Dispose() => Client.DeleteAsync($"containers/{id}?force=1&v=1").Result.Dispose();
    }
}
