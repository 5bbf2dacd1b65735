using System.Buffers.Binary;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages.Rpm;

/// <summary>Databases that are damaged, or were made to hurt: what can be read is shown, in time and memory that are in proportion to the file.</summary>
public sealed class RpmHostileTests : RpmTest
{
    [Theory]
    [MemberData(nameof(Forms))]
    public void Damage_anywhere_ends_in_an_error_or_in_packages(string form)
    {
        byte[] database = Database(form, [.. Enumerable.Range(0, 12).Select(i => RpmBlob.Package($"p{i}", "1", "1", license: new string('L', 100 * i)).Texts(1117, "a", "b").Build())]);
        byte[] log = SqliteWriter.Log(SqliteWriter.Database(), database);
        var random = new Random(20_10);
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = Damage(random, database), damagedLog = Damage(random, log);
            long before = GC.GetAllocatedBytesForCurrentThread();

            (PackageFile file, _) = ReadAlone(PathOf(form), damaged, damagedLog);

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
            Assert.InRange(file.Packages.Count, 0, 2000);
        }
    }

    [Theory]
    [InlineData("sqlite", Sqlite)]
    [InlineData("ndb", Ndb)]
    [InlineData("berkeley", Berkeley)]
    public void A_package_that_is_broken_is_told_and_the_others_are_shown(string form, string path)
    {
        byte[] broken = RpmBlob.Package("b", "1", "1").Build();
        broken[0] = 0x7F;
        (PackageFile file, ImageException? error) = ReadAlone(path, Database(form, Package("a", "1"), broken, Package("c", "1"), new RpmBlob().Text(1000, "d").Build()));

        Assert.Equal(["a", "c"], file.Packages.Select(package => package.Name));
        Assert.Equal((ImageErrorId.DocumentInvalid, "/" + path), (error?.ErrorId, error?.Member));
    }

    [Fact]
    public void Pages_of_a_table_that_lead_to_each_other_in_a_circle_end()
    {
        byte[] database = SqliteWriter.Database([.. Enumerable.Range(0, 20).Select(i => Package($"p{i:D2}", "1"))]);
        Span<byte> root = database.AsSpan(SqliteWriter.PageSize);
        // The last child becomes the table's own root.
        BinaryPrimitives.WriteInt32BigEndian(root[8..], SqliteWriter.Root);

        (PackageFile file, ImageException? error) = ReadAlone(Sqlite, database);

        Assert.InRange(file.Packages.Count, 15, 19);
        Assert.Contains("two ways", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_of_a_row_that_lead_to_each_other_in_a_circle_end()
    {
        byte[] database = SqliteWriter.Database(RpmBlob.Package("a", "1", "1", license: new string('L', 3000)).Build(), Package("b", "1"));
        // The first of the chain follows itself.
        BinaryPrimitives.WriteInt32BigEndian(database.AsSpan(2 * SqliteWriter.PageSize), 3);

        (PackageFile file, ImageException? error) = ReadAlone(Sqlite, database);

        Assert.Equal(["b"], file.Packages.Select(package => package.Name));
        Assert.Contains("breaks off", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_of_a_value_that_lead_to_each_other_in_a_circle_end()
    {
        byte[] database = BerkeleyWriter.Database(false, RpmBlob.Package("a", "1", "1", license: new string('L', 3000)).Build(), Package("b", "1"));
        BinaryPrimitives.WriteInt32LittleEndian(database.AsSpan((3 * BerkeleyWriter.PageSize) + 16), 3);

        (PackageFile file, ImageException? error) = ReadAlone(Berkeley, database);

        Assert.Equal(["b"], file.Packages.Select(package => package.Name));
        Assert.NotNull(error);
    }

    [Fact]
    public void Slots_that_all_name_one_blob_do_not_multiply_it()
    {
        byte[] database = NdbWriter.Database([.. Enumerable.Range(0, 200).Select(_ => RpmBlob.Package("a", "1", "1", license: new string('L', 3000)).Build())]);
        for (int slot = 1; slot < 200; slot++)
            database.AsSpan(36, 12).CopyTo(database.AsSpan(36 + (16 * slot)));
        Array.Resize(ref database, database.Length / 4);

        (PackageFile file, ImageException? error) = ReadAlone(Ndb, database);

        Assert.InRange(file.Packages.Count, 1, 60);
        Assert.Contains("lies over others", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_lie_over_each_other_do_not_multiply_a_page()
    {
        byte[] database = SqliteWriter.Database(Package("a", "1"));
        Span<byte> page = database.AsSpan(SqliteWriter.PageSize, SqliteWriter.PageSize);
        BinaryPrimitives.WriteUInt16BigEndian(page[3..], 80);
        for (int i = 1; i < 80; i++)
            page.Slice(8, 2).CopyTo(page[(8 + (2 * i))..]);

        (PackageFile file, ImageException? error) = ReadAlone(Sqlite, database);

        Assert.InRange(file.Packages.Count, 1, 3);
        Assert.Contains("lie over each other", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_nothing_but_broken_packages_is_given_up()
    {
        byte[] database = NdbWriter.Database([.. Enumerable.Range(0, 200).Select(_ => new byte[4])]);
        LayeredImage image = With(new ReadLimits { Packages = 100 }, new TarBuilder().File(Ndb, database));

        Assert.Contains("limit Packages", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Ndb)]
    [InlineData(Berkeley)]
    public void What_is_no_database_is_an_error(string path)
    {
        foreach (byte[] content in new[] { [], new byte[10], new byte[100_000], "SQLite format 3\0"u8.ToArray() })
            Assert.Equal(ImageErrorId.DocumentInvalid, ReadAlone(path, content).Error?.ErrorId);
    }

    // Some bytes changed, a piece cut off, moved or made large.
    private static byte[] Damage(Random random, byte[] content)
    {
        byte[] damaged = [.. content];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(damaged.Length);
            switch (random.Next(4))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.AsSpan(at, Math.Min(4, damaged.Length - at)).Fill((byte)(random.Next(2) * 255));
                    break;
                case 2:
                    int from = random.Next(damaged.Length), length = Math.Min(random.Next(1, 600), damaged.Length - Math.Max(from, at));
                    damaged.AsSpan(from, length).CopyTo(damaged.AsSpan(at));
                    break;
                default:
                    // The numbers that lead from place to place are small.
                    damaged[at] = (byte)random.Next(16);
                    break;
            }
        }
        return random.Next(8) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }
}
