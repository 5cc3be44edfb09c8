using System.Text;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;
using WellIntake.Tests.Testing;
using DeliveryRow = WellIntake.Modules.Platform.Persistence.Entities.Delivery;

namespace WellIntake.Tests.Platform.Teams.Delivery.Orders;

/// <summary>What the ledger holds of each attempt, and how it is read.</summary>
[TestClass]
public sealed class LedgerTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Attempts_OfEveryKind_HaveRecipientJobAttemptOutcomeReasonAndTime(DatabaseKind kind)
    {
        await using var rig = await ResendRig.StartAsync(kind);
        for (var tries = 0; tries < 3; tries++)
            rig.Bot.Channel.Fail(new StubFault { Status = 503, Code = "Busy", When = r => r.Method == "PUT" });
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var request = await rig.DeliveredAsync(Ct);
        await rig.MailAsync(request.RequestId, Ct);
        await rig.Bot.SayAsync("help", "a2", conversation: "other");
        await rig.Bot.UntilAsync(async () => (await rig.Bot.DeliveriesAsync()).Exists(d => d.Kind == "reply") ? "" : null, Ct);

        var ledger = await rig.Bot.DeliveriesAsync();

        Assert.AreSequenceEqual(
            ["acknowledgement 1 sent 201 -", "mail 1 sent 250 -", "reply 1 sent 201 -", "result 1 transient 503 HTTP 503 Busy", "result 2 sent 200 -"],
            ledger.Select(d => $"{d.Kind} {d.Attempt} {d.Outcome} {d.StatusCode} {d.Reason ?? "-"}").Order(StringComparer.Ordinal));
        foreach (var row in ledger)
        {
            Assert.AreEqual("user", row.UserId);
            Assert.IsFalse(string.IsNullOrEmpty(row.RequestId), row.Kind);
            Assert.AreEqual(row.Kind == "reply" ? "other" : "chat", row.ConversationId);
            Assert.IsGreaterThan(before, row.At);
            Assert.AreEqual(row is { Kind: "result", Attempt: 1 } ? 3 : 1, row.Tries);
        }

        Assert.AreEqual("pat@corp.example", ledger.Find(d => d.Kind == "mail")!.Recipient);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5"), TestCategory("OBS-3")]
    public async Task Newest_ByFilter_MasksAddressesUnlessAsked()
    {
        await using var rig = await ResendRig.StartAsync(DatabaseKind.Sqlite);
        var request = await rig.RefusedAsync(Ct);
        await rig.CommitAsync(new RowChange("UPDATE conversation_references SET user_email = 'wanda@corp.example'"), Ct);
        await rig.MailAsync(request.RequestId, Ct);

        var all = await rig.Deliveries.NewestAsync(new DeliveryFilter(), 50, Ct);
        var shown = await rig.Deliveries.NewestAsync(new DeliveryFilter(ShowAddresses: true), 1, Ct);
        var failed = await rig.Deliveries.NewestAsync(new DeliveryFilter(Failed: true), 50, Ct);
        var late = await rig.Deliveries.NewestAsync(new DeliveryFilter(Since: TimeProvider.System.GetUtcNow().AddMinutes(1)), 50, Ct);
        var others = await rig.Deliveries.NewestAsync(new DeliveryFilter(RequestId: "nobody"), 50, Ct);

        Assert.AreSequenceEqual(all.Select(e => e.Id).OrderDescending(), all.Select(e => e.Id));
        Assert.AreEqual("p***@corp.example", all[0].Recipient);
        Assert.IsTrue(all.Skip(1).All(e => e.Recipient == "w***@corp.example"));
        Assert.AreEqual("pat@corp.example", shown.Single().Recipient);
        Assert.AreEqual(("result", "rejected", "HTTP 400 BadArgument"), failed.Select(e => (e.Kind, e.Outcome, e.Reason)).Single());
        Assert.IsEmpty(late);
        Assert.IsEmpty(others);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Export_MoreThanAPage_WritesEveryRowAndGuardsFormulas(DatabaseKind kind)
    {
        const int Rows = 1203;
        await using var rig = await ResendRig.StartAsync(kind);
        await using (var db = await rig.Bot.Database.Contexts.CreateDbContextAsync(Ct))
        {
            var at = new DateTimeOffset(2026, 11, 26, 8, 0, 0, 250, TimeSpan.Zero);
            db.Deliveries.AddRange(Enumerable.Range(1, Rows).Select(i => new DeliveryRow
            {
                RequestId = "r" + i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ConversationId = "19:x@thread.v2",
                UserId = "=HYPERLINK(1)",
                Kind = "mail",
                Operation = "send",
                Attempt = 2,
                Tries = 1,
                Outcome = "sent",
                StatusCode = 250,
                Reason = "a \"quoted\", text",
                Recipient = "pat@corp.example",
                At = at,
            }));
            await db.SaveChangesAsync(Ct);
        }

        using var stream = new MemoryStream();
        var written = await rig.Deliveries.ExportAsync(new DeliveryFilter(), stream, Ct);

        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.AreEqual(Rows, written);
        Assert.HasCount(Rows + 1, lines);
        Assert.AreEqual("id,at,request_id,kind,operation,attempt,tries,outcome,status_code,reason,recipient,conversation_id,user_id,activity_id", lines[0].TrimStart('\uFEFF'));
        Assert.Contains(",2026-11-26T08:00:00.250Z,r1203,mail,send,2,1,sent,250,\"a \"\"quoted\"\", text\",p***@corp.example,19:x@thread.v2,", lines[^1]);
        Assert.IsTrue(lines.Skip(1).All(l => l.Contains("'=HYPERLINK(1)", StringComparison.Ordinal)), "a spreadsheet would run it");
        Assert.HasCount(Rows, lines.Skip(1).Select(l => l.Split(',')[2]).Distinct(StringComparer.Ordinal));
    }
}
