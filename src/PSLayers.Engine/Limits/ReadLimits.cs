namespace PSLayers.Limits;

/// <summary>Every limit that protects the reader against hostile archives, in one place.</summary>
internal sealed record ReadLimits
{
    private readonly long? _expansionFloor;

    /// <summary>The limits in force; tests pass tighter ones.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Bytes of one JSON document (manifest, index, config). Registries and runtimes refuse manifests over 4 MiB as well.</summary>
    public int DocumentSize { get; init; } = 4 << 20;

    /// <summary>Bytes of a layer's own table of contents (eStargz, zstd:chunked), which has some hundred bytes for each file.</summary>
    public int TocSize { get; init; } = 128 << 20;

    /// <summary>Bytes of all JSON documents read while an archive is opened.</summary>
    public long DocumentTotal { get; init; } = 64 << 20;

    /// <summary>Nesting of a JSON document.</summary>
    public int DocumentDepth { get; init; } = 64;

    /// <summary>How deep image indexes may be nested in each other.</summary>
    public int IndexDepth { get; init; } = 8;

    /// <summary>Manifests in one archive.</summary>
    public int Manifests { get; init; } = 4096;

    /// <summary>Layers of one image. Docker allows 127; other builders more.</summary>
    public int Layers { get; init; } = 4096;

    /// <summary>Layers of all images of an archive together: images of old archives share their layers, so that each may have those of all others.
    /// An archive of a hundred images has some thousands.</summary>
    public int ArchiveLayers { get; init; } = 1 << 16;

    /// <summary>Files, directories and links of a view that are written to a disk. A file system has room for some millions; the largest images
    /// that are known have some hundred thousand.</summary>
    public int ExpandedEntries { get; init; } = 2_000_000;

    /// <summary>Links followed from one file of the archive to another.</summary>
    public int LinkHops { get; init; } = 16;

    /// <summary>Bytes of one extended tar header (PAX records, GNU long name), as Go's archive/tar.</summary>
    public int TarHeaderSize { get; init; } = 1 << 20;

    /// <summary>Bytes of all headers of one entry: a few kilobytes in real layers, 26 MB with the largest list of a sparse file. A row of a layer's
    /// table has room for 16 GiB.</summary>
    public int EntryHeaders { get; init; } = 64 << 20;

    /// <summary>Extension blocks of one old GNU sparse header, 21 regions each.</summary>
    public int SparseBlocks { get; init; } = 50_000;

    /// <summary>Regions of data in one sparse file: about 40 MB of memory while it is read.</summary>
    public int SparseRegions { get; init; } = 1_000_000;

    /// <summary>Chunks of all files that a kernel mount carries with it, sparse ones mostly: each takes four bytes of memory, and eight in the file system.
    /// A file has 16,384 at most, however large its holes are.</summary>
    public int CarriedChunks { get; init; } = 8 << 20;

    /// <summary>Bytes of holes of all sparse files that are read to compare or hash them: some seconds of zeros.</summary>
    public long SparseBytes { get; init; } = 4L << 30;

    /// <summary>Entries of one layer. The largest images that are known have some hundred thousand in all.</summary>
    public int Entries { get; init; } = 4_000_000;

    /// <summary>Bytes of an entry's path, as Linux (PATH_MAX): no engine can unpack a longer one.</summary>
    public int PathLength { get; init; } = 4096;

    /// <summary>Bytes of all names, link targets, owners' names and attributes of one layer.</summary>
    public int NameBytes { get; init; } = 256 << 20;

    /// <summary>Entries of all layers of one image that are joined to a tree; a layer that the image names twice counts twice, as its entries
    /// are looked up twice. It bounds the time: about four seconds.</summary>
    public int ImageEntries { get; init; } = 8_000_000;

    /// <summary>Names in the paths of the directories and in the targets of the hard links of all layers of one image, a layer that is named twice
    /// counting twice: each is looked up. It bounds the time as <see cref="ImageEntries"/> does; an image of 400,000 entries has about 500,000.
    /// As many may be in the directories of packages' files.</summary>
    public long PathParts { get; init; } = 64 << 20;

