using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace PSLayers.Shell;

/// <summary>
/// The few doors into the PowerShell engine that it opens only to its own command assemblies. The package ships the engine
/// with the formatter and the provider calls inside but without the cmdlets on top; going through these doors gives the
/// stand-ins the engine's own behaviour, where a copy of it would be long and never quite the same.
/// The package version is fixed and the tests pass through each door.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Hidden =
        BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DoNotWrapExceptions;

    private const string Format = "Microsoft.PowerShell.Commands.Internal.Format.";

    private static readonly Assembly Engine = typeof(PSCmdlet).Assembly;

    private static readonly FieldInfo Implementation = typeof(FrontEndCommandBase).GetField("implementation", Hidden)!;

    /// <summary>Makes the command a formatter of the given shape: Table, List or Wide.</summary>
    public static void FormatAs(FrontEndCommandBase command, string shape)
    {
        object value = Enum.Parse(Engine.GetType(Format + "FormatShape", throwOnError: true)!, shape);
        Implementation.SetValue(command, New(Format + "InnerFormatShapeCommand", value));
    }

    /// <summary>Makes the command render its input as text, to the writer, in so many columns.</summary>
    public static void RenderTo(FrontEndCommandBase command, TextWriter writer, int columns)
    {
        object renderer = New(Format + "OutputManagerInner");
        renderer.GetType().GetProperty("LineOutput", Hidden)!.SetValue(renderer, New(Format + "TextWriterLineOutput", writer, columns));
        Implementation.SetValue(command, renderer);
    }

    /// <summary>The exception by which a command says that it wants no further input, as Select-Object -First does.</summary>
    public static Exception StopUpstream(Cmdlet command) =>
        (Exception)New("System.Management.Automation.StopUpstreamCommandsException", command);

    /// <summary>Lets `exit n` in a script that is run by its path end the session with that code.</summary>
    public static void LetScriptsExit(Runspace runspace)
    {
        object context = typeof(Runspace).GetProperty("ExecutionContext", Hidden)!.GetValue(runspace)!;
        context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Hidden)!.SetValue(context, true);
    }

    /// <summary>Marks an error so that the formatter sends it where errors go, not among the results.</summary>
    public static PSObject AsError(ErrorRecord record)
    {
        PSObject result = PSObject.AsPSObject(record);
        PropertyInfo stream = typeof(PSObject).GetProperty("WriteStream", Hidden)!;
        stream.SetValue(result, Enum.Parse(stream.PropertyType, "Error"));
        return result;
    }

    /// <summary>Makes an error tell of the function that reported it, not of the command that it used for that.</summary>
    public static void Attribute(ErrorRecord record, InvocationInfo reporter)
    {
        Call(record, "SetInvocationInfo", reporter);
        typeof(ErrorRecord).GetProperty("PreserveInvocationInfoOnce", Hidden)!.SetValue(record, true);
    }

    /// <summary>Objects as CLIXML, one element each; the engine's public form would make one list of them.</summary>
    public static string Serialize(IList<object> items, int depth) =>
        (string)typeof(PSSerializer).GetMethod("Serialize", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, [items, depth, true], null)!;

    /// <summary>A context that ties provider calls to a cmdlet: its output, errors, -WhatIf, -Force and filters. Without
    /// <paramref name="passThru"/> it gives no items by itself.</summary>
    public static object ProviderContext(
        PSCmdlet command,
        bool force = false,
        bool literal = false,
        bool passThru = true,
        string? filter = null,
        string[]? include = null,
        string[]? exclude = null,
        object? dynamicParameters = null)
    {
        object context = New("System.Management.Automation.CmdletProviderContext", command);
        Type type = context.GetType();
        type.GetProperty("Force", Hidden)!.SetValue(context, (SwitchParameter)force);
        type.GetProperty("SuppressWildcardExpansion", Hidden)!.SetValue(context, literal);
        type.GetProperty("PassThru", Hidden)!.SetValue(context, passThru);
        type.GetProperty("DynamicParameters", Hidden)!.SetValue(context, dynamicParameters);
        type.GetMethod("SetFilters", Hidden)!.Invoke(
            context, Hidden, null, [new Collection<string>(include ?? []), new Collection<string>(exclude ?? []), filter], null);
        return context;
    }

    /// <summary>Calls a method that the engine keeps for its own cmdlets, such as the provider calls that take a context.</summary>
    public static object? Call(object target, string method, params object?[] arguments) =>
        target.GetType().InvokeMember(
            method, Hidden | BindingFlags.InvokeMethod, null, target, arguments, System.Globalization.CultureInfo.InvariantCulture);

    private static object New(string type, params object[] arguments) =>
        Activator.CreateInstance(Engine.GetType(type, throwOnError: true)!, Hidden, null, arguments, null)!;
}
