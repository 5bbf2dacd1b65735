namespace PSLayers.Errors;

/// <summary>Exceptions that no part of the engine throws on purpose. They are faults of PSLayers, and never damage of the image that was read.</summary>
internal static class InternalFault
{
    /// <summary>Whether nobody expected an exception. A lack of memory is no such fault: it concerns the whole process and is passed on.</summary>
    public static bool Is(Exception e) => e is not (ImageException or OperationCanceledException or OutOfMemoryException);

    /// <summary>What to tell of it. What the operating system refused is not our fault either.</summary>
    public static ImageException Of(Exception e) => e switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only),
        ImageException known => known,
        IOException or UnauthorizedAccessException => new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), inner: e),
        _ => new ImageException(ImageErrorId.InternalError,
            $"an internal error of PSLayers, which says nothing about the image; please report it ({e.GetType().Name}: {e.Message.TrimEnd('.')})", inner: e),
    };
}
