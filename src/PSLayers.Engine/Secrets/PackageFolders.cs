namespace PSLayers.Secrets;

/// <summary>The directories into which package managers of languages unpack what strangers wrote. What is there is seldom somebody's own secret: keys
/// and tokens of samples and tests abound. So they do in the tests that Python and Go bring themselves.</summary>
internal static class PackageFolders
{
    private static readonly string[] Names = ["/node_modules/", "/site-packages/", "/dist-packages/", "/gems/", "/go/pkg/mod/", "/.cargo/registry/", "/.m2/repository/", "/.nuget/packages/", "/usr/local/go/src/"];

    /// <summary>Whether a path leads through such a directory.</summary>
    public static bool Has(string path) => Array.Exists(Names, name => path.Contains(name, StringComparison.Ordinal))
        || (path.Contains("/lib/python", StringComparison.Ordinal) && path.Contains("/test", StringComparison.Ordinal));
}
