using PSLayers.Packages.Versions;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Which of two versions is newer, by the rules of their kinds. Each row goes from the oldest to the newest.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0-1.1", "1.0-2", "1.0a-1", "1.0+dfsg-1", "1.0.1-1", "1.2-1", "1.10-1", "1:0.1-1")]
    [InlineData("0~~", "0~~a", "0~", "0", "0.0")]
    [InlineData("2.36-9+deb12u8", "2.36-9+deb12u10", "2.37~1-1")]
    [InlineData("1.0", "1.0-1")]
    [InlineData("99999999999999999999998", "99999999999999999999999", "100000000000000000000000")]
    public void Debian(params string[] versions) => AssertOrder(DebianVersions.Order, versions);

    [Theory]
    [InlineData("1.0_alpha", "1.0_alpha2", "1.0_beta1", "1.0_pre1", "1.0_rc1", "1.0_rc2", "1.0-r0", "1.0-r1", "1.0-r10", "1.0_git20200101", "1.0_p1", "1.0_p1-r1", "1.0a", "1.0.1", "1.1", "1.10", "2")]
    [InlineData("3.1.4-r5", "3.1.4-r6", "3.1.4_p1-r0")]
    public void Alpine(params string[] versions) => AssertOrder(ApkVersions.Order, versions);

    [Theory]
    [InlineData("1.0~rc1-1", "1.0~rc1^git1-1", "1.0-1", "1.0-1.fc40", "1.0-2", "1.0^20240101-1", "1.0^20240102-1", "1.0a-1", "1.0.1-1", "1.2-1", "1.10-1", "1:0.1-1", "2:0-1")]
    [InlineData("5.5p1", "5.5p2", "5.5p10", "5.6p1", "6.5p1")]
    [InlineData("10xyz", "10.1xyz")]
    [InlineData("xyz.4", "8")]
    [InlineData("1.0~", "1.0")]
    [InlineData("1.0.", "1.0^")]
    [InlineData("2.a", "2.0.1", "20101122")]
    public void Rpm(params string[] versions) => AssertOrder(RpmVersions.Order, versions);

    [Theory]
    [InlineData("1.0-1", "0:1.0-1")]
    [InlineData("1.05-1", "1.5-1")]
    [InlineData("1_0-1", "1.0-1")]
    public void Rpm_writes_one_version_in_several_ways(string one, string other) => Assert.Equal(0, RpmVersions.Order.Compare(one, other));

    [Theory]
    [InlineData("1.0.dev3", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.0.1", "1.2", "1.10")]
    [InlineData("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1")]
    public void Languages(params string[] versions) => AssertOrder(PlainVersions.Order, versions);

    [Theory]
    [InlineData("1.0", "1.0.0")]
    [InlineData("v1.2", "1.2")]
    [InlineData("1.0+build.5", "1.0")]
    [InlineData("1.01", "1.1")]
    public void Languages_write_one_version_in_several_ways(string one, string other) => Assert.Equal(0, PlainVersions.Order.Compare(one, other));

    [Theory]
    [InlineData("..", "-")]
    [InlineData("", "")]
    [InlineData("~", "__")]
    [InlineData("_x_y", "1__2")]
    public void What_is_no_version_is_compared_as_well(string one, string other)
    {
        foreach (IComparer<string> order in new[] { DebianVersions.Order, ApkVersions.Order, RpmVersions.Order, PlainVersions.Order })
            Assert.Equal(Math.Sign(order.Compare(one, other)), -Math.Sign(order.Compare(other, one)));
    }

    [Fact]
    public void Each_order_is_one()
    {
        string[] parts = ["1", "0", "x", "rc", "dev", ".", "-", "~", "_p", "_rc", "a", "00", "2", "-r1", "^"];
        var random = new Random(7);
        string[] versions = [.. Enumerable.Range(0, 60).Select(_ => "1" + string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => parts[random.Next(parts.Length)])))];
        foreach (IComparer<string> order in new[] { DebianVersions.Order, ApkVersions.Order, RpmVersions.Order, PlainVersions.Order })
        {
            foreach (string one in versions)
            {
                foreach (string two in versions.Where(two => order.Compare(one, two) <= 0))
                {
                    Assert.Equal(Math.Sign(order.Compare(one, two)), -Math.Sign(order.Compare(two, one)));
                    Assert.All(versions.Where(three => order.Compare(two, three) <= 0), three => Assert.True(order.Compare(one, three) <= 0, $"{order.GetType().Name}: {one} {two} {three}"));
                }
            }
        }
    }

    private static void AssertOrder(IComparer<string> order, string[] versions)
    {
        for (int i = 0; i < versions.Length; i++)
        {
            for (int j = 0; j < versions.Length; j++)
                Assert.True(Math.Sign(order.Compare(versions[i], versions[j])) == i.CompareTo(j), $"{versions[i]} and {versions[j]}");
        }
    }
}
