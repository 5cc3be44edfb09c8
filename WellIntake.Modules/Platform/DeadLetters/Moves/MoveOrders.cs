namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>What an order must be before it is worked on.</summary>
internal static class MoveOrders
{
    /// <exception cref="DeadLetterException">It names too many, or those of another queue.</exception>
    public static void Check(string queue, IReadOnlyList<DeadLetterKey> keys)
    {
        if (keys.Count > RequeueOrder.MaxKeys)
            throw new DeadLetterException($"One order may name {RequeueOrder.MaxKeys} dead letters, not {keys.Count}.");
        if (keys.Any(k => !k.Queue.Equals(queue, StringComparison.OrdinalIgnoreCase)))
            throw new DeadLetterException("All dead letters of an order must be of its queue.");
    }

    /// <summary>Each once, under the one spelling of the queue.</summary>
    public static IReadOnlyList<DeadLetterKey> Distinct(string name, IReadOnlyList<DeadLetterKey> keys) => [.. keys.Select(k => k with { Queue = name }).Distinct()];
}
