using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Modules.Digest.Anonymising;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Reasons;

[TestClass]
[TestCategory("DIG-2")]
[TestCategory("DIG-6")]
public sealed class BulletReasonsTests
{
    private const string Interview = "Interviewer: How is business?\nCandidate: I serve 240 households at Merrill. We grew 35% last year.";

    private static readonly DigestSpec Spec = new() { Audience = "advisors", From = Now.AddDays(-7), To = Now, Now = Now };

    [TestMethod]
    public async Task OfAsync_PrivacyOff_ShowsTheSentenceAndTheFieldsValue()
    {
        await using var setup = await Setup.CreateAsync();

        var reasons = await setup.ReasonsAsync(privacy: false);

        var clients = reasons.Single(r => r.Bullet.Contains("240", StringComparison.Ordinal));
        Assert.AreEqual("I serve 240 households at Merrill.", clients.Words);
        Assert.AreEqual("Interview of 21 Nov 2026", clients.Where);
        var aum = reasons.Single(r => r.Bullet.Contains("AUM", StringComparison.Ordinal));
        Assert.AreEqual("$1.23B", aum.Words);
        Assert.AreEqual("Record: AUM", aum.Where);
    }

    [TestMethod]
    public async Task OfAsync_PrivacyMode_ShowsTheSentenceWithoutWhoAndKeepsTheFieldsValueInside()
    {
        await using var setup = await Setup.CreateAsync();

        var reasons = await setup.ReasonsAsync();

        Assert.HasCount(5, reasons);
        var clients = reasons.Single(r => r.Bullet.Contains("households", StringComparison.Ordinal));
        Assert.StartsWith("I serve ", clients.Words, StringComparison.Ordinal);
        var aum = reasons.Single(r => r.Bullet == "Manages $1B+");
        Assert.IsNull(aum.Words);
        Assert.Contains("stays inside", aum.Remark!, StringComparison.Ordinal);
        foreach (var secret in new[] { "Merrill", "240", "35%", "1.23", "Quillford" })
            Assert.IsFalse(reasons.Any(r => $"{r.Where} {r.Words}".Contains(secret, StringComparison.OrdinalIgnoreCase)), secret);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task OfAsync_TheTextWasChangedSince_SaysSoInsteadOfQuotingSomethingElse(bool privacy)
    {
        await using var setup = await Setup.CreateAsync();
        var shown = await setup.ShownAsync(privacy);
        await setup.ChangeAsync(note => note.Text = "Candidate: I do not want any of this on a card, thank you very much. Nor this.");

        var reasons = await setup.ReasonsAsync(shown, privacy);

        var clients = reasons.Single(r => r.Bullet.Contains("households", StringComparison.Ordinal) || r.Bullet.Contains("240", StringComparison.Ordinal));
        Assert.IsNull(clients.Words);
        Assert.Contains("gone or was changed", clients.Remark!, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task OfAsync_TheNoteIsGone_SaysSo()
    {
        await using var setup = await Setup.CreateAsync();
        var shown = await setup.ShownAsync(privacy: false);
        await setup.ChangeAsync(note => note.CandidateId = null, remove: true);

        var reasons = await setup.ReasonsAsync(shown, privacy: false);

        Assert.IsTrue(reasons.Any(r => r.Where == "A note" && r.Words is null && r.Remark!.Contains("gone", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task OfAsync_ARuleThatLetsANameThrough_IsStoppedByTheLeakCheck()
    {
        await using var setup = await Setup.CreateAsync();
        var shown = await setup.ShownAsync(privacy: true);

        var reasons = await setup.ReasonsAsync(shown, privacy: true, new Leaking());

        Assert.IsFalse(reasons.Any(r => r.Words is not null));
        Assert.IsTrue(reasons.Any(r => r.Remark!.Contains("privacy check", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Write_WhatARowRemembers_HoldsNoWordsOfTheRecord()
    {
        await using var setup = await Setup.CreateAsync();

        var metadata = ShownCandidate.Write([await setup.ShownAsync(privacy: false)]);

        Assert.DoesNotContain("at Merrill", metadata, StringComparison.Ordinal);
        Assert.HasCount(5, ShownCandidate.Read(metadata).Single().Bullets!);
    }

    [TestMethod]
    public void Read_RowsOfBefore_HaveNoBullets() =>
        Assert.IsNull(ShownCandidate.Read("""[{"candidate_id":"crm-1","reference":"TWAV1"}]""").Single().Bullets);

    /// <summary>A pipeline that forgot a rule.</summary>
    private sealed class Leaking : IAnonymiser
    {
        private readonly Anonymiser _inner = new(PlantedRecord.Lists);

        public ShownCard Anonymise(CandidateCard card, CandidateEvidence evidence, DateTimeOffset now) => _inner.Anonymise(card, evidence, now);

        public string? Sentence(string sentence, CandidateEvidence evidence) => "Odalys Quillford said so";
    }

    private sealed class Setup : IAsyncDisposable
    {
        private readonly DatabaseFixture _database;
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        private Setup(DatabaseFixture database) => _database = database;

        public static async Task<Setup> CreateAsync()
        {
            var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
            await using var context = await database.Contexts.CreateDbContextAsync();
            context.Add(Candidate("crm-100001", c =>
            {
                (c.Locator, c.Name, c.Firm, c.Title) = ("TWAV100001ZZ", "Odalys Quillford", "Merrill Lynch", "Advisor");
                (c.AumText, c.Aum, c.City, c.State) = ("$1.23B", 1.23e9, "Plano", "TX");
            }));
            context.Add(new Note { Id = "n1", CandidateId = "crm-100001", Kind = "transcript", Text = Interview, CreatedAt = Now.AddDays(-1) });
            await context.SaveChangesAsync();
            return new Setup(database);
        }

        public async Task<ShownCandidate> ShownAsync(bool privacy)
        {
            var presenter = new DigestPresenter(
                new DigestEngine(_database.Contexts, new OfflineExtractor(), TimeProvider.System), _database.Contexts, new Anonymiser(PlantedRecord.Lists), PlantedRecord.Lists,
                Options.Create(new PrivacyOptions { PrivacyMode = privacy }), new PrivacyTelemetry(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), NullLogger<DigestPresenter>.Instance);
            return ShownCandidate.Of((await presenter.MakeAsync(Spec)).Cards.Single());
        }

        public async Task<IReadOnlyList<BulletReason>> ReasonsAsync(bool privacy = true) => await ReasonsAsync(await ShownAsync(privacy), privacy);

        public Task<IReadOnlyList<BulletReason>> ReasonsAsync(ShownCandidate shown, bool privacy, IAnonymiser? anonymiser = null) =>
            new BulletReasons(_database.Contexts, anonymiser ?? new Anonymiser(PlantedRecord.Lists), PlantedRecord.Lists, Options.Create(new PrivacyOptions { PrivacyMode = privacy }))
                .OfAsync(shown, CancellationToken.None);

        public async Task ChangeAsync(Action<Note> change, bool remove = false)
        {
            await using var context = await _database.Contexts.CreateDbContextAsync();
            var note = await context.Notes.SingleAsync();
            change(note);
            if (remove)
                context.Remove(note);
            await context.SaveChangesAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
