using System.Globalization;
using WellIntake.Modules.Platform.Crm.Import.Values;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Seed;

/// <summary>
/// One made-up candidate with what belongs to them. Each is drawn from a generator of their own, so that candidate 17 is
/// the same in a set of a hundred and in one of a million.
/// </summary>
internal sealed class SeedPerson
{
    private static readonly int MetroWeight = SeedWords.Metros.Sum(m => m.Weight);

    private readonly Random _random;
    private readonly DateTimeOffset _now;
    private readonly string _number;

    public SeedPerson(SeedRequest request, int index, DateTimeOffset now)
    {
        // Golden-ratio steps keep neighbouring seeds from giving neighbouring people.
        _random = new Random(unchecked((request.Seed * 486_187_739) + (index * (int)2_654_435_769)));
        _now = now;
        _number = string.Create(CultureInfo.InvariantCulture, $"{request.Seed}-{index + 1}");
        Candidate = MakeCandidate(request.Days);
        Deals = Chance(0.45) ? [MakeDeal()] : [];
        Meetings = [.. Enumerable.Range(1, _random.Next(0, 3)).Select(MakeMeeting)];
        Notes = MakeNotes();
    }

    public Candidate Candidate { get; }

    public IReadOnlyList<Deal> Deals { get; }

    public IReadOnlyList<Meeting> Meetings { get; }

    public IReadOnlyList<Note> Notes { get; }

    private Candidate MakeCandidate(int days)
    {
        var first = Pick(SeedWords.FirstNames);
        var last = Pick(SeedWords.LastNames);
        var executive = Chance(0.12);
        var (city, state) = Metro();
        var years = Math.Clamp((int)Normal(17, 8), 2, 44);
        // Log-normal: half manage less than about $110M, one in fifty more than a billion.
        var aum = Math.Exp(Normal(Math.Log(110e6), 1.1));
        var production = aum * (0.0055 + (_random.NextDouble() * 0.004));
        var thin = Chance(0.15);
        var published = _now - TimeSpan.FromDays(_random.NextDouble() * days);
        var candidate = new Candidate
        {
            Id = $"seed-c-{_number}",
            Locator = "",
            Name = $"{first} {last}",
            Title = Pick(executive ? SeedWords.ExecutiveTitles : SeedWords.AdvisorTitles),
            Firm = $"{Pick(SeedWords.FirmStems)} {Pick(SeedWords.FirmEndings)}",
            Email = $"{first}.{last}.{_number}@example.com".ToLowerInvariant(),
            Phone = string.Create(CultureInfo.InvariantCulture, $"({_random.Next(201, 990)}) 555-01{_random.Next(100):00}"),
            City = city,
            State = state,
            YearsExperience = years,
            Audience = executive ? "c_suite" : Chance(0.05) ? "advisors,global" : "advisors",
            Owner = Pick(SeedWords.Owners),
            InVault = Chance(0.3),
            Source = "seed",
            PublishedAt = Whole(published),
            ModifiedAt = Whole(published + ((_now - published) * _random.NextDouble())),
        };
        if (thin)
            return candidate;

        SetMoney(candidate, aum, production);
        candidate.Mobility = Maybe(SeedWords.Mobility, 0.8);
        candidate.GrowthText = Chance(0.6) ? string.Create(CultureInfo.InvariantCulture, $"up {_random.Next(4, 65)}% since {_now.Year - _random.Next(1, 6)}") : null;
        candidate.RankingText = Maybe(SeedWords.Rankings, 0.25);
        candidate.ClientCount = Chance(0.8) ? (int)Math.Clamp(aum / (400_000 + (_random.NextDouble() * 1_500_000)), 5, 2_000) : null;
        candidate.LicencesText = Maybe(SeedWords.Licences, 0.9);
        candidate.TeamText = Chance(0.4) ? $"leads a team of {_random.Next(2, 9)}" : null;
        candidate.EducationText = Maybe(SeedWords.Educations, 0.7);
        candidate.SpecialtyText = Maybe(SeedWords.Specialties, 0.8);
        candidate.AvailabilityText = Maybe(SeedWords.Availability, 0.75);
        candidate.CompensationText = Compensation(production);
        candidate.Summary = SeedText.Summary(_random, candidate);
        return candidate;
    }

    private void SetMoney(Candidate candidate, double aum, double production)
    {
        if (Chance(0.85))
            (candidate.AumText, candidate.Aum) = Written(aum);
        if (Chance(0.65))
            (candidate.ProductionText, candidate.Production) = Written(production);
    }

