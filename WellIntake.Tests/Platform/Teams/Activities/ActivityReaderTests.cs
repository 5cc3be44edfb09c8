using System.Buffers;
using System.Text;
using WellIntake.Modules.Platform.Teams.Activities;

namespace WellIntake.Tests.Platform.Teams.Activities;

[TestClass]
public sealed class ActivityReaderTests
{
    private const string Message = """
        {"type":"message","id":"17","timestamp":"2026-01-05T09:00:00.5Z","channelId":"msteams","serviceUrl":"http://127.0.0.1:1/_c",
         "from":{"id":"29:a","name":"Alex","aadObjectId":"7c9e"},"recipient":{"id":"28:b","name":"WellIntake"},
         "conversation":{"id":"19:c;messageid=5","name":"Intake","conversationType":"channel","isGroup":true,"tenantId":"t1"},
         "text":"hi","textFormat":"plain","locale":"en-US","replyToId":"16","deliveryMode":"expectReplies",
         "entities":[{"type":"mention","text":"<at>WellIntake</at>","mentioned":{"id":"28:b","name":"WellIntake"}},{"type":"clientInfo","timezone":"Europe/Rome"}],
         "membersAdded":[{"id":"29:x","aadObjectId":"9"}],"membersRemoved":[{"id":"29:y"}],"reactionsAdded":[{"type":"like"}],
         "attachments":[{"contentType":"text/html","content":"<p>hi</p>"}],"action":"add","name":"adaptiveCard/action",
         "channelData":{"tenant":{"id":"t2"},"team":{"id":"19:t","name":"Team"},"channel":{"id":"19:c","name":"Intake"},"eventType":"editMessage"},
         "value":{"a":[1,{"b":2}]},"unknown":{"deep":[[[]]]}}
        """;

    [TestMethod]
    [TestCategory("WEB-1")]
    public void Read_EveryPart_IsThere()
    {
        var activity = ReadGood(Message);

        Assert.AreEqual("message", activity.Type);
        Assert.AreEqual("17", activity.Id);
        Assert.AreEqual(new DateTimeOffset(2026, 1, 5, 9, 0, 0, 500, TimeSpan.Zero), activity.Timestamp);
        Assert.AreEqual("msteams", activity.ChannelId);
        Assert.AreEqual("http://127.0.0.1:1/_c", activity.ServiceUrl);
        Assert.AreEqual("29:a|Alex|7c9e", $"{activity.From?.Id}|{activity.From?.Name}|{activity.From?.AadObjectId}");
        Assert.AreEqual("28:b", activity.Recipient?.Id);
        Assert.AreEqual("19:c;messageid=5|Intake|channel|True|t1",
            $"{activity.Conversation?.Id}|{activity.Conversation?.Name}|{activity.Conversation?.ConversationType}|{activity.Conversation?.IsGroup}|{activity.Conversation?.TenantId}");
        Assert.AreEqual("hi|plain|en-US|16|expectReplies|add|adaptiveCard/action",
            $"{activity.Text}|{activity.TextFormat}|{activity.Locale}|{activity.ReplyToId}|{activity.DeliveryMode}|{activity.Action}|{activity.Name}");
        Assert.AreEqual(new ActivityEntity("mention", "<at>WellIntake</at>", "28:b", "WellIntake", null), activity.Entities[0]);
        Assert.AreEqual("Europe/Rome", activity.TimeZone);
        Assert.AreEqual("29:x", activity.MembersAdded.Single().Id);
        Assert.AreEqual("29:y", activity.MembersRemoved.Single().Id);
        Assert.AreEqual("like", activity.ReactionsAdded.Single());
        Assert.AreEqual("text/html", activity.AttachmentTypes.Single());
        Assert.AreEqual(new TeamsChannelData("t2", "19:t", "Team", "19:c", "Intake", "editMessage"), activity.ChannelData);
        Assert.AreEqual(2, activity.Value?.GetProperty("a")[1].GetProperty("b").GetInt32());
        Assert.AreEqual("t1", activity.TenantId);
        Assert.IsNull(activity.FindMissing());
    }

