namespace PSLayers.Sbom;

/// <summary>A form in which bills of materials are written.</summary>
internal interface ISbomFormat
{
    /// <summary>What users call it.</summary>
    string Name { get; }

    /// <summary>Ending of the names of its files, with a full stop in front, as the field has it.</summary>
    string Extension { get; }

    /// <summary>Writes one.</summary>
    /// <param name="document">What it says.</param>
    /// <param name="json">Where it goes.</param>
    void Write(SbomDocument document, SbomJson json);
}
