namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>A message that is to be posted, and that belongs to no request.</summary>
/// <param name="MessageId">Of the message that is answered.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Message">What it says.</param>
/// <param name="Tries">Tries that the channel did not take.</param>
/// <param name="HeldUntil">
/// No other process takes it from the database before. Null: it is not there, and lives and dies with this process.
/// </param>
internal sealed record PendingReply(string MessageId, ConversationAddress To, OutgoingMessage Message, int Tries, DateTimeOffset? HeldUntil);