    [TestMethod]
    [TestCategory("WEB-1")]
    [DataRow("""{"type":"x"}""", "channelId")]
    [DataRow("""{"type":"x","channelId":"c"}""", "serviceUrl")]
    [DataRow("""{"type":"x","channelId":"c","serviceUrl":"s"}""", "conversation.id")]
    [DataRow("""{"type":"x","channelId":"c","serviceUrl":"s","conversation":{"id":"i"}}""", "from.id")]
    [DataRow("""{"type":"x","channelId":"c","serviceUrl":"s","conversation":{"id":"i"},"from":{"id":"f"}}""", "recipient.id")]
    public void FindMissing_PartAbsent_IsNamed(string json, string missing) => Assert.AreEqual(missing, ReadGood(json).FindMissing());

    [TestMethod]
    [TestCategory("WEB-1")]
    [DataRow("""{"type":"m","timestamp":5,"textFormat":[],"locale":{},"localTimezone":true,"name":1,"action":{"a":1},"replyToId":2,"deliveryMode":null}""")]
    [DataRow("""{"type":"m","timestamp":"yesterday","entities":{"a":[]},"membersAdded":"x","membersRemoved":7,"reactionsAdded":null,"channelData":"text","attachments":{}}""")]
    [DataRow("""{"type":"m","entities":[null,1,"a",[],{"type":5,"text":{},"mentioned":[1]}],"membersAdded":[{"id":{}},{},null],"attachments":[{"contentType":4}],"channelData":{"tenant":"t","team":[],"channel":{"id":{}},"eventType":1}}""")]
    [DataRow("""{"type":"m","from":{"id":"a","name":5,"aadObjectId":[]},"conversation":{"id":"c","isGroup":"yes","tenantId":3,"conversationType":{},"name":[]}}""")]
    public void Read_WrongTypesWhereTheyDoNotMatter_CountAsAbsent(string json)
    {
        var activity = ReadGood(json);
        Assert.IsNull(activity.Timestamp);
        Assert.IsNull(activity.Conversation?.IsGroup);
        Assert.IsEmpty(activity.MembersAdded);
        Assert.IsEmpty(activity.AttachmentTypes);
        Assert.IsNull(activity.ChannelData?.TenantId);
    }

    [TestMethod]
    [TestCategory("WEB-1")]
    [DataRow("""{"type":"m"}""")]
    [DataRow("""{"type":"m","entities":null,"membersAdded":null,"membersRemoved":null,"reactionsAdded":null,"attachments":null,"value":null}""")]
    public void Read_ListsAbsentOrNull_AreEmpty(string json)
    {
        var activity = ReadGood(json);
        Assert.IsEmpty(activity.Entities);
        Assert.IsEmpty(activity.MembersAdded);
        Assert.IsEmpty(activity.MembersRemoved);
        Assert.IsEmpty(activity.ReactionsAdded);
        Assert.IsEmpty(activity.AttachmentTypes);
        Assert.IsNull(activity.Value);
        Assert.IsNull(activity.TimeZone);
    }

