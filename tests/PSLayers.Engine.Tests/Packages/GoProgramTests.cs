using System.Buffers.Binary;
using System.Text;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Modules of Go programs.</summary>
public sealed class GoProgramTests : PackageTest
{
    private const int Executable = 0b111_101_101;
    private const int Size = 1 << 20;
    private const int Data = 0x8000;
    private const ulong Address = 0x500000;

    private const string Modules = "path\tgithub.com/Acme/app\nmod\tgithub.com/Acme/app\tv1.4.0\th1:x=\ndep\tgolang.org/x/sys\tv0.20.0\th1:y=\n"
        + "dep\tgithub.com/old/thing\tv1.0.0\n=>\tgithub.com/new/thing\tv1.1.0\th1:z=\ndep\texample.com/local\tv0.1.0\n=>\t./local\t\nbuild\t-compiler=gc\n";

    private static readonly string[] Found =
    [
        "pkg:golang/github.com/acme/app@v1.4.0", "pkg:golang/example.com/local@v0.1.0", "pkg:golang/stdlib@1.22.3", "pkg:golang/golang.org/x/sys@v0.20.0",
        "pkg:golang/github.com/new/thing@v1.1.0",
    ];

    [Fact]
    public void Modules_replacements_and_the_version_of_go_are_told() => Assert.Equal(Found, Purls(Elf(Inline("go1.22.3", Modules))));

    [Fact]
    public void Programs_of_older_go_point_at_their_texts() => Assert.Equal(Found, Purls(Elf(Pointers("go1.22.3", Modules))));

    [Theory]
    [InlineData(48)]
    [InlineData(16 * 1000)]
    public void The_mark_is_found_where_it_is_aligned(int offset)
    {
        byte[] data = new byte[offset + 2000];
        Inline("go1.22.3", Modules).CopyTo(data, offset);
        // Another one that is not aligned is none.
        "\u00FF Go buildinf:"u8[1..].CopyTo(data.AsSpan(6));

        Assert.Equal(Found, Purls(Elf(data)));
    }

    [Fact]
    public void A_section_of_its_own_is_found_behind_much_other_data() => Assert.Equal(Found, Purls(WithSection(Inline("go1.22.3", Modules), 0x40000)));

    [Fact]
    public void Programs_of_windows_and_macos_are_read_as_well()
    {
        Assert.Equal(Found, Purls(Pe(Inline("go1.22.3", Modules)), "Files/app/x.exe", mode: 0));
        Assert.Equal(Found, Purls(Mach(Inline("go1.22.3", Modules))));
    }

    [Theory]
    [InlineData("""-ldflags="-s -w -X main.version=v2.0.1 -X main.commit=abc" """, "v2.0.1")]
    [InlineData("""-ldflags="-X 'github.com/acme/app/internal.Version=2.1'" """, "2.1")]
    [InlineData("""-ldflags="-X github.com/acme/app.version=1 -X=main.Version=2" """, "2")]
    [InlineData("""-ldflags="-X main.commit=5 -X" """, "(devel)")]
    [InlineData("-tags=x", "(devel)")]
    public void Where_it_was_built_in_place_the_linkers_flags_tell_the_version(string flags, string version)
    {
        LayeredImage image = Image(Elf(Inline("go1.22.3", $"mod\texample.com/app\t(devel)\t\nbuild\t{flags.Trim()}\n")));

        Assert.Equal(version, Of(image).Installed.Single(package => package.Name == "example.com/app").Version);
    }

    [Theory]
    [InlineData("usr/bin/app", 0b110_100_100, Size)]
    [InlineData("usr/bin/app", Executable, 100 << 10)]
    [InlineData("usr/lib/libapp.so.1", Executable, Size)]
    public void What_may_not_be_executed_or_is_too_small_is_not_looked_at(string path, int mode, int size) =>
        Assert.Empty(Installed(Load(new TarBuilder().File(path, Elf(Inline("go1.22.3", Modules))[..size], mode))));

    [Fact]
    public void Other_programs_have_no_packages()
    {
        LayeredImage image = Image(Elf(new byte[100]));

        Assert.Empty(Installed(image));
        Assert.Empty(Of(image).Errors);
    }

