namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>What a queue of ours is on the broker: a queue, or a topic with one subscription.</summary>
/// <param name="Queue">Its name here.</param>
/// <param name="Name">The queue or topic that is sent to.</param>
/// <param name="Subscription">The subscription that is received from; null for a queue.</param>
internal sealed record ServiceBusEntity(string Queue, string Name, string? Subscription)
{
    public static ServiceBusEntity Of(string queue, ServiceBusOptions options) => new(
        queue, options.Entities.GetValueOrDefault(queue) is { Length: > 0 } name ? name : queue, options.Subscriptions.GetValueOrDefault(queue));

    /// <summary>For people: <c>queue 'x'</c>, or <c>subscription 's' of topic 't'</c>.</summary>
    public string Described => Subscription is null ? $"queue '{Name}'" : $"subscription '{Subscription}' of topic '{Name}'";

    public string Path => Subscription is null ? Name : $"{Name}/{Subscription}";
}
