using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using WellIntake.Tests.Platform.Telemetry;

namespace WellIntake.Tests.Architecture;

/// <summary>What our own log messages may hold (OBS-3), and that each can be told by its id.</summary>
[TestClass]
public sealed partial class LogMessageTests
{
    // Ids, counts, kinds, durations; and reasons, which are texts of ours. Never a name, an address, a text or a body.
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        // Ids.
        "RequestId", "JobId", "MessageId", "MailId", "SubscriptionId", "CandidateId", "Id", "OrderId", "AlertId",
        // Counts.
        "Count", "Rows", "Read", "Inserted", "Updated", "Unchanged", "Deleted", "Refused", "Candidates", "Deals", "Meetings", "Notes", "Tries",
        "Failures", "Workers", "DeliveryCount",
        // Kinds and outcomes.
        "Kind", "Type", "Queue", "Purpose", "Outcome", "Action", "Status", "StatusCode", "Name", "Field", "Identifier", "Section", "Flag", "State", "Fields",
        // Times.
        "Milliseconds", "Seconds", "Elapsed", "Delay", "Limit", "Pause", "OpenFor", "MaxAge", "ExpiresAt",
        // Reasons: a code, an exception's type, or a sentence that stands in the code.
        "Reason", "Error", "Problem", "Why",
    };

    private static readonly IReadOnlyList<Message> Ours = [.. House.ModulesAssembly.GetTypes().Concat(House.HostAssembly.GetTypes()).SelectMany(Messages)];

    [TestMethod, TestCategory("OBS-3")]
    public void Parameters_OfEveryMessage_AreOnTheList()
    {
        Assert.IsNotEmpty(Messages(typeof(PlantedLog)).SelectMany(NotAllowed), "the planted message is not caught");
        Assert.IsGreaterThan(60, Ours.Count, "the messages are not found any more");

        var wrong = Ours.SelectMany(NotAllowed).ToList();
        Assert.IsEmpty(wrong, "Say it without, or, where it holds nothing personal, add it to the list:\n" + string.Join('\n', wrong));
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Parameters_OfEveryMessage_AreOfPlainTypes()
    {
        Assert.IsNotEmpty(Messages(typeof(PlantedLog)).SelectMany(NotPlain), "the planted record is not caught");

        var wrong = Ours.SelectMany(NotPlain).ToList();
        Assert.IsEmpty(wrong, "An object's text is whatever its class makes of it:\n" + string.Join('\n', wrong));
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Ids_OfAllMessages_AreUnique()
    {
        Assert.IsNotEmpty(Shared([.. Ours, .. Messages(typeof(PlantedLog))]), "the planted id is not caught");

        var shared = Shared(Ours);
        Assert.IsEmpty(shared, "Two messages have one event id:\n" + string.Join('\n', shared));
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Messages_Everywhere_AreDeclared() => Rule.OfNames(
        "Messages are declared with LoggerMessage, where their parameters can be seen.",
        _ => true,
        (_, named) => named == typeof(LoggerExtensions))
        .Holds(typeof(PlantedLooseLog));

    private static IEnumerable<Message> Messages(Type type) =>
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let declared = method.GetCustomAttribute<LoggerMessageAttribute>()
        where declared is not null
        select new Message($"{type.FullName}.{method.Name}", declared.EventId, declared.Message, method);

    private static IEnumerable<string> NotAllowed(Message message) =>
        from name in Placeholder().Matches(message.Text).Select(m => m.Groups[1].Value)
        where !Allowed.Contains(name)
        select $"{message.Where} holds {{{name}}}";

    private static IEnumerable<string> NotPlain(Message message) =>
        from parameter in message.Method.GetParameters()
        where !IsPlain(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType)
        select $"{message.Where} takes a {parameter.ParameterType.Name}";

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(DateTimeOffset)
        || typeof(Exception).IsAssignableFrom(type) || typeof(ILogger).IsAssignableFrom(type);

    private static List<string> Shared(IEnumerable<Message> messages) =>
        [.. messages.GroupBy(m => m.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => m.Where))}")];

    [GeneratedRegex(@"\{@?(\w+)(?:[,:][^}]*)?\}")]
    private static partial Regex Placeholder();

    private sealed record Message(string Where, int Id, string Text, MethodInfo Method);
}
