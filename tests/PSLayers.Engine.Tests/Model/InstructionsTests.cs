using PSLayers.Model;

namespace PSLayers.Engine.Tests.Model;

/// <summary>What builders record, and what the build file had.</summary>
public sealed class InstructionsTests
{
    [Theory]
    [InlineData("""/bin/sh -c #(nop)  CMD ["/bin/sh"]""", """CMD ["/bin/sh"]""")]
    [InlineData("/bin/sh -c #(nop) ADD file:0e1c in / ", "ADD file:0e1c in /")]
    [InlineData("/bin/sh -c #(nop) WORKDIR /app", "WORKDIR /app")]
    [InlineData("/bin/sh -c apt-get update && apt-get install -y curl", "RUN apt-get update && apt-get install -y curl")]
    [InlineData("RUN /bin/sh -c apt-get update # buildkit", "RUN apt-get update")]
    [InlineData("COPY --chown=app . /app # buildkit", "COPY --chown=app . /app")]
    [InlineData("""CMD ["node" "app.js"]""", """CMD ["node" "app.js"]""")]
    [InlineData("ENV A=1 B=2", "ENV A=1 B=2")]
    [InlineData("|2 A=1 B=two words /bin/sh -c make all", "RUN make all")]
    [InlineData("RUN |1 VERSION=1.2 /bin/sh -c make all # buildkit", "RUN make all")]
    [InlineData("|0 /bin/sh -c make", "RUN make")]
    [InlineData("|1 A=1 powershell -Command make", "|1 A=1 powershell -Command make")]
    [InlineData("RUN /bin/bash -o pipefail -c a | b # buildkit", "RUN /bin/bash -o pipefail -c a | b")]
    [InlineData("cmd /S /C powershell -Command Install", "cmd /S /C powershell -Command Install")]
    [InlineData("bazel build ...", "bazel build ...")]
    [InlineData("/bin/sh -c echo '# buildkit' > x", "RUN echo '# buildkit' > x")]
    [InlineData("/bin/sh -c #(nop)", "")]
    [InlineData("", "")]
    [InlineData("  \n", "")]
    [InlineData("|", "|")]
    [InlineData("| sort", "| sort")]
    public void The_builders_additions_are_taken_off(string createdBy, string instruction) => Assert.Equal(instruction, Instructions.Clean(createdBy));
}
