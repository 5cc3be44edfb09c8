using System.Globalization;
using System.Xml.Linq;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>Counts and times from a description.</summary>
internal static class RuntimeCounts
{
    public static QueueRuntimeProperties Queue(string name, XElement description) => new(name)
    {
        TotalMessageCount = Number(description, "MessageCount"),
        ActiveMessageCount = Count(description, "ActiveMessageCount"),
        ScheduledMessageCount = Count(description, "ScheduledMessageCount"),
        DeadLetterMessageCount = Count(description, "DeadLetterMessageCount"),
        TransferMessageCount = Count(description, "TransferMessageCount"),
        TransferDeadLetterMessageCount = Count(description, "TransferDeadLetterMessageCount"),
        SizeInBytes = Number(description, "SizeInBytes"),
        CreatedAt = Time(description, "CreatedAt"),
        UpdatedAt = Time(description, "UpdatedAt"),
        AccessedAt = Time(description, "AccessedAt"),
    };

    public static TopicRuntimeProperties Topic(string name, XElement description) => new(name)
    {
        ScheduledMessageCount = Count(description, "ScheduledMessageCount"),
        SubscriptionCount = (int)Number(description, "SubscriptionCount"),
        SizeInBytes = Number(description, "SizeInBytes"),
        SqlFilterCount = (int)Count(description, "SqlFilterCount"),
        CorrelationFilterCount = (int)Count(description, "CorrelationFilterCount"),
        CreatedAt = Time(description, "CreatedAt"),
        UpdatedAt = Time(description, "UpdatedAt"),
        AccessedAt = Time(description, "AccessedAt"),
    };

    public static SubscriptionRuntimeProperties Subscription(string topicName, string name, XElement description) => new(topicName, name)
    {
        TotalMessageCount = Number(description, "MessageCount"),
        ActiveMessageCount = Count(description, "ActiveMessageCount"),
        DeadLetterMessageCount = Count(description, "DeadLetterMessageCount"),
        TransferMessageCount = Count(description, "TransferMessageCount"),
        TransferDeadLetterMessageCount = Count(description, "TransferDeadLetterMessageCount"),
        CreatedAt = Time(description, "CreatedAt"),
        UpdatedAt = Time(description, "UpdatedAt"),
        AccessedAt = Time(description, "AccessedAt"),
    };

    // Counts have a namespace of their own, which differs between versions of the service.
    private static long Count(XElement description, string name)
        => Parse(description.Element(Atom.ServiceBus + "CountDetails")?.Elements().FirstOrDefault(element => element.Name.LocalName == name));

    private static long Number(XElement description, string name) => Parse(description.Element(Atom.ServiceBus + name));

    private static long Parse(XElement? element) => element is null ? 0 : Atom.Value(element, text => long.Parse(text, CultureInfo.InvariantCulture));

    private static DateTimeOffset Time(XElement description, string name)
        => description.Element(Atom.ServiceBus + name) is { } element ? Atom.Value(element, Atom.Date) : default;
}
