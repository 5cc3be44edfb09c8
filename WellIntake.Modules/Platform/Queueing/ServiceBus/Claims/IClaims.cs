namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;

/// <summary>
/// The claim check (QUE-12): bodies that are larger than the broker takes wait here while their messages travel with a
/// reference. Each is stored once for one send and read by every delivery.
/// </summary>
internal interface IClaims
{
    /// <summary>Stores a body; returns when it is durable.</summary>
    /// <param name="id">Never used before.</param>
    /// <param name="queue">The queue whose message refers to it.</param>
    /// <param name="body">The body.</param>
    /// <param name="doubtfulAfter">From when on it may be looked at whether anything still refers to it.</param>
    /// <param name="ct">Cancels the wait; it may be stored all the same.</param>
    Task StoreAsync(string id, string queue, ReadOnlyMemory<byte> body, DateTimeOffset doubtfulAfter, CancellationToken ct);

    /// <summary>Null when there is none.</summary>
    Task<byte[]?> ReadAsync(string id, CancellationToken ct);

    /// <summary>Removes one; without an error when it is gone already.</summary>
    Task RemoveAsync(string id, CancellationToken ct);

    /// <summary>Ids of the queue's bodies that are doubtful at <paramref name="now"/>, the oldest first.</summary>
    Task<IReadOnlyList<string>> DoubtfulAsync(string queue, DateTimeOffset now, int most, CancellationToken ct);
}
