namespace PSLayers.Fixtures;

/// <summary>A folder of its own under the system's temporary folder, gone with all its content when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Creates the folder.</summary>
    public TempFolder() => Root = Directory.CreateTempSubdirectory("pslayers-").FullName;

    /// <summary>Its full path.</summary>
    public string Root { get; }

    /// <summary>Writes a file, with the folders that its name needs, and returns its full path.</summary>
    public string Write(string name, byte[] content)
    {
        var path = PathOf(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Creates a file, lets a writer stream into it, and returns its full path.</summary>
    public string Write(string name, Action<Stream> write)
    {
        var path = PathOf(name);
        using var output = File.Create(path);
        write(output);
        return path;
    }

    /// <summary>Creates a folder inside, and returns its full path.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Join(Root, name)).FullName;

    /// <summary>Removes everything. What another process still holds open is left behind.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // The system's own clean-up takes the rest; a test must not fail for it.
        }
    }

    private string PathOf(string name)
    {
        var path = Path.Join(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
