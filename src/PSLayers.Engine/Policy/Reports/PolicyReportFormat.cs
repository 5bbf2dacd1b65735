namespace PSLayers.Policy.Reports;

/// <summary>Forms of reports that build servers read.</summary>
public enum PolicyReportFormat
{
    /// <summary>JUnit's, as most servers take it.</summary>
    JUnitXml,

    /// <summary>NUnit's of version 2.5, as Pester writes it.</summary>
    NUnitXml,

    /// <summary>SARIF 2.1.0, as code scanning takes it.</summary>
    Sarif,
}
