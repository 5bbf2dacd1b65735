using PSLayers.Model;

namespace PSLayers.Engine.Tests.Model;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/arm64", "linux/arm64/v8")]
    [InlineData("linux/arm64/8", "linux/aarch64")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/arm/7", "linux/armhf")]
    [InlineData("linux/arm/v6", "linux/armel")]
    [InlineData("linux/amd64", "linux/x86_64")]
    [InlineData("linux/amd64/v1", "Linux/AMD64")]
    [InlineData("linux/amd64/v2", "linux/x86-64/v2")]
    [InlineData("linux/386", "linux/i386")]
    [InlineData("darwin/arm64", "macos/arm64")]
    public void One_platform_may_be_written_in_several_ways(string one, string other)
    {
        Platform a = Platform.Parse(one), b = Platform.Parse(other);
        Assert.Equal(a.Normalized(), b.Normalized());
        Assert.True(a.Answers(b) && b.Answers(a));
        Assert.False(a.Contradicts(b) || b.Contradicts(a));
    }

    [Theory]
    [InlineData("linux/arm64", "linux/arm")]
    [InlineData("linux/arm/v6", "linux/arm")]
    [InlineData("linux/amd64/v2", "linux/amd64")]
    [InlineData("linux/arm64/v9", "linux/arm64")]
    [InlineData("windows/amd64", "linux/amd64")]
    [InlineData("windows/amd64:10.0.1", "windows/amd64:10.0.2")]
    public void Others_are_not_the_same(string own, string wanted) => Assert.False(Platform.Parse(own).Answers(Platform.Parse(wanted)));

    [Theory]
    [InlineData("windows/amd64:10.0.1", "windows/amd64")]
    [InlineData("linux/arm64/v8", "arm64")]
    [InlineData("linux/arm64/v8", "linux")]
    [InlineData("linux/aarch64", "aarch64")]
    public void What_a_question_leaves_out_may_be_anything(string own, string wanted) => Assert.True(Platform.Parse(own).Answers(Platform.Parse(wanted)));

    [Theory]
    [InlineData("linux/amd64", "linux/arm64", true)]
    [InlineData("linux/arm/v6", "linux/arm/v7", true)]
    [InlineData("linux/arm/v6", "linux/arm", false)]
    [InlineData("linux/amd64", "unknown/unknown", false)]
    public void Who_says_less_does_not_contradict(string own, string stated, bool contradicts) =>
        Assert.Equal(contradicts, Platform.Parse(own).Contradicts(Platform.Parse(stated)));
}