    /// <summary>Bytes of memory for the tables of all layers of one image, each blob once: 8,000,000 entries at 64 bytes.</summary>
    public long TableMemory { get; init; } = 512 << 20;

    /// <summary>Bytes of memory for the tree of one image, beyond its layers' tables: about 7,000,000 paths.</summary>
    public long TreeMemory { get; init; } = 512 << 20;

    /// <summary>Bytes of memory for the layers of an archive's other images, which are kept while one is read; beyond it they are read again.</summary>
    public long KeptMemory { get; init; } = 512 << 20;

    /// <summary>Bytes that a compressed stream may expand to, whatever its ratio, before <see cref="ExpansionRatio"/> counts: a minute or two of
    /// decompressing. Memory is no reason for it, as what is listed is not kept. Builders store sparse files as zeros, such as a
    /// /var/log/lastlog of many gigabytes, at ratios of a thousand. The user's setting counts more.</summary>
    public long ExpansionFloor
    {
        get => _expansionFloor ?? ExpansionSetting.Current ?? 64L << 30;
        init => _expansionFloor = value;
    }

    /// <summary>Above <see cref="ExpansionFloor"/>: decompressed bytes for each compressed byte. Real layers stay under 20.</summary>
    public int ExpansionRatio { get; init; } = 150;

    /// <summary>Bytes of a text that is compared line by line; the comparison keeps both texts and some numbers a line.</summary>
    public int UnifiedTextBytes { get; init; } = 16 << 20;

    /// <summary>Lines of a text that is compared line by line: about 50 bytes of memory each. Texts that people read have fewer.</summary>
    public int UnifiedLines { get; init; } = 1_000_000;

    /// <summary>Stored bytes from which on other cores help to decompress a gzip stream that is read whole; smaller ones are done as soon.</summary>
    public long AheadFrom { get; init; } = 4 << 20;

    /// <summary>Bytes of memory for what other cores have decompressed of gzip streams and their readers have not come to.</summary>
    public long AheadSize { get; init; } = 64 << 20;

    /// <summary>Largest zstd window or xz dictionary, as a power of two (128 MiB): what a decoder must hold in memory.</summary>
    public int WindowLog { get; init; } = 27;

    /// <summary>Decompressed bytes between two seek points, about: what is decoded, at most, before any byte wanted.</summary>
    public int SeekSpacing { get; init; } = 3 << 20;

    /// <summary>Bytes that seek points may take of each thousand stored bytes; where it would be more, points are left out.</summary>
    public int SeekTableShare { get; init; } = 15;

    /// <summary>Bytes that the seek points of one stream may take; beyond it they are further apart.</summary>
    public long SeekTableSize { get; init; } = 64 << 20;

    /// <summary>Bytes that a reader which jumps about keeps of what it decoded last.</summary>
    public int KeptSpan { get; init; } = 8 << 20;

    /// <summary>Bytes of the temporary file for a stream without seek points; beyond it such a stream is read from the front each time.</summary>
    public long SpoolSize { get; init; } = 8L << 30;

    /// <summary>Bytes of all such files of the process: small archives can ask for large ones, and the disk is not theirs.</summary>
    public long SpoolTotal { get; init; } = 16L << 30;

    /// <summary>Stored bytes from which on a compressed stream's table is kept on disk; smaller ones are read again as fast.</summary>
    public long CachedFrom { get; init; } = 2 << 20;

    /// <summary>Bytes of one file in the cache on disk.</summary>
    public int CacheFileSize { get; init; } = 256 << 20;

    /// <summary>Bytes of all files in the cache on disk; the oldest go first.</summary>
    public long CacheSize { get; init; } = 512 << 20;

    /// <summary>Symbolic links, or hard links to hard links, followed on the way to one file, as Linux (MAXSYMLINKS).</summary>
    public int SymbolicLinks { get; init; } = 40;

    /// <summary>Bytes of a link target that is followed (PATH_MAX).</summary>
    public int LinkTarget { get; init; } = 4096;

