using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Modules.Digest.Anonymising;

namespace WellIntake.Tests.Modules.Digest.Alerts;

/// <summary>What an alert's message shows, and what it never does.</summary>
[TestClass, TestCategory("DIG-11")]
public sealed class AlertMessageTests
{
    [TestMethod, TestCategory("DIG-2"), TestCategory("DIG-6")]
    public async Task Make_WhatMatched_IsACardWithoutWhatIdentifies()
    {
        await using var rig = await AlertRig.CreateAsync();
        var alert = await rig.AlertAsync("in Plano, TX over $1.2B");
        await rig.PublishAsync(Named(rig, "crm-100001", "Odalys Quillford", "Merrill Lynch"));
        await rig.PublishAsync(rig.Candidate("bystander"));
        await rig.SweepAsync();

        var (outcome, text) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.AreEqual($"Alert {alert.Id} for everyone: 1 new candidate", outcome.Summary);
        Assert.Contains("Manages $1B+", text);
        Assert.Contains("Dallas–Fort Worth metro", text);
        Assert.Contains("TWAV100001ZZ", text);
        Assert.Contains(AlertVerbs.Pause, text);
        // Its own words would say what the card does not.
        foreach (var secret in new[] { "Quillford", "Merrill", "1.2", "Plano", "Wharton", "crm-", "bystander" })
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        var request = (await rig.RequestsAsync()).Single();
        Assert.AreEqual((1, 1), (request.CardsGenerated, request.TotalCandidates));
    }

    [TestMethod, TestCategory("DIG-6")]
    public async Task Make_ThePrivacyCheckFindsSomething_HoldsBackAndSaysSo()
    {
        await using var rig = await AlertRig.CreateAsync(anonymiser: new Leaky("crm-100001", "Ask for Odalys Quillford"));
        await rig.AlertAsync("global");
        await rig.PublishAsync(Named(rig, "crm-100001", "Odalys Quillford", "Merrill Lynch"), Named(rig, "crm-100002", "Bertil Stromquist", "UBS"));
        await rig.SweepAsync();

        var (_, text) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.DoesNotContain("Quillford", text);
        Assert.DoesNotContain("TWAV100001ZZ", text);
        Assert.Contains("TWAV100002ZZ", text);
        Assert.Contains("1 candidate was held back by the privacy check.", text);
        Assert.DoesNotContain("more match", text);
    }

    [TestMethod]
    public async Task Make_AnImportOfThousands_IsOneMessageOfTheBestWithTheRestCounted()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("global");
        await rig.PublishAsync([.. Enumerable.Range(0, 1203).Select(i => rig.Candidate($"c{i}", c => c.Aum = i))]);

