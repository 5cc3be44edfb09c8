namespace WellIntake.Host.Commands.Trial;

/// <summary>What a card says of its request.</summary>
internal enum CardKind
{
    /// <summary>It can still be cancelled: an acknowledgement, or how far it is.</summary>
    Unfinished,

    /// <summary>The result.</summary>
    Result,

    /// <summary>That it did not work.</summary>
    Failure,
}

/// <summary>Tells them apart.</summary>
internal static class CardKinds
{
    /// <param name="json">The activity.</param>
    public static CardKind Of(string json)
    {
        // What can still be cancelled is not done.
        if (json.Contains("\"request.cancel\"", StringComparison.Ordinal))
            return CardKind.Unfinished;
        return json.Contains("TWAV", StringComparison.Ordinal) || json.Contains("No candidates", StringComparison.OrdinalIgnoreCase) ? CardKind.Result : CardKind.Failure;
    }
}
