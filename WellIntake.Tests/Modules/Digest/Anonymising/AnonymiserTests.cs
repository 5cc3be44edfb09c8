using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Anonymising.Leaks;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence.Entities;
using static WellIntake.Tests.Modules.Digest.Anonymising.PlantedRecord;

namespace WellIntake.Tests.Modules.Digest.Anonymising;

[TestClass]
[TestCategory("DIG-6")]
public sealed class AnonymiserTests
{
    [TestMethod]
    public async Task Anonymise_AFullRecord_SaysWhatAClientValues()
    {
        var card = await ShowAsync();

        Assert.AreEqual("Managing Director – candidate alert", card.AlertTitle);
        Assert.AreEqual("Dallas–Fort Worth metro", card.Location);
        Assert.AreEqual("TWAV7K2M9PQR", card.Reference);
        CollectionAssert.AreEqual(
            new[] { "Manages $1B+", "Produces $5M+ a year", "Nationally recognised advisor; Top-producer club of their firm", "Serves 200+ clients", "Licences: Series 7, 66; CFP" },
            card.Bullets.Select(b => b.Text).ToArray());
        Assert.AreEqual("aum_text", card.Bullets[0].Source.Field);
    }

    [TestMethod]
    [DataRow("AumText", "$5.2B", "Aum", "Manages $5B+")]
    [DataRow("AumText", "~$740M", "Aum", "Manages $500M+")]
    [DataRow("AumText", "$99M", "Aum", null)]
    [DataRow("AumText", "up to $600M", "Aum", null)]
    [DataRow("AumText", "ask Quillford", "Aum", null)]
    [DataRow("ProductionText", "$2.1M T12", "Production", "Produces $2M+ a year")]
    [DataRow("GrowthText", "up 34% since 2021", "Growth", "Grew by 30%+")]
    [DataRow("GrowthText", "grew from $400M to $900M at Merrill", "Growth", "Business doubled")]
    [DataRow("GrowthText", "down 4%", "Growth", null)]
    [DataRow("RankingText", "Forbes Best-in-State 2023", "Ranking", "Nationally recognised advisor")]
    [DataRow("RankingText", "Quillford Cup", "Ranking", "Recognised for performance")]
    [DataRow("LicencesText", "Series 7 (TX, 2009), 66; CFP since 2012", "Licences", "Licences: Series 7; CFP")]
    [DataRow("TeamText", "leads a team of 7 with Bramble", "Team", "Leads a team of 5+")]
    [DataRow("TeamText", "two associates of Merrill's", "Team", "Works with a team")]
    [DataRow("EducationText", "MBA, Wharton 2009", "Education", "Education: MBA, a leading business school")]
    [DataRow("EducationText", "BS Finance, Quillford College 1998", "Education", "Education: bachelor’s degree in finance")]
    [DataRow("SpecialtyText", "young physicians at Merrill in Plano", "Specialty", "Specialty: next-generation clients, physicians")]
    [DataRow("SpecialtyText", "the Quillford method", "Specialty", null)]
    [DataRow("AvailabilityText", "two weeks' notice to Merrill", "Availability", "Available in 2 weeks")]
    [DataRow("CompensationText", "$200K-$250K OTE", "Compensation", "Target comp: $200K–$250K OTE")]
    [DataRow("CompensationText", "203,400 to 251,700", "Compensation", "Target comp: $200K–$255K OTE")]
    public async Task Anonymise_AField_IsGeneralised(string field, string written, string kind, string? shown)
    {
        var card = await ShowAsync(c =>
        {
            foreach (var property in typeof(Candidate).GetProperties().Where(p => p.Name.EndsWith("Text", StringComparison.Ordinal) || p.Name is "Aum" or "Production" or "ClientCount" or "YearsExperience"))
                property.SetValue(c, null);
            typeof(Candidate).GetProperty(field)!.SetValue(c, written);
        });

        Assert.AreEqual(shown, card.Bullets.SingleOrDefault(b => b.Kind.ToString() == kind)?.Text);
        Assert.HasCount(BulletSelector.Count, card.Bullets);
    }

