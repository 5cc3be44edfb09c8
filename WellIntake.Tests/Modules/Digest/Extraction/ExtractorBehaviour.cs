using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence.Entities;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Extraction;

/// <summary>What every extractor does, by model or offline (DIG-4): one small subclass each.</summary>
public abstract class ExtractorBehaviour
{
    /// <summary>The extractor that is tested, over this evidence.</summary>
    private protected abstract Task<CandidateInsight> ExtractAsync(CandidateEvidence evidence, CancellationToken ct = default);

    [TestMethod]
    public async Task ExtractAsync_ARichRecord_GivesTheFiveWeightiest()
    {
        var insight = await ExtractAsync(Candidate(with: c =>
        {
            c.CompensationText = "200-250k OTE";
            c.AvailabilityText = "two weeks' notice";
            c.AumText = "1.2 billion";
            c.GrowthText = "up 30% since 2021";
            c.ProductionText = "$2.5M T12";
            c.RankingText = "Barron's Top 1,200";
            c.ClientCount = 120;
            c.YearsExperience = 22;
        }));

        CollectionAssert.AreEqual(
            new[] { "$1.2B AUM", "Growth: up 30% since 2021", "$2.5M production (T12)", "Barron's Top 1,200", "120 clients served" },
            insight.Bullets.Select(b => b.Text).ToArray());
        CollectionAssert.AreEqual(new[] { "aum_text", "growth_text", "production_text", "ranking_text", "client_count" }, insight.Bullets.Select(b => b.Source.Field).ToArray());
        Assert.AreEqual(2, insight.Availability!.MinWeeks);
        Assert.HasCount(8, insight.Facts);
    }

    [TestMethod]
    public async Task ExtractAsync_LowerKindsOnly_FillsDownTheOrder()
    {
        var insight = await ExtractAsync(Candidate(with: c =>
        {
            c.CompensationText = "base 150k + bonus 50k";
            c.AvailabilityText = "two weeks' notice";
            c.SpecialtyText = "retirement plans";
            c.EducationText = "MBA, Wharton";
            c.LicencesText = "7/66, CFP, letting 65 lapse";
        }));

        CollectionAssert.AreEqual(
            new[] { "Licences: Series 7, 66; CFP", "Education: MBA, Wharton", "Specialty: retirement plans", "Available in 2 weeks (two weeks' notice)", "Target comp: $150K base + $50K bonus" },
            insight.Bullets.Select(b => b.Text).ToArray());
    }

    [TestMethod]
    public async Task ExtractAsync_AnEmptyRecord_StillGivesFiveKnownFacts()
    {
        var insight = await ExtractAsync(Candidate(with: c => c.Owner = null));

        CollectionAssert.AreEqual(
            new[] { "Published 20 Nov 2026", "Record updated 21 Nov 2026", "Presented for: advisors", "Record from: import", "Reference TWAV-c1" },
            insight.Bullets.Select(b => b.Text).ToArray());
    }

    [TestMethod]
    public async Task ExtractAsync_DealAndMeeting_FillAThinRecordFirst()
    {
        var evidence = new CandidateEvidence(
            Candidate(),
            [],
            [new DealEvidence("d1", "Engaged", null, Now.AddDays(-3)), new DealEvidence("d0", "Lead", null, Now.AddDays(-9))],
            [new MeetingEvidence("m1", Now.AddDays(-5), null)]);

        var insight = await ExtractAsync(evidence);

        Assert.AreEqual("Interest: deal in stage Engaged", insight.Bullets[0].Text);
        Assert.AreEqual("Last met 17 Nov 2026", insight.Bullets[1].Text);
        Assert.AreEqual(new BulletSource("deal", "d1", "stage"), insight.Bullets[0].Source);
    }

    [TestMethod]
    [DataRow("n/a")]
    [DataRow("TBD")]
    [DataRow("  undisclosed ")]
    public async Task ExtractAsync_AFieldThatSaysNothing_IsNoFact(string text)
    {
        var insight = await ExtractAsync(Candidate(with: c => c.AumText = text));

        Assert.IsEmpty(insight.Facts);
    }

