using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Verification;

/// <summary>Writes down how the checks of one image, or of one layer of it, come out.</summary>
/// <param name="image">The image.</param>
/// <param name="layer">Number of the layer; null where it is about none.</param>
internal sealed class CheckSheet(ContainerImage image, int? layer = null)
{
    private readonly List<ImageCheck> _checks = [];

    /// <summary>What was written down so far.</summary>
    public IReadOnlyList<ImageCheck> Checks => _checks;

    /// <summary>What is stated beside what is there.</summary>
    public void Compare(string check, string target, object? expected, object? actual, string? whyFailed = null)
    {
        bool isSame = string.Equals(Text(expected), Text(actual), StringComparison.Ordinal);
        Add(check, target, expected, actual, isSame ? CheckResult.Passed : CheckResult.Failed, isSame ? null : whyFailed);
    }

    /// <summary>Something that should not be there, and is not, or is: then the message says what.</summary>
    public void Absent(string check, string target, int count, string? what) =>
        Add(check, target, 0, count, count == 0 ? CheckResult.Passed : CheckResult.Failed, count == 0 ? null : what);

    /// <summary>Something that is wrong.</summary>
    public void Fail(string check, string target, object? expected, string why) => Add(check, target, expected, null, CheckResult.Failed, why);

    /// <summary>Something that is wrong, as an error tells it.</summary>
    public void Fail(string check, string target, object? expected, ImageException why) => Fail(check, target, expected, why.Message);

    /// <summary>Something that was not looked at.</summary>
    public void Skip(string check, string target, object? expected, string why) => Add(check, target, expected, null, CheckResult.Skipped, why);

    private void Add(string check, string target, object? expected, object? actual, CheckResult result, string? message) => _checks.Add(new ImageCheck
    {
        Check = check,
        Target = target,
        Expected = Text(expected),
        Actual = Text(actual),
        Result = result,
        Message = message,
        LayerIndex = layer,
        ImageName = image.Name,
        ImageId = image.ImageId,
        ImagePath = image.ImagePath,
    });

    private static string? Text(object? value) => value switch
    {
        null => null,
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
