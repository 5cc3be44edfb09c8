using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>Where the broker is and what its entities are called. Bound from <see cref="Section"/>.</summary>
public sealed class ServiceBusOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = "WellIntake:Queueing:ServiceBus";

    /// <summary>A secret: <c>Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…</c>. Goes before <see cref="FullyQualifiedNamespace"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Such as <c>name.servicebus.windows.net</c>; signs in with <c>DefaultAzureCredential</c>.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>AMQP over WebSockets on port 443, where a firewall lets nothing else through. Default false: AMQP over TCP, port 5671.</summary>
    public bool UseWebSockets { get; set; }

    /// <summary>
    /// Where to connect instead, when the way to the namespace is through a proxy or a private endpoint of another name:
    /// <c>sb://host[:port]</c>. The certificate must still be the namespace's. Default null.
    /// </summary>
    public Uri? CustomEndpointAddress { get; set; }

    /// <summary>How long one try of one call may take. Default 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a call is tried again before it fails. Default 2.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 2;

    /// <summary>
    /// How long a receive that does not want to wait still waits for the broker's answer, which has to come over the
    /// network. Default 250 milliseconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How many jobs with an ordering key may be held back at once for their delay; past it they come back at once. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxHeld { get; set; } = 100;

    /// <summary>What queues are called on the broker, by their names here. Those not named have the same name there.</summary>
    public Dictionary<string, string> Entities { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those "queues" that are topics, with the subscription that is received from.</summary>
    public Dictionary<string, string> Subscriptions { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        [QueueNames.MessageCompleted] = "history-worker-message-completed",
    };
}
