using PSLayers.Limits;

namespace PSLayers.Fuzzing.Oracle;

/// <summary>Limits that small inputs reach, so that each of them is tried, and that nothing takes long.</summary>
internal static class TightLimits
{
    public static ReadLimits Value { get; } = new()
    {
        DocumentSize = 128 << 10, DocumentTotal = 512 << 10, IndexDepth = 4, Manifests = 50, Layers = 20, ArchiveLayers = 100, LinkHops = 5,
        TarHeaderSize = 32 << 10, EntryHeaders = 64 << 10, SparseBlocks = 20, SparseRegions = 500, SparseBytes = 4 << 20, Entries = 5000, PathLength = 600,
        NameBytes = 256 << 10, ImageEntries = 8000, TableMemory = 2 << 20, TreeMemory = 2 << 20, KeptMemory = 1 << 20,
        ExpansionFloor = 4 << 20, UnifiedTextBytes = 64 << 10, UnifiedLines = 5000, WindowLog = 20, SeekSpacing = 1000, SeekTableShare = 1_000_000,
        SeekTableSize = 256 << 10, KeptSpan = 64 << 10, SpoolSize = 4 << 20, CachedFrom = 1, CacheFileSize = 1 << 20, CacheSize = 4 << 20,
        LinkTarget = 300, LinkSteps = 64 << 10, HardLinkSteps = 16 << 10, PathDepth = 100, LineLength = 10_000, WholeContent = 1 << 20, PackageFile = 256 << 10, PackageTotal = 1 << 20,
        Packages = 2000, PackageField = 300, PackageText = 64 << 10, OwnedFiles = 5000, Warnings = 10,
    };
}