        Assert.AreEqual(1, await rig.SweepAsync());
        var (outcome, text) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.Contains("1203 new candidates", outcome.Summary);
        Assert.AreEqual(10, outcome.Details.Single(d => d.Key == "cards_generated").Value);
        Assert.Contains("1,193 more match", text);
        Assert.Contains("Show a digest of the time", text);
        for (var hour = 0; hour < 48; hour++)
        {
            rig.Time.Advance(TimeSpan.FromHours(1));
            Assert.AreEqual(0, await rig.SweepAsync());
        }
    }

    [TestMethod]
    public async Task Make_RoleLostBeforeTheSweep_SendsNobodyAndPausesOnce()
    {
        await using var rig = await AlertRig.CreateAsync();
        var alert = await rig.AlertAsync("global");
        await rig.PublishAsync(rig.Candidate("c1"));
        await rig.Roles.RemoveAsync("ann@example.com", default);

        Assert.AreEqual(1, await rig.SweepAsync());
        Assert.AreEqual(0, await rig.SweepAsync());
        var (outcome, text) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.AreEqual($"Alert {alert.Id} is paused", outcome.Summary);
        Assert.DoesNotContain("TWAV", text);
        Assert.IsTrue((await rig.Store.ListAsync("ann", default)).Single().Paused);
        // Given back, it goes on when its owner says so, and makes up for nothing.
        await rig.Roles.SetAsync("ann@example.com", WellIntake.Modules.Platform.Teams.People.UserRole.Admin, default);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual("The alert is on again", (await rig.SayAsync("alerts resume " + alert.Id)).Summary);
        Assert.AreEqual(0, await rig.SweepAsync());
    }

    [TestMethod]
    public async Task Make_RoleLostBetweenSweepAndWork_SendsNobodyAndPauses()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("global");
        await rig.PublishAsync(rig.Candidate("c1"));
        Assert.AreEqual(1, await rig.SweepAsync());
        await rig.Roles.SetAsync("ann@example.com", WellIntake.Modules.Platform.Teams.People.UserRole.Recruiter, default);

        var (_, text) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.DoesNotContain("TWAV", text);
        Assert.IsTrue((await rig.Store.ListAsync("ann", default)).Single().Paused);
    }

    [TestMethod]
    [DataRow(AlertVerbs.Pause)]
    [DataRow(AlertVerbs.Remove)]
    public async Task Make_EndedBetweenSweepAndWork_ShowsNobody(string verb)
    {
        await using var rig = await AlertRig.CreateAsync();
        var alert = await rig.AlertAsync("global");
        await rig.PublishAsync(rig.Candidate("c1"));
        Assert.AreEqual(1, await rig.SweepAsync());
        await rig.Store.ChangeAsync(verb, alert.Id, "ann", default);

        var (_, text) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.DoesNotContain("TWAV", text);
    }

    [TestMethod]
    public async Task Make_WithdrawnMeanwhile_SaysSo()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("global");
        await rig.PublishAsync(rig.Candidate("c1"));
        await rig.SweepAsync();
        await using (var db = await rig.DbAsync())
            await db.Candidates.ExecuteDeleteAsync();

        var (_, text) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.Contains("withdrawn meanwhile", text);
    }

    [TestMethod, TestCategory("DIG-5")]
    public async Task Make_AlertsAndAudiences_DoNotHoldEachOtherBack()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        await using (var db = await rig.DbAsync())
        {
            db.DigestSends.Add(new DigestSend { RequestId = "r", CandidateId = "c1", Audience = "advisors", Reader = "ann@example.com", IsoWeek = "2026-W47", SentAt = AlertRig.Start });
            await db.SaveChangesAsync();
        }

        await rig.PublishAsync(rig.Candidate("c1"));
        await rig.SweepAsync();
        var (outcome, _) = await rig.MakeAsync((await rig.RequestsAsync()).Single().RequestId);

        Assert.AreEqual(1, outcome.Details.Single(d => d.Key == "cards_generated").Value);
        await using var after = await rig.DbAsync();
        Assert.AreEqual(1, await after.DigestSends.CountAsync());
    }

    private static Candidate Named(AlertRig rig, string id, string name, string firm) => rig.Candidate(id, c =>
    {
        (c.Locator, c.Name, c.Firm, c.Title) = ("TWAV" + id[4..] + "ZZ", name, firm, "Advisor at " + firm);
        (c.AumText, c.Aum, c.City, c.State, c.EducationText) = ("$1.23B", 1.23e9, "Plano", "TX", "MBA, Wharton 2009");
    });

    /// <summary>A rule that lets something of one candidate through.</summary>
    private sealed class Leaky(string candidateId, string leak) : IAnonymiser
    {
        private readonly Anonymiser _inner = new(PlantedRecord.Lists);

        public ShownCard Anonymise(CandidateCard card, CandidateEvidence evidence, DateTimeOffset now)
        {
            var shown = _inner.Anonymise(card, evidence, now);
            return shown.CandidateId == candidateId ? shown with { Bullets = [shown.Bullets[0] with { Text = leak }, .. shown.Bullets.Skip(1)] } : shown;
        }

        public string? Sentence(string sentence, CandidateEvidence evidence) => _inner.Sentence(sentence, evidence);
    }
}
