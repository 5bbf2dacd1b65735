namespace PSLayers.Policy.Reports;

/// <summary>Writes results for build servers. A new form is a class and a line here.</summary>
internal static class PolicyReport
{
    /// <summary>Writes results.</summary>
    /// <param name="format">The form.</param>
    /// <param name="results">The results.</param>
    /// <param name="now">When the tests were done.</param>
    /// <param name="output">Gets the report.</param>
    public static void Write(PolicyReportFormat format, IReadOnlyList<ImagePolicyResult> results, DateTimeOffset now, Stream output)
    {
        switch (format)
        {
            case PolicyReportFormat.JUnitXml:
                JUnitReport.Write(results, now, output);
                break;
            case PolicyReportFormat.NUnitXml:
                NUnitReport.Write(results, now, output);
                break;
            default:
                SarifReport.Write(results, output);
                break;
        }
    }
}
