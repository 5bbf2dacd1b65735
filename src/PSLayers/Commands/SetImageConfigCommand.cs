using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Editing.Settings;
using PSLayers.Images;

namespace PSLayers.Commands;

/// <summary>Changes what an image says of itself and of the containers made from it, as a value. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Set, "ImageConfig", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed partial class SetImageConfigCommand : ImagePartCommand
{
    private const string Activity = "Changing the config";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Exclude(nameof(NewPlatform), nameof(Os), nameof(Architecture), nameof(Variant), nameof(OsVersion));
        if (Comment is null || CreatedBy is not null)
            return;
        var error = new PSArgumentException("A comment belongs to a step of the history: -CreatedBy says what the step is.");
        ThrowTerminatingError(new ErrorRecord(error, "StepMissing", ErrorCategory.InvalidArgument, Comment));
    }

    private protected override void ProcessImage(ContainerImage image) =>
        WriteObject(Run(Activity, meter => ConfiguredImage.Of(image, Settings(), CreatedBy is null ? null : (CreatedBy, Comment), meter)));

    private ConfigSettings Settings()
    {
        Model.Platform? platform = NewPlatform is null ? null : Model.Platform.Parse(NewPlatform);
        if (platform is { Os: "" } or { Architecture: "" })
            throw SettingChecks.Invalid($"'{NewPlatform}' is no platform; one is written as linux/amd64 or linux/arm/v7");
        return new ConfigSettings
        {
            Cleared = Clear,
            Author = Author,
            Created = Created,
            Architecture = platform?.Architecture ?? Architecture,
            Os = platform?.Os ?? Os,
            Variant = platform is null ? Variant : platform.Variant ?? "",
            OsVersion = platform is null ? OsVersion : platform.OsVersion ?? "",
            User = User,
            Env = NamedValues.Of(Env),
            Entrypoint = Entrypoint,
            Cmd = Cmd,
            WorkingDir = WorkingDir,
            ExposedPorts = ExposedPort,
            Volumes = Volume,
            Labels = NamedValues.Of(Label),
            Annotations = NamedValues.Of(Annotation),
            StopSignal = StopSignal,
            Shell = Shell,
            Healthcheck = Healthcheck,
            HealthInterval = HealthInterval,
            HealthTimeout = HealthTimeout,
            HealthStartPeriod = HealthStartPeriod,
            HealthRetries = HealthRetries,
            OnBuild = OnBuild,
        };
    }
}
