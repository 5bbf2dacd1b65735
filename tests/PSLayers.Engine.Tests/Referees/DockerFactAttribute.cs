namespace PSLayers.Engine.Tests.Referees;

/// <summary>A test that needs a running Docker engine, and says so where none is named: see tests/referees/docker-engine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DockerFactAttribute : FactAttribute
{
    public DockerFactAttribute() => Skip = DockerEngine.Host is null ? $"{DockerEngine.Variable} names no Docker engine" : null;
}

/// <inheritdoc cref="DockerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DockerTheoryAttribute : TheoryAttribute
{
    public DockerTheoryAttribute() => Skip = DockerEngine.Host is null ? $"{DockerEngine.Variable} names no Docker engine" : null;
}
