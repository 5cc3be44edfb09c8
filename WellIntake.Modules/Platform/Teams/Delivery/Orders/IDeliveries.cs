namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>The delivery ledger (TEA-5): what was sent to whom and what came of it, and how to have it sent again.</summary>
public interface IDeliveries
{
    /// <summary>The newest attempts, newest first, at most so many.</summary>
    Task<IReadOnlyList<DeliveryEntry>> NewestAsync(DeliveryFilter filter, int atMost, CancellationToken ct);

    /// <summary>Writes all attempts as CSV (RFC 4180, UTF-8), oldest first, in bounded memory. What spreadsheets would run as a formula is escaped.</summary>
    /// <returns>How many rows there were, the heading not counted.</returns>
    Task<long> ExportAsync(DeliveryFilter filter, Stream csv, CancellationToken ct);

    /// <summary>Finds what would be sent again, and what would not and why. Changes nothing.</summary>
    Task<ResendPlan> PlanAsync(ResendRequest request, CancellationToken ct);

    /// <summary>
    /// Writes the orders of a plan. A running host works on them; until then they wait. What is ordered already is not
    /// ordered twice: the order that waits is returned.
    /// </summary>
    Task<IReadOnlyList<DeliveryOrderEntry>> OrderAsync(ResendPlan plan, CancellationToken ct);

    /// <summary>How orders stand now.</summary>
    Task<IReadOnlyList<DeliveryOrderEntry>> OrdersAsync(IReadOnlyList<long> ids, CancellationToken ct);
}

/// <summary>Which attempts.</summary>
/// <param name="Failed">Only those that were not sent.</param>
/// <param name="RequestId">Only of this request; null for all.</param>
/// <param name="Since">Only from then on; null for all.</param>
/// <param name="ShowAddresses">Addresses in full; else <c>p***@corp.example</c>.</param>
public sealed record DeliveryFilter(bool Failed = false, string? RequestId = null, DateTimeOffset? Since = null, bool ShowAddresses = false);

/// <summary>One attempt to send, update or mail.</summary>
/// <param name="Id">Its number; grows.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="RequestId">The request, which is also its job's id; of a reply, the message that is answered.</param>
/// <param name="Kind">acknowledgement, progress, result, error, reply, mail.</param>
/// <param name="Operation">send or update.</param>
/// <param name="Attempt">Which it was for its request and kind.</param>
/// <param name="Tries">HTTP requests that it took; 1 for mail.</param>
/// <param name="Outcome">sent, or why not: transient, rejected, bot_not_in_conversation, not_updatable, too_large.</param>
/// <param name="StatusCode">HTTP status or SMTP reply; null when none came.</param>
/// <param name="Reason">Words for operators.</param>
/// <param name="Recipient">The address that mail went to; in the channel the person's address, or their id while that is not known.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="UserId">The channel's id of the person.</param>
/// <param name="ActivityId">The channel's id of the message.</param>
public sealed record DeliveryEntry(
    long Id, DateTimeOffset At, string? RequestId, string Kind, string Operation, int Attempt, int Tries, string Outcome, int? StatusCode,
    string? Reason, string Recipient, string ConversationId, string UserId, string? ActivityId);

/// <summary>What is to be sent again.</summary>
/// <param name="Ids">Requests, or numbers of attempts.</param>
/// <param name="Failed">Everything whose last attempt failed.</param>
/// <param name="Since">With <paramref name="Failed"/>: that failed from then on; null for all.</param>
/// <param name="Again">Also what was delivered already.</param>
/// <param name="What">card or mail only; null: what failed, and with <paramref name="Again"/> the card.</param>
public sealed record ResendRequest(IReadOnlyList<string> Ids, bool Failed, DateTimeOffset? Since, bool Again, string? What);

/// <summary>What would be sent again.</summary>
/// <param name="Items">Those.</param>
/// <param name="Refused">What was asked for and is not sent, each with its reason.</param>
public sealed record ResendPlan(IReadOnlyList<ResendItem> Items, IReadOnlyList<ResendRefusal> Refused);

/// <summary>A stored result to be shown, or its mail to be sent.</summary>
/// <param name="RequestId">Whose.</param>
/// <param name="What">card or mail.</param>
public sealed record ResendItem(string RequestId, string What);

/// <summary>Something that is not sent again.</summary>
/// <param name="Id">As it was asked for.</param>
/// <param name="Reason">Why.</param>
public sealed record ResendRefusal(string Id, string Reason);

/// <summary>An order to deliver again.</summary>
/// <param name="Id">Its number.</param>
/// <param name="RequestId">Whose result.</param>
/// <param name="What">card or mail.</param>
/// <param name="State">waiting, done or failed.</param>
/// <param name="Tries">Tries that were not taken.</param>
/// <param name="Reason">Why it failed, or had nothing to do.</param>
public sealed record DeliveryOrderEntry(long Id, string RequestId, string What, string State, int Tries, string? Reason);