    [TestMethod]
    public async Task ExtractAsync_AFieldNobodyCanRead_IsShownAsWritten()
    {
        var insight = await ExtractAsync(Candidate(with: c => c.AumText = "half a yard"));

        Assert.AreEqual("AUM: half a yard", insight.Bullets[0].Text);
    }

    [TestMethod]
    public async Task ExtractAsync_ATranscript_KeepsSentenceAndPlace()
    {
        const string text = "Interviewer: So you manage $9B, right?\nCandidate: Thanks for having me. I manage $1.2B in AUM for Dr. Lee's former clients. It is going well.";

        var insight = await ExtractAsync(Candidate(), Transcript(text));

        var aum = insight.Bullets[0];
        Assert.AreEqual("$1.2B AUM", aum.Text);
        Assert.AreEqual("I manage $1.2B in AUM for Dr. Lee's former clients.", aum.Source.Sentence);
        Assert.AreEqual(aum.Source.Sentence, text.Substring(aum.Source.Start, aum.Source.Length));
        Assert.AreEqual(("note", "n1", "text"), (aum.Source.Entity, aum.Source.Id, aum.Source.Field));
    }

    [TestMethod]
    [DataRow("I would like to reach $1B in AUM.")]
    [DataRow("My goal is $1B in AUM.")]
    [DataRow("$1B in AUM is the goal.")]
    [DataRow("If I had $1B in AUM I would retire.")]
    [DataRow("I don't manage $1B.")]
    [DataRow("I used to manage $1B.")]
    [DataRow("I managed $1B back in 2015, ten years ago.")]
    [DataRow("My partner manages $1B.")]
    [DataRow("The firm has $1B in AUM.")]
    [DataRow("Do I manage $1B?")]
    [DataRow("We lost $1B.")]
    public async Task ExtractAsync_NotAFactOfTheirs_IsNoAum(string sentence)
    {
        var insight = await ExtractAsync(Candidate(), Transcript("Candidate: " + sentence));

        Assert.IsFalse(insight.Facts.Any(f => f.Kind == BulletKind.Aum), insight.Facts.FirstOrDefault(f => f.Kind == BulletKind.Aum)?.Text);
    }

    [TestMethod]
    [DataRow("I manage about $300M.", BulletKind.Aum, "~$300M AUM")]
    [DataRow("My partner and I manage $300M.", BulletKind.Aum, "$300M AUM")]
    [DataRow("I manage $300M and would like to reach $1B.", BulletKind.Aum, "$300M AUM")]
    [DataRow("Not $1B in AUM, but I manage $300M.", BulletKind.Aum, "$300M AUM")]
    [DataRow("I grew my book from $400M to $650M.", BulletKind.Aum, "$650M AUM")]
    [DataRow("I grew my book from $400M to $650M.", BulletKind.Growth, "Grew from $400M to $650M")]
    [DataRow("My T12 is $1.4M.", BulletKind.Production, "$1.4M production")]
    [DataRow("I serve around 85 households.", BulletKind.Clients, "~85 households")]
    [DataRow("I have my 7 and 66, and I let the 65 lapse.", BulletKind.Licences, "Licences: Series 7, 66")]
    [DataRow("I lead a team of five.", BulletKind.Team, "Leads a team of 5")]
    [DataRow("I've been an advisor since 2004.", BulletKind.Years, "22 years of experience")]
    [DataRow("I have an MBA from Wharton.", BulletKind.Education, "Education: MBA from Wharton")]
    [DataRow("I specialize in retirement planning for doctors.", BulletKind.Specialty, "Specialty: retirement planning for doctors")]
    [DataRow("I made President's Club three times.", BulletKind.Ranking, "President's Club")]
    [DataRow("I could start in two weeks.", BulletKind.Availability, "Available in 2 weeks")]
    [DataRow("I'm looking for 200-250k OTE.", BulletKind.Compensation, "Target comp: $200K–$250K OTE")]
    public async Task ExtractAsync_TheirOwnFact_IsTaken(string sentence, object kind, string text)
    {
        var insight = await ExtractAsync(Candidate(), Transcript("Candidate: " + sentence));

        Assert.AreEqual(text, insight.Facts.FirstOrDefault(f => f.Kind == (BulletKind)kind)?.Text);
    }

