using System.Management.Automation;

namespace PSLayers.Tests.Hosting;

internal static class Clixml
{
    /// <summary>What Import-Clixml gives after Export-Clixml, and Invoke-Command from another machine: depth 2, as there.</summary>
    public static PSObject RoundTrip(PSObject item) => PSObject.AsPSObject(PSSerializer.Deserialize(PSSerializer.Serialize(item, 2)));
}