    [TestMethod]
    [TestCategory("REL-7")]
    [DataRow("", "body: is empty")]
    [DataRow("null", "body: is null")]
    [DataRow("{}", "type: is missing")]
    [DataRow("""{"type":" "}""", "type: is missing")]
    [DataRow("""{"type":5}""", "type: ")]
    [DataRow("""{"type":"m","text":{}}""", "text: ")]
    [DataRow("""{"type":"m","from":{"id":[1]}}""", "from.id: ")]
    [DataRow("""{"type":"m","conversation":"x"}""", "conversation: ")]
    [DataRow("""{"type":"m"} {}""", "body: ")]
    [DataRow("""{"type":"m",""", "body: ")]
    [DataRow("""{"type":"m","text":"\ud800"}""", "text: ")]
    [DataRow("[1,2]", "body: ")]
    [DataRow("not json", "body: ")]
    public void Read_Unusable_NamesFieldAndReason(string json, string error)
    {
        var result = ActivityReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.IsNull(result.Activity);
        StringAssert.StartsWith(result.Error, error, StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("REL-7")]
    public void Read_TooLarge_IsRefusedUnread()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"type":"m","text":"{{new string('a', ActivityReader.MaxBytes)}}"}""");
        StringAssert.StartsWith(ActivityReader.Read(body).Error, "body: is over", StringComparison.Ordinal);
        StringAssert.StartsWith(ActivityReader.Read(InPieces(body, 1000)).Error, "body: is over", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("REL-7")]
    [DataRow("value")]
    [DataRow("unknown")]
    [DataRow("entities")]
    public void Read_TooDeep_IsRefused(string field)
    {
        var deep = new string('[', 20_000) + new string(']', 20_000);
        Assert.IsNotNull(ActivityReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"m","{{field}}":{{deep}}}""")).Error);
    }

    [TestMethod]
    [TestCategory("REL-7")]
    public void Read_Refusal_RepeatsNothingOfTheContent()
    {
        var error = ActivityReader.Read("""{"type":"m","secret name":{"x":tru"""u8).Error;
        Assert.IsNotNull(error);
        Assert.IsFalse(error.Contains("secret", StringComparison.Ordinal), error);
    }

    [TestMethod]
    [TestCategory("WEB-1")]
    public void Read_Value_OutlivesTheBuffer()
    {
        var body = Encoding.UTF8.GetBytes(Message);
        var value = ActivityReader.Read(body).Activity!.Value!.Value;
        Array.Clear(body);
        Assert.AreEqual("""{"a":[1,{"b":2}]}""", value.GetRawText());
    }

    [TestMethod]
    [TestCategory("WEB-1")]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(100_000)]
    public void Read_InPieces_IsTheSame(int size)
    {
        var result = ActivityReader.Read(InPieces(Encoding.UTF8.GetBytes(Message), size));
        Assert.IsNull(result.Error);
        Assert.AreEqual("hi", result.Activity?.Text);
    }

    [TestMethod]
    [TestCategory("WEB-1")]
    public void Read_ByteOrderMark_IsSkipped() => Assert.AreEqual("m", ReadGood("\uFEFF{\"type\":\"m\"}").Type);

    [TestMethod]
    [TestCategory("REL-7")]
    public void Read_Mutated_NeverThrows()
    {
        const int seed = 20260105;
        // The long form is the same test with WELLINTAKE_TESTS_MUTATIONS=100000.
        var count = int.TryParse(Environment.GetEnvironmentVariable("WELLINTAKE_TESTS_MUTATIONS"), out var asked) ? asked : 5000;
        Console.WriteLine($"seed {seed}, {count} activities");
        var mutate = new ActivityMutator(new Random(seed));
        var originals = RecordedActivities.All().Select(a => a.Json).Append(Encoding.UTF8.GetBytes(Message)).ToList();
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var body = mutate.Next(originals[i % originals.Count]);
            var result = ActivityReader.Read(body);
            Assert.AreNotEqual(result.Activity is null, result.Error is null, "one of the two");
            if (result.Activity is { } activity)
                Assert.IsLessThanOrEqualTo(MessageText.MaxLength, MessageText.Normalise(activity).Length);
            else
                refused++;
        }

        // Mutations that all pass, or all fail, would test nothing.
        Assert.IsTrue(refused > count / 10 && refused < count - (count / 50), $"{refused} of {count} refused");
    }

    [TestMethod]
    [TestCategory("WEB-1")]
    [TestCategory("WEB-3")]
    public void Read_Recorded_AllAreUnderstood()
    {
        var recorded = RecordedActivities.Required();
        foreach (var (name, json) in recorded)
        {
            var result = ActivityReader.Read(json);
            Assert.IsNull(result.Error, name);
            Assert.IsNull(result.Activity!.FindMissing(), name);
            Assert.IsNotNull(result.Activity.TenantId, name);
            var said = MessageText.Normalise(result.Activity);
            Assert.IsFalse(said.Contains("<at", StringComparison.Ordinal) || said.Contains("WellIntake", StringComparison.Ordinal) || said.Contains("Chat SDK Demo", StringComparison.Ordinal), $"{name}: {said}");
            Assert.AreEqual(result.Activity.Text is { Length: > 0 }, said.Length > 0, name);
        }

        Assert.IsGreaterThanOrEqualTo(30, recorded.Count);
    }

    private static Activity ReadGood(string json)
    {
        var result = ActivityReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.IsNull(result.Error);
        return result.Activity!;
    }

    private static ReadOnlySequence<byte> InPieces(byte[] whole, int size)
    {
        var first = new Piece(whole.AsMemory(0, Math.Min(size, whole.Length)), 0);
        var last = first;
        for (var at = size; at < whole.Length; at += size)
            last = last.Append(whole.AsMemory(at, Math.Min(size, whole.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