    /// <summary>An amount rounded and written in one of the usual ways, with the number that the writing means.</summary>
    private (string Text, double? Amount) Written(double amount)
    {
        var text = amount switch
        {
            >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"${amount / 1e9:0.0}B"),
            >= 1e6 when Chance(0.3) => string.Create(CultureInfo.InvariantCulture, $"{amount / 1e6:0}MM"),
            >= 1e6 when Chance(0.2) => string.Create(CultureInfo.InvariantCulture, $"~${amount / 1e6:0} million"),
            >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"${amount / 1e6:0.0}M"),
            _ => string.Create(CultureInfo.InvariantCulture, $"${amount / 1e3:0}K"),
        };
        return (text, MoneyValue.Parse(text).Amount);
    }

    private string? Compensation(double production)
    {
        if (!Chance(0.7))
            return null;
        var low = Math.Clamp(Math.Round(production * 0.4 / 5_000) * 5, 70, 900);
        return string.Create(CultureInfo.InvariantCulture, $"${low:0}K–${low + (10 * _random.Next(1, 8)):0}K OTE");
    }

    private Deal MakeDeal()
    {
        var stage = Pick(WordValue.Stages);
        var created = Candidate.PublishedAt;
        var modified = Whole(created + ((_now - created) * _random.NextDouble()));
        return new Deal
        {
            Id = $"seed-d-{_number}",
            CandidateId = Candidate.Id,
            Name = $"{Candidate.Name} to {Pick(SeedWords.FirmStems)}",
            Firm = $"{Pick(SeedWords.FirmStems)} {Pick(SeedWords.FirmEndings)}",
            Stage = stage,
            Amount = 5_000 * _random.Next(4, 60),
            City = Candidate.City,
            State = Candidate.State,
            Owner = Candidate.Owner,
            Source = "seed",
            CreatedAt = created,
            ClosedAt = stage.StartsWith("Closed", StringComparison.Ordinal) ? modified : null,
            ModifiedAt = modified,
        };
    }

    private Meeting MakeMeeting(int number)
    {
        var starts = _now.AddDays(_random.Next(-90, 21)).Date.AddHours(_random.Next(13, 22)).AddMinutes(30 * _random.Next(2));
        var at = new DateTimeOffset(starts, TimeSpan.Zero);
        return new Meeting
        {
            Id = $"seed-m-{_number}-{number}",
            CandidateId = Candidate.Id,
            DealId = Deals.Count > 0 ? Deals[0].Id : null,
            Title = Pick(SeedWords.MeetingTitles),
            StartsAt = at,
            DurationMinutes = 15 * _random.Next(1, 7),
            Participants = $"{Candidate.Name}, {Candidate.Owner}",
            Outcome = at < _now ? Maybe(SeedWords.Outcomes, 0.7) : null,
            Owner = Candidate.Owner,
            Source = "seed",
            ModifiedAt = at < _now ? at : _now,
        };
    }

    private List<Note> MakeNotes()
    {
        var notes = new List<Note>();
        if (Chance(0.5))
            notes.Add(MakeNote("note", SeedText.Remark(_random, Candidate)));
        if (Chance(0.08))
            notes.Add(MakeNote("transcript", SeedText.Transcript(_random, Candidate)));
        return notes;
    }

    private Note MakeNote(string kind, string text) => new()
    {
        Id = $"seed-n-{_number}-{kind}",
        CandidateId = Candidate.Id,
        MeetingId = kind == "transcript" && Meetings.Count > 0 ? Meetings[0].Id : null,
        Kind = kind,
        Text = text,
        Author = Candidate.Owner,
        Owner = Candidate.Owner,
        Source = "seed",
        CreatedAt = Candidate.ModifiedAt,
    };

    private (string City, string State) Metro()
    {
        var at = _random.Next(MetroWeight);
        foreach (var (city, state, weight) in SeedWords.Metros)
        {
            at -= weight;
            if (at < 0)
                return (city, state);
        }

        return ("New York", "NY");
    }

    private double Normal(double mean, double deviation) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private string Pick(IReadOnlyList<string> words) => words[_random.Next(words.Count)];

    private string? Maybe(string[] words, double probability) => Chance(probability) ? Pick(words) : null;

    private static DateTimeOffset Whole(DateTimeOffset at) => new(at.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
