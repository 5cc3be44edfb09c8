using System.Globalization;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Seed;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Benchmarks.Anonymising;

/// <summary>Records as they come: those of the seed, and the samples. Whoever is held back of them is held back for nothing.</summary>
internal static class CleanCandidates
{
    /// <summary>The first so many of a seed.</summary>
    public static IEnumerable<CandidateEvidence> Seeded(int count, DateTimeOffset now)
    {
        for (var i = 0; i < count; i++)
        {
            var person = new SeedPerson(new SeedRequest(count), i, now);
            person.Candidate.Locator = Locator.For(person.Candidate.Id);
            yield return new CandidateEvidence(
                person.Candidate,
                [.. person.Notes.Select(n => new NoteEvidence(n.Id, n.Kind, n.Text, n.Author, n.CreatedAt))],
                [.. person.Deals.Select(d => new DealEvidence(d.Id, d.Stage, d.Description, d.ModifiedAt, d.Name, d.Firm))],
                [.. person.Meetings.Select(m => new MeetingEvidence(m.Id, m.StartsAt, m.Outcome, m.Title, m.Participants))]);
        }
    }

    /// <summary>The samples' candidates.</summary>
    public static IEnumerable<CandidateEvidence> Samples(DateTimeOffset now)
    {
        using var stream = typeof(Locator).Assembly.GetManifestResourceStream("WellIntake.Samples.candidates.csv")!;
        using var reader = new StreamReader(stream);
        var columns = Cells(reader.ReadLine()!).ToList();
        while (reader.ReadLine() is { } line)
        {
            var cells = Cells(line);
            string? Of(string column) => cells[columns.IndexOf(column)] is { Length: > 0 } value ? value : null;
            var id = Of("Candidate Id")!;
            yield return new CandidateEvidence(
                new Candidate
                {
                    Id = id,
                    Locator = Locator.For(id),
                    Name = Of("Full Name")!,
                    Title = Of("Job Title"),
                    Firm = Of("Employer"),
                    Email = Of("E-mail Address"),
                    Phone = Of("Mobile"),
                    City = Of("City"),
                    State = Of("State"),
                    Mobility = Of("Mobility"),
                    AumText = Of("Book Size (AUM)"),
                    GrowthText = Of("AUM Growth"),
                    ProductionText = Of("Production (12mo)"),
                    RankingText = Of("Rankings & Awards"),
                    ClientCount = int.TryParse(Of("Households")?.Split(' ')[0], CultureInfo.InvariantCulture, out var clients) ? clients : null,
                    LicencesText = Of("Licenses"),
                    TeamText = Of("Team"),
                    YearsExperience = int.TryParse(Of("Years of Experience")?.Split(' ', '+')[0], CultureInfo.InvariantCulture, out var years) ? years : null,
                    EducationText = Of("Education"),
                    SpecialtyText = Of("Specialty"),
                    AvailabilityText = Of("When Available"),
                    CompensationText = Of("Desired Comp"),
                    Summary = Of("Summary"),
                    Audience = "advisors",
                    PublishedAt = now.AddDays(-2),
                    ModifiedAt = now.AddDays(-1),
                },
                [], [], []);
        }
    }

    // The samples have no cell over two lines.
    private static string[] Cells(string line)
    {
        var record = new CsvRecord(',');
        record.Start();
        return record.Feed(line) == CsvRecord.State.Complete ? record.TakeCells() : throw new FormatException("A line of the samples cannot be read: " + line);
    }
}
