using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>A member of an object, as Get-Member lists it.</summary>
public sealed record MemberLine(string TypeName, string Name, PSMemberTypes MemberType, string Definition);

/// <summary>Get-Member: the properties and methods of each type of object that comes in.</summary>
[Cmdlet(VerbsCommon.Get, "Member")]
public sealed class GetMember : PSCmdlet
{
    private readonly HashSet<string> _seen = [];

    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    /// <summary>Shows accessors and operators too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null || !_seen.Add(InputObject.TypeNames[0]))
            return;
        WildcardPattern[] patterns = [.. Name.Select(static name => new WildcardPattern(name, WildcardOptions.IgnoreCase))];
        IEnumerable<PSMemberInfo> members = InputObject.Members
            .Where(member => (member.MemberType & MemberType) != 0 && Array.Exists(patterns, pattern => pattern.IsMatch(member.Name)))
            .Where(member => Force || !IsAccessor(member))
            .OrderBy(static member => member.MemberType.ToString(), StringComparer.Ordinal)
            .ThenBy(static member => member.Name, StringComparer.OrdinalIgnoreCase);
        foreach (PSMemberInfo member in members)
        {
            var line = new PSObject(new MemberLine(InputObject.TypeNames[0], member.Name, member.MemberType, member.ToString() ?? ""));
            line.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MemberDefinition");
            WriteObject(line);
        }
    }

    private static bool IsAccessor(PSMemberInfo member) =>
        member.MemberType == PSMemberTypes.Method
        && (member.Name.StartsWith("get_", StringComparison.Ordinal)
            || member.Name.StartsWith("set_", StringComparison.Ordinal)
            || member.Name.StartsWith("op_", StringComparison.Ordinal));
}
