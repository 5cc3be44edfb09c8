namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>delivery_orders</c>: somebody wants a stored result shown, or its mail sent, once more (TEA-5).</summary>
public sealed class DeliveryOrder
{
    /// <summary>Grows.</summary>
    public long Id { get; set; }
    /// <summary>Whose result.</summary>
    public required string RequestId { get; set; }
    /// <summary>card or mail.</summary>
    public required string What { get; set; }
    /// <summary>The newest row of the ledger when it was ordered: what is sent after it fulfils the order.</summary>
    public long LastDelivery { get; set; }
    /// <summary>waiting, done or failed.</summary>
    public required string State { get; set; }
    /// <summary>Tries that were not taken.</summary>
    public int Tries { get; set; }
    /// <summary>Until then a process has it in hand, or it waits for its next try.</summary>
    public DateTimeOffset HeldUntil { get; set; }
    /// <summary>Why the last try failed, or why there was nothing to do; no personal data.</summary>
    public string? Reason { get; set; }
    /// <summary>When it was ordered.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it was done or given up.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}
