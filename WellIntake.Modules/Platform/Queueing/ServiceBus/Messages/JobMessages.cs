using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;

/// <summary>Jobs to messages and back.</summary>
internal static class JobMessages
{
    private const int MaxKeyLength = 128;

    // The longest start of a job's id that leaves room for the number behind it.
    private const int LongestCopyId = 100;

    // The word that brokers have for ours.
    private const string BrokersMaxDeliveries = "MaxDeliveryCountExceeded";

    /// <exception cref="JobRefusedException">What no message can carry.</exception>
    public static ServiceBusMessage ToMessage(JobEnvelope job, JobQueueOptions options, DateTimeOffset now)
    {
        if (job.OrderingKey is { Length: 0 or > MaxKeyLength })
            throw new JobRefusedException($"The ordering key of job {job.Id} must have 1–{MaxKeyLength} characters.", nameof(job));
        var message = new ServiceBusMessage(job.Body)
        {
            MessageId = job.Id,
            Subject = job.Type,
            ContentType = "application/json",
            TimeToLive = job.TimeToLive ?? options.DefaultTimeToLive,
        };
        var properties = message.ApplicationProperties;
        foreach (var (name, value) in job.Properties)
        {
            if (MessageProperties.IsSenders(name))
                properties[name] = value;
        }

        if (job.CorrelationId is { Length: > 0 })
            message.CorrelationId = job.CorrelationId;
        if (job.OrderingKey is not null)
        {
            message.SessionId = job.OrderingKey;
        }
        else if (options.Ordered)
        {
            message.SessionId = Guid.NewGuid().ToString("N");
            properties[MessageProperties.OwnSession] = true;
        }

        if (job.FairnessKey is not null)
            properties[MessageProperties.FairnessKey] = job.FairnessKey;
        if (job.Priority != JobPriority.Normal)
            properties[MessageProperties.Priority] = job.Priority.ToString();
        if (job.TraceParent is not null)
            properties[MessageProperties.DiagnosticId] = job.TraceParent;
        if (job.ScheduledFor is { } due && due > now)
            message.ScheduledEnqueueTime = due;
        return message;
    }

    /// <summary>
    /// The same job, to be delivered at <paramref name="due"/>. Its id is one that the duplicate window has not seen: the
    /// sequence number of the message that it takes the place of never comes twice.
    /// </summary>
    public static ServiceBusMessage Copy(ServiceBusReceivedMessage message, JobEnvelope job, int deliveries, DateTimeOffset due)
    {
        var copy = new ServiceBusMessage(message)
        {
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{job.Id[..Math.Min(job.Id.Length, LongestCopyId)]}~{message.SequenceNumber}"),
            ScheduledEnqueueTime = due,
        };
        copy.ApplicationProperties[MessageProperties.Id] = job.Id;
        copy.ApplicationProperties[MessageProperties.Earlier] = deliveries;
        // The official client leaves it out of copies.
        if (job.TraceParent is not null)
            copy.ApplicationProperties[MessageProperties.DiagnosticId] = job.TraceParent;
        copy.ApplicationProperties[MessageProperties.EnqueuedAt] = job.EnqueuedAt.ToUnixTimeMilliseconds();
        if (job.TimeToLive is { } live)
        {
            // A copy's life begins when it is due; the job's began when it was accepted.
            var left = job.EnqueuedAt + live - due;
            copy.ApplicationProperties[MessageProperties.TimeToLive] = (long)live.TotalMilliseconds;
            copy.TimeToLive = left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
        }

        return copy;
    }

    /// <param name="message">What came.</param>
    /// <param name="body">Its body, from wherever that was.</param>
    /// <param name="options">Of its queue.</param>
    /// <param name="dead">It is a dead letter.</param>
    /// <param name="leased">It was delivered, not peeked at.</param>
    public static JobEnvelope ToJob(ServiceBusReceivedMessage message, ReadOnlyMemory<byte> body, JobQueueOptions options, bool dead, bool leased)
    {
        var properties = message.ApplicationProperties;
        var deliveries = message.DeliveryCount + Number(properties, MessageProperties.Earlier);
        // A dead letter's own deliveries, by those who look after it, are none of the job's.
        if (dead)
            deliveries = properties.ContainsKey(MessageProperties.Deliveries) ? Number(properties, MessageProperties.Deliveries) : deliveries - (leased ? 1 : 0);
        return new JobEnvelope
        {
            Id = Text(properties, MessageProperties.Id) ?? message.MessageId ?? string.Create(CultureInfo.InvariantCulture, $"sequence-{message.SequenceNumber}"),
            Type = message.Subject is { Length: > 0 } subject ? subject : Text(properties, MessageProperties.Type) ?? options.DefaultType ?? string.Empty,
            Body = body,
            CorrelationId = message.CorrelationId,
            OrderingKey = properties.ContainsKey(MessageProperties.OwnSession) || message.SessionId is null or "" ? null : message.SessionId,
            FairnessKey = Text(properties, MessageProperties.FairnessKey),
            Priority = Enum.TryParse<JobPriority>(Text(properties, MessageProperties.Priority), out var priority) ? priority : JobPriority.Normal,
            TimeToLive = TimeToLive(message),
            ScheduledFor = message.State == ServiceBusMessageState.Scheduled ? message.ScheduledEnqueueTime : null,
            TraceParent = Text(properties, MessageProperties.DiagnosticId) ?? Text(properties, MessageProperties.TraceParent),
            Properties = Senders(properties),
            SequenceNumber = message.SequenceNumber,
            EnqueuedAt = properties.ContainsKey(MessageProperties.EnqueuedAt)
                ? DateTimeOffset.FromUnixTimeMilliseconds(Number64(properties, MessageProperties.EnqueuedAt))
                : message.EnqueuedTime,
            DeliveryCount = Math.Max(deliveries, leased ? 1 : 0),
            DeadLetterReason = dead ? OurReason(message.DeadLetterReason) : null,
            DeadLetterDescription = dead ? message.DeadLetterErrorDescription : null,
        };
    }

    private static string? OurReason(string? reason) => reason == BrokersMaxDeliveries ? DeadLetterReasons.MaxDeliveries : reason;

    private static TimeSpan? TimeToLive(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.ContainsKey(MessageProperties.TimeToLive)
            ? TimeSpan.FromMilliseconds(Number64(message.ApplicationProperties, MessageProperties.TimeToLive))
            : message.TimeToLive == TimeSpan.MaxValue ? null : message.TimeToLive;

    private static Dictionary<string, string> Senders(IReadOnlyDictionary<string, object> properties)
    {
        var senders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
        {
            if (MessageProperties.IsSenders(name) && value is not null)
                senders[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        }

        return senders;
    }

    private static string? Text(IReadOnlyDictionary<string, object> properties, string name) => properties.GetValueOrDefault(name) as string;

    private static int Number(IReadOnlyDictionary<string, object> properties, string name) =>
        (int)Math.Clamp(Number64(properties, name), int.MinValue / 2, int.MaxValue / 2);

    private static long Number64(IReadOnlyDictionary<string, object> properties, string name) => properties.GetValueOrDefault(name) switch
    {
        long number => number,
        int number => number,
        uint number => number,
        short number => number,
        byte number => number,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => 0,
    };
}
