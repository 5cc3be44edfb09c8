using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Anonymising.Leaks;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence.Entities;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Anonymising;

/// <summary>A candidate with every sort of identifier.</summary>
internal static class PlantedRecord
{
    public static readonly Vocabulary Lists = Vocabulary.Load(null);

    public static CandidateEvidence Evidence(Action<Candidate>? with = null, string note = "I was made partner in 2014.") =>
        new(
            Candidate("crm-8812345", c =>
            {
                c.Locator = "TWAV7K2M9PQR";
                c.Name = "Jozefína Quillford";
                c.Title = "Managing Director at Merrill Lynch";
                c.Firm = "Merrill Lynch";
                c.Email = "jozefina.quillford@quillmail.com";
                c.Phone = "(214) 555-0137";
                c.ProfileUrl = "https://www.linkedin.com/in/jquillford-83a1";
                (c.City, c.State) = ("Plano", "TX");
                (c.AumText, c.Aum) = ("$1.23B", 1.23e9);
                (c.ProductionText, c.Production) = ("$8.43M", 8.43e6);
                c.RankingText = "Barron's Top 100 2019; Chairman's Club";
                c.ClientCount = 212;
                c.LicencesText = "Series 7, 66 (TX, 2009); CFP";
                c.TeamText = "leads a team of 7";
                c.YearsExperience = 22;
                c.EducationText = "MBA, Wharton 2009; BA, Villanova University";
                c.SpecialtyText = "young physicians at Merrill in Plano";
                c.AvailabilityText = "two weeks' notice to Merrill";
                c.CompensationText = "$200K-$250K OTE";
                with?.Invoke(c);
            }),
            [Note(note)],
            [new DealEvidence("deal-5501", "Engaged", null, Now, "Jozefína to Harrow Stone", "Harrow Stone Private Wealth")],
            [new MeetingEvidence("meet-5502", Now.AddDays(-3), null, "Call", "Walter Bramble; rita@example.com")]);

    public static RecordIdentity Identity(Action<Candidate>? with = null) => RecordIdentity.Of(Evidence(with), Lists.ShownPlaces);

    public static async Task<ShownCard> ShowAsync(Action<Candidate>? with = null)
    {
        var evidence = Evidence(with);
        var spec = new WellIntake.Modules.Digest.DigestSpec { Audience = "advisors", From = Now.AddDays(-7), To = Now, Now = Now };
        var insight = await new OfflineExtractor().ExtractAsync(evidence, Now);
        return new Anonymiser(Lists).Anonymise(WellIntake.Modules.Digest.DigestEngine.Card(evidence, insight, spec), evidence, Now);
    }
}