    [Fact]
    public void A_text_that_is_longer_than_a_limit_is_told_and_not_read()
    {
        LayeredImage image = With(new ReadLimits { BuildInformation = 50 }, new TarBuilder().File("bin/app", Elf(Inline("go1.22.3", Modules)), Executable));

        Assert.Contains("limit BuildInformation", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Damage_anywhere_does_no_harm(Packing packing)
    {
        byte[][] whole = [Elf(Inline("go1.22.3", Modules)), Elf(Pointers("go1.22.3", Modules)), WithSection(Inline("go1.22.3", Modules), 0x40000), Pe(Inline("go1.22.3", Modules)), Mach(Inline("go1.22.3", Modules))];
        var random = new Random(5);
        var layer = new TarBuilder();
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = (byte[])whole[i % whole.Length].Clone();
            for (int j = 0; j < 8; j++)
                damaged[random.Next(4) == 0 ? Data + random.Next(400) : random.Next(700)] = (byte)random.Next(256);
            layer.File($"bin/p{i}", damaged, Executable);
        }

        _ = Of(Load(packing, [layer.Build()])).Installed.Count();
    }

    [ToolFact("go")]
    public void Go_tells_the_same_modules()
    {
        string source = System.IO.Path.Join(Folder.Root, "src");
        void Write(string name, string text) => Folder.Write("src/" + name, Encoding.UTF8.GetBytes(text));
        Write("go.mod", "module example.com/me/app\n\ngo 1.16\n\nrequire example.com/Dep v1.2.3\n");
        Write("main.go", "package main\n\nimport dep \"example.com/Dep\"\n\nfunc main() { dep.Run() }\n");
        Write("vendor/modules.txt", "# example.com/Dep v1.2.3\n## explicit\nexample.com/Dep\n");
        Write("vendor/example.com/Dep/dep.go", "package dep\n\nfunc Run() { println(1) }\n");
        string program = System.IO.Path.Join(Folder.Root, "app");
        CommandLine.Run("env", "-C", source, "GOFLAGS=-mod=vendor", "GOPROXY=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0", "GOCACHE=" + System.IO.Path.Join(Folder.Root, "cache"), "go", "build", "-o", program, ".");
        string[] said = Encoding.UTF8.GetString(CommandLine.Run("go", "version", "-m", program)).Split('\n');

        string[] modules = [.. said.Select(line => line.Split('\t', StringSplitOptions.RemoveEmptyEntries)).Where(words => words is ["mod" or "dep", ..]).Select(words => $"{words[1]} {words[2]}")];

        Assert.Equal(modules.Order(), Of(Image(System.IO.File.ReadAllBytes(program))).Installed.Where(package => package.Name != "stdlib").Select(package => $"{package.Name} {package.Version}").Order());
        Assert.Contains("go" + Of(Image(System.IO.File.ReadAllBytes(program))).Installed.Single(package => package.Name == "stdlib").Version, said[0], StringComparison.Ordinal);
    }

    private LayeredImage Image(byte[] program, string path = "usr/bin/app", int mode = Executable) => Load(new TarBuilder().File(path, program, mode));

    private string[] Purls(byte[] program, string path = "usr/bin/app", int mode = Executable)
    {
        ImagePackages packages = Of(Image(program, path, mode));
        Assert.Empty(packages.Errors);
        return [.. packages.Installed.OrderBy(package => package.Name[(package.Name.LastIndexOf('/') + 1)..], StringComparer.Ordinal).Select(package => package.Purl)];
    }

    // A header of 32 bytes, and two texts with their lengths in front.
    private static byte[] Inline(string version, string modules) => [.. Header(2), .. Counted(Encoding.UTF8.GetBytes(version)), .. Counted(Marked(modules))];

    private static byte[] Counted(byte[] text)
    {
        var counted = new List<byte>();
        int length = text.Length;
        for (; length >= 0x80; length >>= 7)
            counted.Add((byte)(length | 0x80));
        return [.. counted, (byte)length, .. text];
    }

    private static byte[] Header(byte flags)
    {
        byte[] header = new byte[32];
        header[0] = 0xFF;
        " Go buildinf:"u8.CopyTo(header.AsSpan(1));
        (header[14], header[15]) = (8, flags);
        return header;
    }

    private static byte[] Marked(string modules) => [.. new byte[16], .. Encoding.UTF8.GetBytes(modules), .. new byte[16]];

    // The header has two pointers to pairs of a pointer and a length.
    private static byte[] Pointers(string version, string modules)
    {
        byte[] first = Encoding.UTF8.GetBytes(version), second = Marked(modules);
        byte[] data = [.. Header(0), .. new byte[32], .. first, .. second];
        void Put(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(at), value);
        Put(16, Address + 32);
        Put(24, Address + 48);
        Put(32, Address + 64);
        Put(40, (ulong)first.Length);
        Put(48, Address + 64 + (ulong)first.Length);
        Put(56, (ulong)second.Length);
        return data;
    }

    private static byte[] Elf(byte[] data)
    {
        byte[] file = new byte[Size];
        ((byte[])[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(file, 0);
        void Put(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
        void PutShort(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        Put(32, 64);
        PutShort(54, 56);
        PutShort(56, 2);
        PutShort(58, 64);
        Segment(64, flags: 5, offset: 0, address: 0x400000, size: 0x4000);
        Segment(120, flags: 6, offset: Data, address: Address, size: (ulong)(Size - Data));
        data.CopyTo(file, Data);
        return file;

        void Segment(int at, ulong flags, ulong offset, ulong address, ulong size)
        {
            Put(at, 1 | (flags << 32));
            Put(at + 8, offset);
            Put(at + 16, address);
            Put(at + 32, size);
        }
    }

    private static byte[] WithSection(byte[] data, int behind)
    {
        byte[] file = Elf([]);
        void Put(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
        void PutShort(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        data.CopyTo(file, Data + behind);
        const int Table = Size - 4096, Names = Size - 2048;
        "\0.text\0.go.buildinfo\0"u8.CopyTo(file.AsSpan(Names));
        Put(40, Table);
        PutShort(60, 3);
        PutShort(62, 1);
        Put(Table + 64 + 24, Names);
        Put(Table + 64 + 32, 30);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Table + 128), 7);
        Put(Table + 128 + 16, Address + (ulong)behind);
        Put(Table + 128 + 24, (ulong)(Data + behind));
        Put(Table + 128 + 32, (ulong)data.Length);
        return file;
    }

    private static byte[] Pe(byte[] data)
    {
        byte[] file = new byte[Size];
        "MZ"u8.CopyTo(file);
        void Put(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        const int Start = 0x80;
        Put(60, Start);
        "PE\0\0"u8.CopyTo(file.AsSpan(Start));
        file[Start + 6] = 2;
        file[Start + 20] = 240;
        Put(Start + 24, 0x20B);
        Put(Start + 48, 0x400000);
        const int Sections = Start + 24 + 240;
        (uint Address, uint Size, uint Offset, uint Flags)[] sections = [(0x1000, 0x1000, 0x1000, 0x60000020), ((uint)(Address - 0x400000), Size - Data, Data, 0xC0000040)];
        for (int i = 0; i < 2; i++)
        {
            Put(Sections + (40 * i) + 12, sections[i].Address);
            Put(Sections + (40 * i) + 16, sections[i].Size);
            Put(Sections + (40 * i) + 20, sections[i].Offset);
            Put(Sections + (40 * i) + 36, sections[i].Flags);
        }
        data.CopyTo(file, Data);
        return file;
    }

    private static byte[] Mach(byte[] data)
    {
        byte[] file = new byte[Size];
        ((byte[])[0xCF, 0xFA, 0xED, 0xFE]).CopyTo(file, 0);
        void Put(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
        const int Length = 72 + 80;
        Put(16, 1 | ((ulong)Length << 32));
        Put(32, 0x19 | ((ulong)Length << 32));
        Put(32 + 24, Address);
        Put(32 + 40, Data);
        Put(32 + 48, Size - Data);
        Put(32 + 56, 3 | (3UL << 32));
        Put(32 + 64, 1);
        "__go_buildinfo"u8.CopyTo(file.AsSpan(32 + 72));
        Put(32 + 72 + 32, Address);
        Put(32 + 72 + 40, (ulong)data.Length);
        Put(32 + 72 + 48, Data);
        // Mach-O has the size of its commands behind their number.
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), Length);
        data.CopyTo(file, Data);
        return file;
    }
}