    /// <summary>Bytes of link targets, and directories walked back up, while the names of all layers of an image are looked up. Real images need
    /// about ten for each directory that is named by way of a link.</summary>
    public long LinkSteps { get; init; } = 16 << 20;

    /// <summary>Bytes of targets of symbolic links that are followed to find what the hard links of an image lead to: some tenths of a second. Hard
    /// links of real images name their files as they are.</summary>
    public long HardLinkSteps { get; init; } = 4 << 20;

    /// <summary>Directories above a file. A path of PATH_MAX bytes has at most 2048.</summary>
    public int PathDepth { get; init; } = 2048;

    /// <summary>Bytes of one file that lists packages, which is in memory while it is read. The largest, rpm's, have about
    /// a hundred million. The logs that belong to them may have as much together.</summary>
    public int PackageFile { get; init; } = 128 << 20;

    /// <summary>Bytes of all such files of all layers of an image: some seconds of work.</summary>
    public long PackageTotal { get; init; } = 1L << 30;

    /// <summary>Packages that the layers of an image list together, those of a database that a layer wrote anew once more: about 200 bytes of memory
    /// each. Real images have some ten thousand.</summary>
    public int Packages { get; init; } = 500_000;

    /// <summary>Bytes of a package's name, version or other text; real ones have some tens.</summary>
    public int PackageField { get; init; } = 4096;

    /// <summary>Characters of the texts of all those packages; some tens each.</summary>
    public long PackageText { get; init; } = 64 << 20;

    /// <summary>Bytes of what a Go program tells of its modules; real ones have some tens of thousands.</summary>
    public int BuildInformation { get; init; } = 4 << 20;

    /// <summary>How deep Java archives are nested in each other. Real ones are three: a library in a web application in an enterprise one.</summary>
    public int ArchiveDepth { get; init; } = 8;

    /// <summary>Entries of all Java archives of an image, nested ones too: some seconds. Large applications have some hundred thousand.</summary>
    public int ArchiveEntries { get; init; } = 4_000_000;

    /// <summary>Bytes of a policy file; written by people, it has some thousands.</summary>
    public int PolicySize { get; init; } = 1 << 20;

    /// <summary>Values of a policy, what YAML repeats by an alias counted each time: ten thousand tests.</summary>
    public int PolicyValues { get; init; } = 100_000;

    /// <summary>Bytes of a file whose content a policy tests: it is in memory, as text too, while expressions are looked for.</summary>
    public int PolicyContent { get; init; } = 64 << 20;

    /// <summary>Secrets of one file that are kept, each once; further ones are counted. Real files have a few.</summary>
    public int SecretsOfFile { get; init; } = 1000;

    /// <summary>Secrets of all files of an image that are kept: about 500 bytes of memory each.</summary>
    public int SecretsOfImage { get; init; } = 100_000;

    /// <summary>Characters of all those secrets, as private keys are long.</summary>
    public long SecretText { get; init; } = 64 << 20;

    /// <summary>Bytes of a file that is known to keep secrets by its name, which are looked at together; all others go by in pieces.</summary>
    public int SecretDocument { get; init; } = 1 << 20;

    /// <summary>Bytes of a compressed file inside of an image that is looked into; it is in memory while it is.</summary>
    public int SecretMember { get; init; } = 32 << 20;

    /// <summary>Bytes that all such files of an image may expand to, and those of the entries of archives before: some seconds of work.</summary>
    public long SecretExpansion { get; init; } = 4L << 30;

    /// <summary>Names of files that the databases of packages list and that are looked up in one piece of work: some seconds, and about 150 bytes of
    /// memory for each that is there. Large systems have some hundred thousand.</summary>
    public int OwnedFiles { get; init; } = 4_000_000;

    /// <summary>Characters of one line that is read from a file.</summary>
    public int LineLength { get; init; } = 1 << 27;

    /// <summary>Bytes of a file that becomes one object; .NET has no longer strings.</summary>
    public int WholeContent { get; init; } = 1_000_000_000;

    /// <summary>Warnings kept for one layer; further ones are counted only.</summary>
    public int Warnings { get; init; } = 100;
}
