using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Tests.Platform.Teams.Security;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Anonymising;

[TestClass]
[TestCategory("DIG-6")]
public sealed class DigestPresenterTests
{
    private static readonly DigestSpec Spec = new() { Audience = "advisors", From = Now.AddDays(-7), To = Now, Now = Now };

    [TestMethod]
    [DataRow("text")]
    [DataRow("markdown")]
    [DataRow("html")]
    [DataRow("card")]
    public async Task MakeAsync_PrivacyMode_EveryFormatShowsTheAnonymisedViewOnly(string format)
    {
        await using var setup = await Setup.CreateAsync(Named("crm-100001", "Odalys Quillford", "Merrill Lynch"));

        var digest = await setup.Presenter().MakeAsync(Spec);
        var plain = RenderedText.Of(Render(digest, format), format);
        setup.Presenter().Check(digest, plain);

        Assert.Contains("Manages $1B+", plain, StringComparison.Ordinal);
        foreach (var secret in new[] { "Quillford", "Merrill", "1.23", "Plano", "Wharton", "2009", "crm-" })
            Assert.DoesNotContain(secret, plain, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public async Task MakeAsync_PrivacyModeOff_ShowsTheCardAsItIs()
    {
        await using var setup = await Setup.CreateAsync(Named("crm-100001", "Odalys Quillford", "Merrill Lynch"));

        var digest = await setup.Presenter(privacy: false).MakeAsync(Spec);

        Assert.AreEqual("$1.23B AUM", digest.Cards.Single().Bullets[0].Text);
        setup.Presenter(privacy: false).Check(digest, "Odalys Quillford");
    }

    [TestMethod]
    [TestCategory("QUA-6")]
    public async Task MakeAsync_ABrokenRule_HoldsTheCandidateBackAndSaysSo()
    {
        await using var setup = await Setup.CreateAsync(Named("crm-100001", "Odalys Quillford", "Merrill Lynch"), Named("crm-100002", "Bertil Stromquist", "UBS"));
        var heldBack = new List<string?>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == PrivacyTelemetry.Name) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => heldBack.Add(tags[0].Value?.ToString()));
        listener.Start();

        var digest = await setup.Presenter(new Broken("crm-100001", "Ask for Odalys Quillford")).MakeAsync(Spec);

        Assert.AreEqual("crm-100002", digest.Cards.Single().CandidateId);
        Assert.AreEqual(1, digest.HeldBack);
        Assert.Contains("1 candidate was held back by the privacy check.", DigestDocuments.AsText(DigestView.Of(digest)), StringComparison.Ordinal);
        CollectionAssert.Contains(setup.Lines, "Candidate crm-100001 was held back by the privacy check: Name found");
        Assert.IsFalse(setup.Lines.Any(l => l.Contains("Quillford", StringComparison.OrdinalIgnoreCase)));
        CollectionAssert.AreEqual(new[] { "Name" }, heldBack);
    }

