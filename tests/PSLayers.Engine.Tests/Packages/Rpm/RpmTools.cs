using System.Diagnostics;
using System.Globalization;
using System.Text;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Packages.Rpm;

/// <summary>Databases that rpm itself wrote, and what rpm says of databases.</summary>
internal static class RpmTools
{
    private const string Format = "%{NAME}|%{EVR}|%{ARCH}|%{LICENSE}|%{LONGSIZE}|%{SOURCERPM}\n";

    /// <summary>Builds packages and installs them into a database of SQLite, the last of them while somebody reads, so that it stays in the log.</summary>
    /// <param name="folder">Where there is room.</param>
    /// <returns>The database's folder.</returns>
    public static string Install(TempFolder folder)
    {
        string database = folder.Folder("db"), top = folder.Folder("top");
        string[] packages =
        [
            Build(folder, top, "alpha", "1.0", "1", "", "MIT", 60), Build(folder, top, "beta", "2.0~rc1", "3", "Epoch: 0\n", "GPL-2.0-or-later AND BSD-3-Clause", 1),
            Build(folder, top, "kernel", "6.8", "1", "", "GPL-2.0-only", 2), Build(folder, top, "kernel", "6.9", "1", "", "GPL-2.0-only", 2),
            Build(folder, top, "late", "1^git1", "1", "Epoch: 3\n", "MIT", 1),
        ];
        CommandLine.Run("rpmdb", "--dbpath", database, "--initdb");
        foreach (string package in packages[..^1])
            Add(database, package);
        using Process reader = Process.Start(new ProcessStartInfo("sqlite3", [Path.Join(database, "rpmdb.sqlite")]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        reader.StandardInput.WriteLine("BEGIN; SELECT count(*) FROM Packages;");
        reader.StandardInput.Flush();
        Assert.Equal("4", reader.StandardOutput.ReadLine());
        Add(database, packages[^1]);
        string copy = folder.Folder("copy");
        foreach (string name in new[] { "rpmdb.sqlite", "rpmdb.sqlite-wal" })
            File.Copy(Path.Join(database, name), Path.Join(copy, name));
        reader.StandardInput.Close();
        reader.WaitForExit();
        return copy;
    }

    /// <summary>What rpm says of the packages of a database, in the order of the lines.</summary>
    public static string[] List(string database, string backend = "sqlite") => Query(database, backend, Format);

    /// <summary>What rpm says of their files: package, path, digest.</summary>
    public static string[] Files(string database) => Query(database, "sqlite", "[%{=NAME}|%{FILENAMES}|%{FILEDIGESTS}\n]");

    /// <summary>The headers of a database of SQLite.</summary>
    public static byte[][] Blobs(string database) =>
        [.. CommandLine.RunText("sqlite3", Path.Join(database, "rpmdb.sqlite"), "SELECT hex(blob) FROM Packages ORDER BY hnum").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromHexString)];

    /// <summary>A database of SQLite that rpm can read, of some headers.</summary>
    public static string Rebuild(TempFolder folder, IEnumerable<byte[]> blobs)
    {
        string database = folder.Folder("rebuilt");
        CommandLine.Run("rpmdb", "--dbpath", database, "--initdb");
        string script = folder.Write("insert.sql", Encoding.ASCII.GetBytes(string.Concat(blobs.Select(blob => $"INSERT INTO Packages(blob) VALUES(X'{Convert.ToHexString(blob)}');\n"))));
        CommandLine.Run("sqlite3", Path.Join(database, "rpmdb.sqlite"), $".read {script}");
        return database;
    }

    /// <summary>A hash that Berkeley DB itself writes.</summary>
    /// <param name="folder">Where there is room.</param>
    /// <param name="isBigEndian">The order of bytes.</param>
    /// <param name="blobs">The values.</param>
    /// <returns>The database's folder.</returns>
    public static string Berkeley(TempFolder folder, bool isBigEndian, byte[][] blobs)
    {
        string database = folder.Folder(isBigEndian ? "high" : "low");
        var dump = new StringBuilder($"VERSION=3\nformat=bytevalue\ntype=hash\ndb_lorder={(isBigEndian ? 4321 : 1234)}\ndb_pagesize=4096\nHEADER=END\n");
        for (int i = 0; i <= blobs.Length; i++)
        {
            byte[] key = BitConverter.GetBytes(i);
            if (isBigEndian)
                Array.Reverse(key);
            dump.Append(CultureInfo.InvariantCulture, $" {Convert.ToHexStringLower(key)}\n {Convert.ToHexStringLower(i == 0 ? [(byte)blobs.Length, 0, 0, 0] : blobs[i - 1])}\n");
        }
        string file = folder.Write("dump", Encoding.ASCII.GetBytes(dump.Append("DATA=END\n").ToString()));
        CommandLine.Run("db5.3_load", "-f", file, Path.Join(database, "Packages"));
        return database;
    }

    private static string[] Query(string database, string backend, string format) =>
        [.. CommandLine.RunText("rpm", "--dbpath", database, "--define", $"_db_backend {backend}", "-qa", "--qf", format)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("gpg-pubkey|", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Build(TempFolder folder, string top, string name, string version, string release, string more, string license, int files)
    {
        string spec = folder.Write($"{name}-{version}.spec", Encoding.UTF8.GetBytes($"""
            Name: {name}
            Version: {version}
            Release: {release}
            {more}Summary: One
            License: {license}
            BuildArch: noarch
            %description
            One.
            %install
            mkdir -p %{"{buildroot}"}/usr/share/{name}-{version}
            for i in $(seq {files}); do echo $i > %{"{buildroot}"}/usr/share/{name}-{version}/a-file-of-many-$i; done
            %files
            /usr/share/{name}-{version}

            """));
        CommandLine.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {top}", "--define", "_build_id_links none", "--define", "__os_install_post %{nil}", spec);
        return Path.Join(top, "RPMS", "noarch", $"{name}-{version}-{release}.noarch.rpm");
    }

    private static void Add(string database, string package) =>
        CommandLine.Run("rpm", "--dbpath", database, "--define", "_db_backend sqlite", "-i", "--justdb", "--nodeps", "--noscripts", package);
}
