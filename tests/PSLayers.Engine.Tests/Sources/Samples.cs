using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Images that many tests save in many forms.</summary>
internal static class Samples
{
    /// <summary>Three layers with a whiteout, a step without a layer, and two tags.</summary>
    public static ImageBuilder App(Packing packing = Packing.None) => new ImageBuilder()
        .Layer(Base(), packing, createdBy: "/bin/sh -c #(nop) ADD file:base in / ")
        .EmptyHistory("/bin/sh -c #(nop)  CMD [\"/bin/sh\"]")
        .Layer(new TarBuilder().Directory("etc").Whiteout("etc/hostname"), packing, createdBy: "RUN /bin/sh -c rm /etc/hostname # buildkit")
        .Layer(new TarBuilder().Directory("app").File("app/run", "#!/bin/sh\n", mode: 0b111_101_101), packing, createdBy: "COPY run /app/run # buildkit")
        .Config(user: "app", env: ["PATH=/bin", "A=1"], labels: new Dictionary<string, string> { ["k"] = "v" })
        .Platform(created: "2024-05-06T07:08:09.123456789Z", author: "someone")
        .Tag("app:1", "app:latest");

    /// <summary>A bottom layer.</summary>
    public static TarBuilder Base() => new TarBuilder().Directory("etc").File("etc/hostname", "one\n").File("etc/passwd", "root:x:0:0::/:/bin/sh\n");

    /// <summary>A layer with one file of this name.</summary>
    public static TarBuilder One(string path, string content = "x") => new TarBuilder().File(path, content);

    /// <summary>A second image, for another platform.</summary>
    public static ImageBuilder Other(string tag = "other:2") => new ImageBuilder()
        .Layer(One("other"))
        .Platform(architecture: "arm64", variant: "v8")
        .Tag(tag);
}