    [TestMethod]
    public async Task MakeAsync_EveryoneHeldBack_DoesNotSayThatNobodyWasPublished()
    {
        await using var setup = await Setup.CreateAsync(Named("crm-100001", "Odalys Quillford", "Merrill Lynch"));

        var text = DigestDocuments.AsText(DigestView.Of(await setup.Presenter(new Broken("crm-100001", "at Merrill")).MakeAsync(Spec)));

        Assert.Contains("0 of 1 candidate", text, StringComparison.Ordinal);
        Assert.DoesNotContain("No candidate", text, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task MakeAsync_OneCandidateNamedOnTheCardOfAnother_HoldsThatCardBack()
    {
        await using var setup = await Setup.CreateAsync(Named("crm-100001", "Odalys Quillford", "Merrill Lynch"), Named("crm-100002", "Bertil Stromquist", "UBS"));

        var digest = await setup.Presenter(new Broken("crm-100002", "Worked beside Odalys Quillford")).MakeAsync(Spec);

        Assert.AreEqual("crm-100001", digest.Cards.Single().CandidateId);
    }

    [TestMethod]
    public async Task Check_AHitInTheFinishedText_FailsForGoodWithoutTheValue()
    {
        await using var setup = await Setup.CreateAsync(Named("crm-100001", "Odalys Quillford", "Merrill Lynch"));
        var presenter = setup.Presenter();
        var digest = await presenter.MakeAsync(Spec);

        var failure = Assert.ThrowsExactly<PermanentJobException>(() => presenter.Check(digest, "… ODALYS QUILLFORD …"));

        Assert.Contains("privacy check found the name of candidate crm-100001", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Quillford", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    [DataRow("card", "{\"body\":[{\"text\":\"Odalys\\u0020Quillford\"}]}")]
    [DataRow("html", "<p>Odalys&#32;<b>Quillford</b></p>")]
    [DataRow("markdown", "Odalys Quill\\-ford")]
    public async Task Check_AnEscapedName_IsSeen(string format, string rendered)
    {
        await using var setup = await Setup.CreateAsync(Named("crm-100001", "Odalys Quillford", "Merrill Lynch"));
        var digest = await setup.Presenter().MakeAsync(Spec);

        Assert.ThrowsExactly<PermanentJobException>(() => setup.Presenter().Check(digest, RenderedText.Of(rendered, format)));
    }

    private static string Render(ShownDigest digest, string format) =>
        format == "card" ? Encoding.UTF8.GetString(CardJson.Write(DigestCards.Full(digest))) : DigestDocuments.Render(DigestView.Of(digest), format);

    private static Candidate Named(string id, string name, string firm) => Candidate(id, c =>
    {
        (c.Locator, c.Name, c.Firm, c.Title) = ("TWAV" + id[4..] + "ZZ", name, firm, "Advisor at " + firm);
        (c.AumText, c.Aum, c.City, c.State, c.EducationText) = ("$1.23B", 1.23e9, "Plano", "TX", "MBA, Wharton 2009");
    });

    /// <summary>A rule that lets something of one candidate through.</summary>
    private sealed class Broken(string candidateId, string leak) : IAnonymiser
    {
        private readonly Anonymiser _inner = new(PlantedRecord.Lists);

        public ShownCard Anonymise(CandidateCard card, CandidateEvidence evidence, DateTimeOffset now)
        {
            var shown = _inner.Anonymise(card, evidence, now);
            return shown.CandidateId == candidateId ? shown with { Bullets = [shown.Bullets[0] with { Text = leak }, .. shown.Bullets.Skip(1)] } : shown;
        }

        public string? Sentence(string sentence, CandidateEvidence evidence) => _inner.Sentence(sentence, evidence);
    }

    private sealed class Setup : IAsyncDisposable
    {
        private readonly DatabaseFixture _database;
        private readonly ServiceProvider _services;

        private Setup(DatabaseFixture database)
        {
            _database = database;
            _services = new ServiceCollection().AddMetrics().AddLogging(b => b.AddProvider(new ListLogs(Lines))).BuildServiceProvider();
        }

        public List<string> Lines { get; } = [];

        public static async Task<Setup> CreateAsync(params Candidate[] candidates)
        {
            var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
            await using var context = await database.Contexts.CreateDbContextAsync();
            context.AddRange(candidates);
            await context.SaveChangesAsync();
            return new Setup(database);
        }

        public DigestPresenter Presenter(IAnonymiser? anonymiser = null, bool privacy = true) => new(
            new DigestEngine(_database.Contexts, new OfflineExtractor(), TimeProvider.System),
            _database.Contexts,
            anonymiser ?? new Anonymiser(PlantedRecord.Lists),
            PlantedRecord.Lists,
            Options.Create(new PrivacyOptions { PrivacyMode = privacy }),
            new PrivacyTelemetry(_services.GetRequiredService<IMeterFactory>()),
            _services.GetRequiredService<ILogger<DigestPresenter>>());

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
