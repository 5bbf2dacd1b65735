namespace PSLayers.Fixtures;

/// <summary>The files of an archive or a layout, in order, still open to change before they become a tar or a folder.</summary>
public sealed class Archive
{
    /// <summary>The mtime of every file, seconds since 1970.</summary>
    public decimal Time { get; set; } = TarEntrySpec.DefaultTime;

    /// <summary>Permission bits of every file.</summary>
    public int FileMode { get; set; } = 0b110_100_100;

    /// <summary>The files, in the order in which the tar holds them.</summary>
    public List<ArchiveFile> Files { get; } = [];

    /// <summary>The content of the last file of this name.</summary>
    public byte[] this[string path]
    {
        get => Files.FindLast(file => file.Path == path)?.Content ?? throw new KeyNotFoundException(path);
        set
        {
            var at = Files.FindLastIndex(file => file.Path == path);
            if (at < 0)
                File(path, value);
            else
                Files[at] = Files[at] with { Content = value };
        }
    }

    /// <summary>True where a file of this name is there.</summary>
    public bool Contains(string path) => Files.Exists(file => file.Path == path);

    /// <summary>Adds a regular file.</summary>
    public Archive File(string path, byte[] content) => Add(new ArchiveFile(path, '0', content));

    /// <summary>Adds a regular file of text in UTF-8.</summary>
    public Archive File(string path, string content) => File(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Adds a directory.</summary>
    public Archive Directory(string path) => Add(new ArchiveFile(path.TrimEnd('/') + "/", '5', []));

    /// <summary>Adds a symbolic link.</summary>
    public Archive Symlink(string path, string target) => Add(new ArchiveFile(path, '2', [], target));

    /// <summary>Adds a hard link; the target is a path of the archive.</summary>
    public Archive HardLink(string path, string target) => Add(new ArchiveFile(path, '1', [], target));

    /// <summary>Takes every file of this name out.</summary>
    public Archive Remove(string path)
    {
        Files.RemoveAll(file => file.Path == path);
        return this;
    }

    /// <summary>Moves the files that match to the front or to the end.</summary>
    public Archive Move(Predicate<ArchiveFile> match, bool toFront)
    {
        var moved = Files.FindAll(match);
        Files.RemoveAll(match);
        Files.InsertRange(toFront ? 0 : Files.Count, moved);
        return this;
    }

    /// <summary>The archive as a tar.</summary>
    public byte[] ToTar(TarDialect dialect = TarDialect.Ustar)
    {
        var tar = new TarBuilder(dialect);
        foreach (var file in Files)
        {
            tar.Entry(new TarEntrySpec
            {
                Path = file.Path,
                TypeFlag = (byte)file.TypeFlag,
                Content = file.Content,
                Target = file.Target,
                Mode = file.TypeFlag switch { '5' => 0b111_101_101, '2' => 0b111_111_111, _ => FileMode },
                Time = Time,
                Dialect = dialect,
            });
        }

        return tar.Build();
    }

    /// <summary>Writes the files into a folder. Hard links become copies. A path that leaves the folder is refused.</summary>
    public void WriteTo(string folder)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        System.IO.Directory.CreateDirectory(root);
        foreach (var file in Files)
        {
            var target = Path.GetFullPath(Path.Join(root, file.Path));
            if (!target.StartsWith(root, StringComparison.Ordinal))
                throw new InvalidOperationException($"{file.Path} leaves the folder; write it as a tar.");
            System.IO.Directory.CreateDirectory(file.TypeFlag == '5' ? target : Path.GetDirectoryName(target)!);
            if (file.TypeFlag == '2')
                System.IO.File.CreateSymbolicLink(target, file.Target);
            else if (file.TypeFlag != '5')
                System.IO.File.WriteAllBytes(target, file.TypeFlag == '1' ? this[file.Target] : file.Content);
        }
    }

    private Archive Add(ArchiveFile file)
    {
        Files.Add(file);
        return this;
    }
}
