using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Packages;
using PSLayers.Packages.Databases.Rpm;

namespace PSLayers.Engine.Tests.Packages.Rpm;

/// <summary>What tests of rpm's databases share.</summary>
public abstract class RpmTest : PackageTest
{
    private protected const string Sqlite = "usr/lib/sysimage/rpm/rpmdb.sqlite";
    private protected const string Ndb = "var/lib/rpm/Packages.db";
    private protected const string Berkeley = "var/lib/rpm/Packages";

    /// <summary>The forms of the database: how each is called in tests.</summary>
    public static TheoryData<string> Forms => ["sqlite", "ndb", "berkeley", "berkeley, high byte first"];

    private protected static string PathOf(string form) => form switch { "sqlite" => Sqlite, "ndb" => Ndb, _ => Berkeley };

    private protected static byte[] Database(string form, params byte[][] blobs) => form switch
    {
        "sqlite" => SqliteWriter.Database(blobs),
        "ndb" => NdbWriter.Database(blobs),
        _ => BerkeleyWriter.Database(form != "berkeley", blobs),
    };

    private protected static byte[] Package(string name, string version) => RpmBlob.Package(name, version, "1").Build();

    private protected static TarBuilder Sqlites(params byte[][] blobs) => new TarBuilder().File(Sqlite, SqliteWriter.Database(blobs));

    /// <summary>Reads a database for itself.</summary>
    private protected static (PackageFile File, ImageException? Error) ReadAlone(string path, byte[] content, byte[]? log = null)
    {
        var file = new PackageFile("/" + path, content, new PackageAllowance(Limits.ReadLimits.Default)) { Companion = log };
        try
        {
            new RpmDatabase().Read(file);
            return (file, file.Complaint);
        }
        catch (ImageException e)
        {
            return (file, e);
        }
    }
}
