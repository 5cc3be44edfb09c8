namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>A message of its own that is to be posted, or what a request's card is to show from now on.</summary>
/// <param name="MessageId">Of the message that is answered; with <see cref="RequestTable"/>, of the request.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Message">What it says.</param>
/// <param name="Tries">Tries that the channel did not take.</param>
/// <param name="HeldUntil">
/// No other process takes it from the database before. Null: it is not there, and lives and dies with this process.
/// </param>
internal sealed record PendingReply(string MessageId, ConversationAddress To, OutgoingMessage Message, int Tries, DateTimeOffset? HeldUntil)
{
    /// <summary>The table of the request whose card shows this; null for a message of its own.</summary>
    public string? RequestTable { get; init; }
}
