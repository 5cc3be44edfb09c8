namespace WellIntake.Modules.Digest.Paths;

/// <summary>Who makes the digest that a person asked for.</summary>
internal enum DigestPath
{
    /// <summary>A worker, when the job comes to it.</summary>
    Queue,

    /// <summary>Whoever takes the message, before it is answered.</summary>
    Request,
}

/// <summary>The flag that chooses between the two (FLG-1).</summary>
internal static class AsyncDigest
{
    public const string Name = "AsyncDigest";
}
