using PSLayers.Sbom;

namespace PSLayers.Engine.Tests.Sbom;

/// <summary>What a text says of a licence.</summary>
public sealed class SpdxLicenseTests
{
    [Theory]
    [InlineData("MIT", "MIT")]
    [InlineData("apache-2.0", "Apache-2.0")]
    [InlineData("GPL-2.0+", "GPL-2.0+")]
    public void An_identifier_of_the_list(string text, string identifier) => Assert.Equal(new SpdxLicense(identifier, SpdxLicenseKind.Identifier), SpdxLicense.Of(text));

    [Theory]
    [InlineData("MIT AND  bsd-3-clause", "MIT AND BSD-3-Clause")]
    [InlineData("(MIT OR Apache-2.0)", "(MIT OR Apache-2.0)")]
    [InlineData("((MIT) OR (Apache-2.0 AND ISC))", "((MIT) OR (Apache-2.0 AND ISC))")]
    [InlineData("Apache-2.0+", "Apache-2.0+")]
    [InlineData("GPL-2.0-only WITH classpath-exception-2.0 OR MIT", "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT")]
    public void An_expression(string text, string expression) => Assert.Equal(new SpdxLicense(expression, SpdxLicenseKind.Expression), SpdxLicense.Of(text));

    [Theory]
    [InlineData("GPLv2+")]
    [InlineData("MIT License")]
    [InlineData("MIT and ISC")]
    [InlineData("MIT AND")]
    [InlineData("AND MIT")]
    [InlineData("MIT AND (ISC")]
    [InlineData("MIT)")]
    [InlineData("()")]
    [InlineData("MIT ISC")]
    [InlineData("MIT WITH ISC")]
    [InlineData("(MIT) WITH Classpath-exception-2.0")]
    [InlineData("MIT WITH Classpath-exception-2.0 WITH LLVM-exception")]
    [InlineData("Classpath-exception-2.0")]
    [InlineData("LicenseRef-own")]
    [InlineData("NONE")]
    [InlineData(" ")]
    public void Anything_else_stands_as_it_is(string text) => Assert.Equal(new SpdxLicense(text, SpdxLicenseKind.Name), SpdxLicense.Of(text));

    [Fact]
    public void Thousands_of_brackets_are_only_counted() => Assert.Equal(SpdxLicenseKind.Expression, SpdxLicense.Of(new string('(', 4000) + "MIT" + new string(')', 4000)).Kind);
}