    [TestMethod]
    public async Task ExtractAsync_TheInterviewersStatement_IsNoFact() =>
        Assert.IsEmpty((await ExtractAsync(Candidate(), Transcript("Interviewer: I manage $1B and have 90 clients.\nCandidate: Good for you."))).Facts);

    [TestMethod]
    public async Task ExtractAsync_FieldAgainstTranscript_FieldWins()
    {
        var insight = await ExtractAsync(Candidate(with: c => c.AumText = "$500M"), Transcript("Candidate: I manage $900M."));

        Assert.AreEqual("$500M AUM", insight.Facts.Single(f => f.Kind == BulletKind.Aum).Text);
    }

    [TestMethod]
    public async Task ExtractAsync_OldAgainstNew_NewWins()
    {
        var insight = await ExtractAsync(
            Candidate(),
            Transcript("Candidate: I manage $900M.", "old", daysAgo: 300),
            Transcript("Candidate: I manage $950M.", "new", daysAgo: 3));

        Assert.AreEqual("$950M AUM", insight.Facts.Single(f => f.Kind == BulletKind.Aum).Text);
    }

    [TestMethod]
    public async Task ExtractAsync_ACorrection_Wins()
    {
        var insight = await ExtractAsync(Candidate(), Transcript("Candidate: I manage $900M. Sorry, I manage $850M."));

        Assert.AreEqual("$850M AUM", insight.Facts.Single(f => f.Kind == BulletKind.Aum).Text);
    }

    [TestMethod]
    public async Task ExtractAsync_TheSameSaidTwice_IsOneBullet()
    {
        var insight = await ExtractAsync(Candidate(with: c =>
        {
            c.RankingText = "Chairman's Club";
            c.SpecialtyText = "Chairman's Club";
        }));

        Assert.AreEqual(1, insight.Bullets.Count(b => b.Text.Contains("Chairman", StringComparison.Ordinal)));
        Assert.HasCount(5, insight.Bullets);
    }

    [TestMethod]
    public async Task ExtractAsync_Again_GivesTheSame()
    {
        var candidate = Candidate(with: c => c.AumText = "$1.2B");
        var note = Transcript("Candidate: I am excited, ready to move. I have one customer complaint.");

        var (first, second) = (await ExtractAsync(candidate, note), await ExtractAsync(candidate, note));

        CollectionAssert.AreEqual(first.Bullets.ToArray(), second.Bullets.ToArray());
        Assert.AreEqual(first.Sentiment.Enthusiasm, second.Sentiment.Enthusiasm);
    }

    [TestMethod]
    public async Task ExtractAsync_Cancelled_Throws() =>
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
            await ExtractAsync(Evidence(Candidate(), Transcript("Candidate: I manage $1.2B.")), new CancellationToken(canceled: true)));

    [TestMethod]
    [DataRow("Candidate: I'm open to relocation.", "open to relocation")]
    [DataRow("Candidate: I would not relocate.", "not open to relocation")]
    [DataRow("Interviewer: You are open to relocation.", null)]
    [DataRow("Candidate: I like it here.", null)]
    public async Task ExtractAsync_Mobility_IsTheirOwnWord(string text, string? mobility) =>
        Assert.AreEqual(mobility, (await ExtractAsync(Candidate(), Transcript(text))).Mobility);

    private Task<CandidateInsight> ExtractAsync(Candidate candidate, params NoteEvidence[] notes) => ExtractAsync(Evidence(candidate, notes));
}
