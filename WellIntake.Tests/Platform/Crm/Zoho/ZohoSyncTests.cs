using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm.Zoho;

[TestClass]
[TestCategory("RES-2")]
public sealed class ZohoSyncTests
{
    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sync_FirstRun_BringsEveryKindOver(DatabaseKind kind)
    {
        await using var rig = await ZohoRig.StartAsync(kind, null,
            ("Modules:Candidates:Fields:aum", "Book_Size_AUM"), ("Modules:Candidates:Fields:name", "First_Name + Last_Name"), ("Modules:Candidates:Fields:inVault", "Publish_to_Vault"),
            ("Modules:Candidates:Fields:licences", "Licenses"), ("Modules:Deals:Values:stage:Value Proposition", "Engaged"));
        var modified = rig.Now.AddDays(-3);
        rig.PutContact("101", modified, change: c =>
        {
            (c["First_Name"], c["Last_Name"]) = ("Ann", "Advisor");
            (c["Book_Size_AUM"], c["Publish_to_Vault"]) = (125_000_000.5, true);
            c["Licenses"] = new JsonArray("Series 7", "Series 66");
        });
        rig.Zoho.Deals.Put("201", modified, new JsonObject
        {
            ["Deal_Name"] = "Ann to Example",
            ["Stage"] = "Value Proposition",
            ["Contact_Name"] = new JsonObject { ["name"] = "Ann Advisor", ["id"] = "101" },
            ["Amount"] = 50_000,
        });
        rig.Zoho.Events.Put("301", modified, new JsonObject
        {
            ["Event_Title"] = "First call",
            ["Start_DateTime"] = "2026-01-02T10:00:00+05:30",
            ["End_DateTime"] = "2026-01-02T10:45:00+05:30",
            ["Who_Id"] = new JsonObject { ["id"] = "101", ["name"] = "Ann" },
            ["What_Id"] = new JsonObject { ["id"] = "201" },
            ["Participants"] = new JsonArray(new JsonObject { ["name"] = "Ann", ["participant"] = "x" }, new JsonObject { ["name"] = "Rae" }),
        });
        rig.Zoho.Notes.Put("401", modified, new JsonObject { ["Note_Content"] = "Wants a move.", ["Parent_Id"] = new JsonObject { ["id"] = "101" }, ["Created_By"] = new JsonObject { ["name"] = "Rae" } });

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Done, report.Outcome);
        Assert.AreSequenceEqual(["Candidates 1", "Deals 1", "Meetings 1", "Notes 1"], report.Kinds.Select(k => $"{k.Kind} {k.Inserted}"));
        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        var candidate = await db.Candidates.SingleAsync();
        Assert.AreEqual("101|Ann Advisor|Senior Financial Advisor|Example Wealth|Dallas|TX|rae@firm.example|125000000.5|True|Series 7, Series 66|zoho|advisors",
            FormattableString.Invariant($"{candidate.Id}|{candidate.Name}|{candidate.Title}|{candidate.Firm}|{candidate.City}|{candidate.State}|{candidate.Owner}|{candidate.Aum}|{candidate.InVault}|{candidate.LicencesText}|{candidate.Source}|{candidate.Audience}"));
        Assert.AreEqual(modified, candidate.ModifiedAt);
        Assert.AreEqual(modified.AddDays(-1), candidate.PublishedAt);
        Assert.StartsWith("TWAV", candidate.Locator);
        var deal = await db.Deals.SingleAsync();
        Assert.AreEqual("201|101|Engaged|50000", FormattableString.Invariant($"{deal.Id}|{deal.CandidateId}|{deal.Stage}|{deal.Amount}"));
        var meeting = await db.Meetings.SingleAsync();
        Assert.AreEqual("First call|45|101|201|Ann, Rae", $"{meeting.Title}|{meeting.DurationMinutes}|{meeting.CandidateId}|{meeting.DealId}|{meeting.Participants}");
        Assert.AreEqual(new DateTimeOffset(2026, 1, 2, 4, 30, 0, TimeSpan.Zero), meeting.StartsAt);
        Assert.AreEqual("101|Wants a move.|Rae", await db.Notes.Select(n => $"{n.CandidateId}|{n.Text}|{n.Author}").SingleAsync());
        Assert.IsFalse(await db.CrmSyncLeases.AnyAsync());
    }

    [TestMethod]
    [DataRow(true, 200, 2_450)]
    [DataRow(false, 200, 2_450)]
    [DataRow(true, 7, 50)]
    [DataRow(false, 200, 2_000)]
    public async Task Sync_ManyRecords_AllOfThemCome(bool tokensFromFirstPage, int pageSize, int count)
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("PageSize", pageSize.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        rig.Zoho.TokensFromFirstPage = tokensFromFirstPage;
        // Many of one second, as a mass update leaves them.
        for (var i = 0; i < count; i++)
            rig.PutContact($"{10_000 + i}", rig.Now.AddHours(-1 - (i / 300)));

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(count, report.Kinds[0].Inserted);
        Assert.AreEqual(count, report.Kinds[0].Read);
        Assert.HasCount(count, await rig.CandidatesAsync());
        Assert.AreEqual((count + pageSize - 1) / pageSize, rig.Zoho.Requests.Count(r => r is { Module: "Contacts", Deleted: false }));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sync_SecondRun_ReadsWhatChangedSinceTheFirst(DatabaseKind kind)
    {
        await using var rig = await ZohoRig.StartAsync(kind, new FakeTime());
        for (var i = 1; i <= 5; i++)
            rig.PutContact($"{i}", rig.Now.AddDays(-i));
        await rig.Sync.SyncAsync(full: false);
        var watermark = (await rig.StateAsync())!.Watermark;
        Assert.AreEqual(rig.Now, watermark);
        ((FakeTime)rig.Time).Advance(TimeSpan.FromHours(1));
        rig.PutContact("3", rig.Now.AddMinutes(-10), "Person Renamed");
        rig.PutContact("6", rig.Now.AddMinutes(-9));

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual("2 read, 1 new, 1 changed", $"{report.Kinds[0].Read} read, {report.Kinds[0].Inserted} new, {report.Kinds[0].Updated} changed");
        Assert.IsFalse(report.Kinds[0].Full);
        Assert.AreEqual("2026-01-05T08:55:00+00:00", rig.Zoho.Requests.Last(r => r is { Module: "Contacts", Deleted: false }).ModifiedSince);
        Assert.AreEqual("2026-01-05T08:55:00+00:00", rig.Zoho.Requests.Last(r => r is { Module: "Contacts", Deleted: true }).ModifiedSince);
        Assert.AreEqual("Person Renamed", (await rig.CandidatesAsync())["3"].Name);
        Assert.AreEqual(rig.Now, (await rig.StateAsync())!.Watermark);
    }

    [TestMethod]
    public async Task Sync_NothingChanged_ReadsNothingAndSaysSo()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time);
        rig.PutContact("1", rig.Now.AddDays(-1));
        rig.Zoho.Notes.Put("401", rig.Now.AddDays(-1), new JsonObject { ["Note_Content"] = "Old." });
        await rig.Sync.SyncAsync(full: false);
        time.Advance(TimeSpan.FromHours(1));

        var report = await rig.Sync.SyncAsync(full: false);

        // Notes come although they are old; the header is not theirs.
        Assert.AreSequenceEqual(["Candidates 0", "Deals 0", "Meetings 0", "Notes 0"], report.Kinds.Select(k => $"{k.Kind} {k.Read}"));
        Assert.AreEqual(time.GetUtcNow(), (await rig.StateAsync("notes"))!.LastSuccessAt);
    }

    [TestMethod]
    public async Task Sync_HeaderIsNotHeeded_StopsAtTheFirstOldRecord()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time, settings: ("PageSize", "10"));
        for (var i = 0; i < 100; i++)
            rig.Zoho.Notes.Put($"{400 + i}", rig.Now.AddDays(-1).AddSeconds(-i), new JsonObject { ["Note_Content"] = $"Note {i}" });
        await rig.Sync.SyncAsync(full: false);
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 15; i++)
            rig.Zoho.Notes.Put($"{400 + i}", rig.Now.AddMinutes(-1), new JsonObject { ["Note_Content"] = $"Note {i}, mended" });
        var before = rig.Zoho.Requests.Count;

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(15, report.Kinds.Single(k => k.Kind == CrmKind.Notes).Updated);
        Assert.AreEqual(2, rig.Zoho.Requests.Skip(before).Count(r => r.Module == "Notes"));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sync_DeletedInZoho_GoesHereWithItsNotes(DatabaseKind kind)
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(kind, time);
        foreach (var id in new[] { "1", "2", "3" })
        {
            rig.PutContact(id, rig.Now.AddDays(-1));
            rig.Zoho.Notes.Put($"40{id}", rig.Now.AddDays(-1), new JsonObject { ["Note_Content"] = "Text", ["Parent_Id"] = new JsonObject { ["id"] = id } });
        }

        await rig.Sync.SyncAsync(full: false);
        time.Advance(TimeSpan.FromHours(1));
        rig.Zoho.Contacts.Delete("2", rig.Now.AddMinutes(-1));
        rig.Zoho.Notes.Delete("402", rig.Now.AddMinutes(-1));
        rig.Zoho.Contacts.Delete("99", rig.Now.AddMinutes(-1));

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(1, report.Kinds[0].Deleted);
        Assert.AreSequenceEqual(["1", "3"], (await rig.CandidatesAsync()).Keys.Order(StringComparer.Ordinal));
        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        Assert.AreSequenceEqual(["401", "403"], await db.Notes.Select(n => n.Id).OrderBy(id => id).ToListAsync());
        Assert.AreEqual(1, (await rig.StateAsync())!.DeletedCount);
    }

    [TestMethod]
    public async Task Sync_ValueIsWrong_RefusesTheRecordByFieldAndKeepsWhatWeHad()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time, settings: ("Modules:Candidates:Fields:clientCount", "Clients"));
        rig.PutContact("1", rig.Now.AddDays(-1));
        await rig.Sync.SyncAsync(full: false);
        time.Advance(TimeSpan.FromHours(1));
        rig.PutContact("1", rig.Now, "Changed", c => c["Clients"] = "rather many");
        rig.PutContact("2", rig.Now, change: c => c["Full_Name"] = null);
        rig.PutContact("3", rig.Now, change: c => c["Owner"] = new JsonObject { ["email"] = "secretly, not an address" });
        rig.PutContact("4", rig.Now, change: c => c["Title"] = "A\0B");
        rig.PutContact("5", rig.Now, change: c => c["Title"] = new string('x', 201));
        rig.PutContact("6", rig.Now);

        var report = (await rig.Sync.SyncAsync(full: false)).Kinds[0];

        Assert.AreEqual("6 read, 1 new, 5 refused", $"{report.Read} read, {report.Inserted} new, {report.Refused} refused");
        Assert.AreSequenceEqual(
            [
                "1 Clients: is not a number: 'rather many'",
                "2 Full_Name: is empty, and name is needed",
                "3 Owner.email: holds more than one e-mail address",
                "4 : a value holds a NUL character",
                "5 Title: is longer than 200 characters",
            ],
            report.Refusals.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => $"{r.Id} {r.Field}: {Shortened(r.Reason)}"));
        Assert.AreEqual("Person 1", (await rig.CandidatesAsync())["1"].Name);
        Assert.AreEqual(5, (await rig.StateAsync())!.RefusedCount);
        Assert.IsTrue(rig.Logs.Exists(l => l.Contains("record 1 was refused: its Clients cannot be used", StringComparison.Ordinal)));

        // A text field shows what it holds; that it is long is enough here.
        static string Shortened(string reason) => reason.StartsWith("is longer", StringComparison.Ordinal) ? reason[..29] : reason;
    }

    [TestMethod]
    public async Task Sync_RecordsDeletedWhilePagesAreRead_ReadsTheSameAgainNextTime()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time, settings: ("PageSize", "10"));
        rig.Zoho.TokensFromFirstPage = false;
        for (var i = 0; i < 30; i++)
            rig.PutContact($"{100 + i}", rig.Now.AddDays(-1).AddSeconds(-i));
        rig.Zoho.Answering = request =>
        {
            // The first page is on its way; the eleventh record moves up onto it.
            if (request is { Module: "Contacts", Deleted: false } && request.Query["page"] == "1")
                rig.Zoho.Contacts.Delete("100", time.GetUtcNow());
        };

        var first = (await rig.Sync.SyncAsync(full: false)).Kinds[0];
        rig.Zoho.Answering = null;

        Assert.IsTrue(first.ReadAgain);
        Assert.DoesNotContain("110", (await rig.CandidatesAsync()).Keys);
        Assert.IsNull((await rig.StateAsync())!.Watermark);
        Assert.IsNotNull((await rig.StateAsync())!.LastSuccessAt);
        time.Advance(TimeSpan.FromMinutes(20));
        var second = (await rig.Sync.SyncAsync(full: false)).Kinds[0];
        Assert.IsFalse(second.ReadAgain);
        Assert.HasCount(29, await rig.CandidatesAsync());
        Assert.IsNotNull((await rig.StateAsync())!.Watermark);
    }

    [TestMethod]
    public async Task Sync_MappingChanged_ReadsEverything()
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.PutContact("1", rig.Now.AddDays(-1), change: c => c["Skills"] = "Retirement plans");
        await rig.Sync.SyncAsync(full: false);
        await using var changed = rig.AnotherProcess(("Modules:Candidates:Fields:specialty", "Skills"));

        var report = await Sync(changed).SyncAsync(full: false);

        Assert.IsTrue(report.Kinds[0].Full);
        Assert.IsFalse(report.Kinds[1].Full);
        Assert.AreEqual("Retirement plans", (await rig.CandidatesAsync())["1"].SpecialtyText);
    }

    [TestMethod]
    public async Task Sync_Full_ReadsEverythingAndChangesNothing()
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.PutContact("1", rig.Now.AddDays(-1));
        await rig.Sync.SyncAsync(full: false);

        var report = (await rig.Sync.SyncAsync(full: true)).Kinds[0];

        Assert.IsTrue(report.Full);
        Assert.AreEqual("1 read, 1 unchanged", $"{report.Read} read, {report.Unchanged} unchanged");
    }

    [TestMethod]
    public async Task Sync_KindSwitchedOff_IsNotAskedFor()
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("Modules:Notes:Enabled", "false"));

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.HasCount(3, report.Kinds);
        Assert.DoesNotContain("Notes", rig.Zoho.Requests.Select(r => r.Module));
    }

    private static ICrmSync Sync(IServiceProvider services) => (ICrmSync)services.GetService(typeof(ICrmSync))!;
}
