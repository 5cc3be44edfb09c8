namespace WellIntake.Chaos.Counting;

/// <summary>What a visible message is, by its words.</summary>
internal enum MessageKind
{
    /// <summary>It stands where a result is to come.</summary>
    Working,

    /// <summary>The result of a request.</summary>
    Result,

    /// <summary>The request was given up.</summary>
    Failure,

    /// <summary>Nothing was accepted; the person is asked to come again.</summary>
    Refusal,
}

/// <summary>Tells them apart.</summary>
internal static class MessageKinds
{
    public static MessageKind Of(string body)
    {
        if (body.Contains("will appear", StringComparison.Ordinal))
            return MessageKind.Working;
        if (!body.Contains("That did not work", StringComparison.Ordinal))
            return MessageKind.Result;
        return body.Contains("Nothing was started", StringComparison.Ordinal) ? MessageKind.Refusal : MessageKind.Failure;
    }
}
