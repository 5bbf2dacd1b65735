using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Test-ImagePolicy at the prompt.</summary>
[Collection(SharedSession.Name)]
public sealed class ImagePolicyTests(Session session) : IDisposable
{
    private const string Count = "| Group-Object Result -NoElement | ForEach-Object { \"$($_.Name) $($_.Count)\" }";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Policies_of_all_forms_judge_an_archive_in_one_call()
    {
        Result result = session.Run($"Test-ImagePolicy $a -Policy samples/structure-test.yaml, samples/.dive-ci, samples/policy.psd1 {Count}", Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(["Passed 22"], result.Texts());
    }

    [Fact]
    public void An_image_and_a_layer_from_the_pipeline_are_judged_too()
    {
        string policy = _folder.Write("a.psd1", "@{ MaxLayers = 3 }"u8.ToArray());

        Assert.Equal(["Failed 1"], session.Run($"Get-ContainerImage $a | Test-ImagePolicy $b {Count}", Repository.DockerSample, policy).Texts());
        Assert.Equal(["Passed 1"], session.Run($"Get-ImageLayer $a | Where-Object LayerIndex -eq 2 | Test-ImagePolicy $b {Count}", Repository.DockerSample, policy).Texts());
        Assert.Equal(["Passed 1"], session.Run($"Test-ImagePolicy $a $b -UpTo 1 {Count}", Repository.DockerSample, policy).Texts());
    }

    [Fact]
    public void Quiet_is_one_answer_for_all_images_and_false_where_nothing_could_be_judged()
    {
        string strict = _folder.Write("a.psd1", "@{ MaxLayers = 3 }"u8.ToArray());

        Assert.Equal(["True"], session.Run("Test-ImagePolicy samples/*.tar -Policy samples/policy.psd1 -Quiet").Texts());
        Assert.Equal(["False"], session.Run("Test-ImagePolicy samples/*.tar -Policy $a -Quiet", strict).Texts());
        Assert.Equal(["False"], session.Run("Test-ImagePolicy none.tar -Policy samples/policy.psd1 -Quiet").Texts());
        Assert.Equal(["False"], session.Run("Test-ImagePolicy none*.tar -Policy samples/policy.psd1 -Quiet").Texts());
    }

    [Theory]
    [InlineData("a.psd1", "@{ MaxLayer = 3 }", "PolicyInvalid", "did you mean MaxLayers?")]
    [InlineData("a.psd1", "@{ MaxLayers = Get-Date }", "PolicyInvalid", "line 1: Get-Date is no constant; nothing of a policy is run")]
    [InlineData("a.psd1", "@{ MaxLayers = $(Get-Date) }", "PolicyInvalid", "is no constant")]
    [InlineData("a.psd1", "@{\n\n  MaxLayers = \"$env:HOME\" }", "PolicyInvalid", "line 3")]
    [InlineData("a.psd1", "Get-Date; @{ }", "PolicyInvalid", "one table")]
    [InlineData("a.psd1", "@{ ", "PolicyInvalid", "no data file of PowerShell")]
    [InlineData("a.psd1", "@{ NoRoot = { 1 } }", "PolicyInvalid", "ScriptBlock")]
    [InlineData("a.yaml", "schemaVersion: 2.0.0\nx: 1", "PolicyInvalid", "the file knows no x")]
    [InlineData("a.txt", "", "PolicyInvalid", "the name does not tell")]
    public void A_policy_that_cannot_be_used_ends_the_command_with_a_name_and_a_place(string name, string text, string id, string message)
    {
        string policy = _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

        string[] told = session.Run("try { Test-ImagePolicy $a -Policy $b -Quiet; 'went on' } catch { ($_.FullyQualifiedErrorId -split ',')[0]; \"$_\" }", Repository.DockerSample, policy).Texts();

        Assert.Equal(id, told[0]);
        Assert.Contains(message, told[1], StringComparison.Ordinal);
        Assert.Equal(2, told.Length);
    }

    [Fact]
    public void A_policy_that_is_not_there_ends_the_command() =>
        Assert.Equal(["PathNotFound"], session.Run("try { Test-ImagePolicy $a -Policy none.yaml } catch { ($_.FullyQualifiedErrorId -split ',')[0] }", Repository.DockerSample).Texts());

    [Fact]
    public void Without_a_policy_there_is_nothing_to_judge_by() =>
        Assert.Equal(["PolicyMissing"], session.Run("try { Get-ContainerImage $a | Test-ImagePolicy } catch { ($_.FullyQualifiedErrorId -split ',')[0] }", Repository.DockerSample).Texts());

    [Fact]
    public void A_table_of_data_has_constants_of_all_kinds()
    {
        string policy = _folder.Write("a.psd1", "# why\n@{\n  NoRoot = $true\n  MaxSize = 3MB\n  AllowedPorts = @('8080')\n  RequiredLabels = @{ 'org.opencontainers.image.title' = 'py*' }\n  MaxAgeDays = $null\n}"u8.ToArray());

        Result result = session.Run("Test-ImagePolicy $a -Policy $b", Repository.DockerSample, policy);

        Assert.Equal(["Passed", "Passed", "Passed", "Passed"], result.Texts("Result"));
    }

    [Fact]
    public void A_report_is_written_whole_and_replaces_another_only_by_force()
    {
        string report = Path.Join(_folder.Root, "r.xml");
        const string Command = "Test-ImagePolicy $a -Policy samples/policy.psd1 -OutputPath $b";

        Assert.Equal(14, session.Run(Command, Repository.DockerSample, report).Output.Count);
        Assert.StartsWith("<?xml", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Equal(["DestinationExists"], session.Run($"try {{ {Command} }} catch {{ ($_.FullyQualifiedErrorId -split ',')[0] }}", Repository.DockerSample, report).Texts());
        Assert.Equal(["True"], session.Run($"{Command} -OutputFormat Sarif -Force -Quiet", Repository.DockerSample, report).Texts());
        Assert.Contains("\"samples/policy.psd1\"", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Root));
        string other = Path.Join(_folder.Root, "none", "r.xml");
        Assert.Equal(["PathNotFound"], session.Run($"try {{ {Command} }} catch {{ ($_.FullyQualifiedErrorId -split ',')[0] }}", Repository.DockerSample, other).Texts());
        Assert.Equal(["OutputPathMissing"], session.Run("try { Test-ImagePolicy $a -Policy samples/policy.psd1 -OutputFormat Sarif } catch { ($_.FullyQualifiedErrorId -split ',')[0] }", Repository.DockerSample).Texts());
    }

    [Fact]
    public void A_report_is_not_written_where_one_only_asks()
    {
        string report = Path.Join(_folder.Root, "r.xml");

        session.Run("$null = Test-ImagePolicy $a -Policy samples/policy.psd1 -OutputPath $b -WhatIf", Repository.DockerSample, report);

        Assert.False(File.Exists(report));
    }
}

/// <summary>What came out, as texts.</summary>
file static class Outputs
{
    public static string[] Texts(this Result result) => [.. result.Output.Select(item => item.ToString()!)];
}