    [TestMethod]
    [DataRow("Plano", "TX", "Dallas–Fort Worth metro")]
    [DataRow("Plano", "Texas", "Dallas–Fort Worth metro")]
    [DataRow("Lubbock", "TX", "Southwest")]
    [DataRow("St. Louis", "MO", "St. Louis metro")]
    [DataRow(null, "ny", "Mid-Atlantic")]
    [DataRow("Atlantis", null, "Location on request")]
    public async Task Anonymise_APlace_IsAMetroOrARegion(string? city, string? state, string shown) =>
        Assert.AreEqual(shown, (await ShowAsync(c => (c.City, c.State, c.Mobility) = (city, state, null))).Location);

    [TestMethod]
    [DataRow("Managing Director at Morgan Stanley", "Managing Director")]
    [DataRow("Vice President, Wealth Management", "Vice President, Wealth Management")]
    [DataRow("Quillford Group Head of Wealth", "Group Head of Wealth")]
    [DataRow("Senior Advisor - Merrill (Plano)", "Senior Advisor")]
    [DataRow("Quillford", "Financial professional")]
    [DataRow(null, "Financial professional")]
    public void Apply_ATitle_KeepsOnlyItsRole(string? title, string shown) => Assert.AreEqual(shown, TitleRule.Apply(title, Lists));

    [TestMethod]
    public async Task Anonymise_AnEmptyRecord_StillHasFiveBulletsThatSaySomething()
    {
        var bare = new CandidateEvidence(CandidateBuilder.Candidate("x", c => (c.Name, c.Firm) = ("Jane Doe", "UBS")), [], [], []);
        var insight = await new OfflineExtractor().ExtractAsync(bare, CandidateBuilder.Now);
        var spec = new WellIntake.Modules.Digest.DigestSpec { Audience = "advisors", From = CandidateBuilder.Now.AddDays(-7), To = CandidateBuilder.Now, Now = CandidateBuilder.Now };

        var card = new Anonymiser(Lists).Anonymise(WellIntake.Modules.Digest.DigestEngine.Card(bare, insight, spec), bare, CandidateBuilder.Now);

        CollectionAssert.AreEqual(
            new[] { "Currently at a wirehouse", "Role: Financial professional", "Considered for advisor seats", "New to our list this week", "Can be introduced in confidence" },
            card.Bullets.Select(b => b.Text).ToArray());
    }

    [TestMethod]
    public async Task Anonymise_ARecordWithoutLocator_ShowsNoId() =>
        Assert.AreEqual("Reference on request", (await ShowAsync(c => c.Locator = "")).Reference);

    [TestMethod]
    [DataRow("Jozefina Quillford manages $1.23B at Merrill Lynch.", "[name] manages $1B+ at the firm.")]
    [DataRow("I studied at Wharton, class of 2009.", "I studied at a school, a past year.")]
    [DataRow("We serve 212 households in Plano, TX.", "We serve 200+ households in the Dallas–Fort Worth metro.")]
    [DataRow("Call 214-555-0137 or jozefina.quillford@quillmail.com.", "Call [number] or [address].")]
    [DataRow("I left UBS for Goldman.", "I left a wirehouse for a private bank.")]
    [DataRow("Walter retires next year.", "[name] retires next year.")]
    [DataRow("I could start in six weeks and hold the Series 7 and 66.", "I could start in six weeks and hold the Series 7 and 66.")]
    [DataRow("I came up through the PMD program.", "I came up through the a firm's training programme.")]
    public void Sentence_AnEvidenceSentence_IsGeneralised(string sentence, string shown) =>
        Assert.AreEqual(shown, new Anonymiser(Lists).Sentence(sentence, Evidence()));

    [TestMethod]
    public void Sentence_WhatCannotBeMadeSafe_IsNotShown() => Assert.IsNull(new Anonymiser(Lists).Sentence("  ", Evidence()));

    [TestMethod]
    [TestCategory("QUA-6")]
    public async Task Anonymise_TheFullRecord_PassesTheLeakCheck() => Assert.IsEmpty(LeakCheck.Find(Identity(), (await ShowAsync()).AllText()));
}
