using System.Globalization;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Benchmarks.Anonymising;

/// <summary>
/// A made-up candidate who is named in every field and text, in many spellings, with the list of all that was planted.
/// The same seed and index make the same candidate.
/// </summary>
internal sealed class PlantedCandidate
{
    private static readonly string[] Syllables = ["zor", "vel", "quin", "bru", "thal", "mok", "jav", "wen", "dro", "fip", "gul", "hax", "nim", "osk", "pell", "rud", "tov", "yel", "kri", "lund"];
    private static readonly string[] FirmEndings = ["Wealth Management", "Advisors, LLC", "Private Wealth", "Securities", "Financial Group, Inc.", "Capital Partners", "Trust Company", "Planning"];

    // A real firm, and what people in the field call it.
    private static readonly (string Name, string[] Called)[] KnownFirms =
    [
        ("Merrill Lynch", ["Merrill", "ML", "the Bull", "Mother Merrill", "merrill lynch"]), ("Morgan Stanley", ["MS", "MSSB", "Morgan-Stanley", "MorganStanley", "morgan stanley"]),
        ("UBS Financial Services", ["UBS", "PaineWebber"]), ("Wells Fargo Advisors", ["WFA", "Wells Fargo", "Wachovia"]), ("Edward Jones", ["EDJ", "EDWARD JONES"]),
        ("Raymond James", ["RJ", "RayJay", "raymond james"]), ("J.P. Morgan", ["JPM", "JP Morgan", "JPMorgan"]), ("Goldman Sachs", ["GS", "Goldman"]), ("LPL Financial", ["LPL"]),
    ];

    private static readonly (string City, string State, bool IsShown)[] Cities =
    [
        ("Plano", "TX", false), ("Greenwich", "CT", false), ("Sarasota", "FL", false), ("Tulsa", "OK", false), ("Boise", "ID", false), ("Burlington", "VT", false), ("Spokane", "WA", false),
        ("Dallas", "TX", true), ("Chicago", "IL", true), ("Omaha", "NE", false), ("Wellesley", "MA", false), ("Scottsdale", "AZ", false), ("Lubbock", "TX", false), ("Chattanooga", "TN", false),
    ];

    private static readonly string[] KnownSchools = ["Wharton", "Villanova University", "Notre Dame", "University of Southern California", "Boston College", "Harvard Business School", "Georgetown"];
    private static readonly string[] Awards = ["Barron's Top 1,200", "Forbes Best-in-State", "Chairman's Club", "President’s Council", "Financial Times 400", "Circle of Excellence"];
    private static readonly string[] Specialties = ["young physicians", "business owners", "retirement income planning", "executives with concentrated stock", "endowments", "yacht brokers"];

    private readonly Random _random;
    private readonly List<Token> _tokens = [];
    private readonly string _first, _last, _firm, _city, _state, _school, _local, _award, _phone;
    private readonly string[] _firmForms;
    private readonly int _year, _clients;
    private readonly double _aum, _production;

    public PlantedCandidate(int seed, int index, DateTimeOffset now)
    {
#pragma warning disable CA5394 // Made-up people need no secret.
        _random = new Random(unchecked(seed * 486_187_739 + (int)(index * 2_654_435_769L)));
        (_first, _last) = (Word(2), Word(3));
        (string Name, string[]? Called) known = Chance(0.5) ? Pick(KnownFirms) : (Word(2) + " " + Word(2) + " " + Pick(FirmEndings), null);
        _firm = known.Name;
        _firmForms = known.Called ?? [known.Name.Split(' ')[0], string.Join(' ', known.Name.Split(' ').Take(2)), string.Join('-', known.Name.Split(' ').Take(2))];
        (_city, _state, var isShown) = Pick(Cities);
        _school = Chance(0.5) ? Pick(KnownSchools) : Chance(0.5) ? $"University of {Word(3)}" : $"{Word(3)} College";
        _year = _random.Next(1985, 2021);
        // Two digits are licences and percentages too.
        _clients = Odd(101, 900);
        _aum = Odd(1_011, 9_989) * (Chance(0.5) ? 1e5 : 1e6);
        _production = Odd(301, 989) * 1e4;
        _award = Pick(Awards);
        _phone = string.Create(CultureInfo.InvariantCulture, $"214555{_random.Next(1000, 9999)}");
        _local = $"{_first}.{_last}".ToLowerInvariant();
        Plant(_first, _last, _local);
        foreach (var form in _firmForms)
            Plant(form);
        if (!isShown)
            Plant(_city);
        foreach (var word in _school.Split(' ').Where(w => w is not ("University" or "College" or "of" or "Business" or "School" or "Southern" or "Boston")))
            Plant(word);
        Plant(Number(_year), $"'{_year % 100:00}");
        Plant(_award.Split(' ')[0] is "Financial" or "Circle" ? _award : _award.Split(' ')[0] + (_award.Contains("Club", StringComparison.Ordinal) || _award.Contains("Council", StringComparison.Ordinal) ? " " + _award.Split(' ')[1] : ""));
        Plant($"crm-{index + 84_736_000}", Number(index + 84_736_000), "linkedin.com", "@brasswick.com", $"{_first}-{_last}-83a");
        Make(index, now);
    }

    public CandidateEvidence Evidence { get; private set; } = null!;

    /// <summary>Every spelling that was planted.</summary>
    public IReadOnlyList<Token> Tokens => _tokens;

    private void Make(int index, DateTimeOffset now)
    {
        var candidate = new Candidate
        {
            Id = $"crm-{index + 84_736_000}",
            Locator = string.Create(CultureInfo.InvariantCulture, $"TWAV{index + 10_000:00000000}"),
            Name = $"{_first} {_last}",
            Title = $"{Pick(["Managing Director", "Senior Financial Advisor", "Vice President, Wealth Management"])} at {Firm()}, {_city}",
            Firm = _firm,
            Email = $"{_local}@brasswick.com",
            Phone = Phone(),
            ProfileUrl = $"https://www.linkedin.com/in/{_first}-{_last}-83a".ToLowerInvariant(),
            City = _city,
            State = _state,
            Mobility = $"{Pick(["Open to relocation", "Remote preferred", "Not willing to relocate"])} from {_city}; ask {Name()}",
            AumText = $"{Aum()} at {Firm()}",
            Aum = _aum,
            GrowthText = $"up 37% since {Year()} under {Name()}",
            ProductionText = Production(),
            Production = _production,
            RankingText = $"{_award} {Year()}, {Firm()}",
            ClientCount = _clients,
            LicencesText = $"Series 7, 66 ({_state}, {Year()}); CFP through {Firm()}",
            TeamText = $"leads a team of 7 with {Name()} at {Firm()}",
            YearsExperience = _random.Next(3, 38),
            EducationText = $"{Pick(["MBA", "BS Finance", "JD"])}, {_school} {Year()}",
            SpecialtyText = $"{Pick(Specialties)} of {Firm()} in {_city}",
            AvailabilityText = $"two weeks' notice to {Firm()}, says {Name()}",
            CompensationText = $"$200K–$250K OTE, {Firm()} pays less",
            Summary = Text(),
            Audience = "advisors",
            PublishedAt = now.AddDays(-_random.NextDouble() * 40),
            ModifiedAt = now.AddDays(-1),
        };
        // A field left empty makes the extractor read the texts.
        foreach (var clear in new Action[] { () => candidate.AumText = null, () => candidate.ProductionText = null, () => candidate.EducationText = null, () => candidate.SpecialtyText = null, () => candidate.RankingText = null, () => candidate.TeamText = null, () => candidate.CompensationText = null })
        {
            if (Chance(0.35))
                clear();
        }

        Evidence = new CandidateEvidence(
            candidate,
            [
                new NoteEvidence($"note-{index}-71", "note", Text(), "dana.reyes@example.com", now.AddDays(-3)),
                new NoteEvidence($"note-{index}-72", "transcript", $"Recruiter: Tell me.\n{_first}: {Text().Replace("\n", " ", StringComparison.Ordinal)}\n{_first}: I am excited.", "dana.reyes@example.com", now.AddDays(-2)),
            ],
            [new DealEvidence($"deal-{index}-73", "Engaged", $"{Name()} of {Firm()} wants {Aum()} to move.", now.AddDays(-2), $"{_first} {_last} deal", _firm)],
            [new MeetingEvidence($"meet-{index}-74", now.AddDays(-5), $"Met {Name()} in {_city}; call {Phone()}.", "Call", $"{_first} {_last}")]);
    }

    // One sentence of each sort, in an order of its own.
    private string Text()
    {
        string[] sentences =
        [
            $"{Name()} manages {Aum()} in assets at {Firm()}.", $"I produced {Production()} in the trailing twelve months.", $"We serve {Clients()}.", $"I studied at {_school}, class of {Year()}.",
            $"We made {_award} in {Year()}.", $"My focus is on {Pick(Specialties)} around {_city}, {_state}.", $"Reach me at {_local}@brasswick.com or {Phone()}.", $"Mail {_first.ToLowerInvariant()} dot {_last.ToLowerInvariant()} at brasswick dot com.",
            $"See linkedin.com/in/{_first}-{_last}-83a.", $"{Firm()} put me through the PMD program.", $"{Name()}’s book grew from $212.5M to {Aum()} since {Year()}.", $"Record crm-{Evidence?.Candidate.Id ?? Number(1)} is {Name()}.",
            $"I lead a team of six at {Firm()} in {_city}.", $"I could start in six weeks, but {Firm()} has garden leave.", $"I'm looking for 250-300k OTE, says {Name()}.", $"I have been an advisor for 19 years, since {Year()}.",
        ];
        Plant("PMD", true);
        return string.Join('\n', sentences.OrderBy(_ => _random.Next()).Take(_random.Next(6, sentences.Length)));
    }

    private string Name() => Pick<Func<string>>(
    [
        () => $"{_first} {_last}", () => $"{_first} {_last}".ToUpperInvariant(), () => $"{_last}, {_first}", () => $"{_first[0]}. {_last}", () => $"Ms. {_last}", () => _first, () => _last.ToLowerInvariant(),
        () => Planted($"{_first}\u200B{_last}"), () => Planted($"{_first}{_last}".ToLowerInvariant()), () => Planted(string.Join('-', _last.ToUpperInvariant().ToCharArray())), () => Planted(string.Join(' ', _last.ToCharArray())),
        () => Planted(Accented(_last)), () => Planted(_first.Replace('o', '\u043E').Replace('e', '\u0435')) + " " + _last, () => Planted($"{_first}_{_last}"),
    ])();

    private string Firm() => Pick<Func<string>>([() => _firm, () => Pick(_firmForms), () => Pick(_firmForms) + "'s", () => Planted(_firm.ToUpperInvariant()), () => _firm + " Inc"])();

    private string Aum()
    {
        var millions = _aum / 1e6;
        return Pick<Func<string>>(
        [
            () => Planted($"${millions / 1000:0.0000}".TrimEnd('0')) + "B", () => Planted(string.Create(CultureInfo.InvariantCulture, $"{millions:#,0.#}")) + " million", () => Planted(string.Create(CultureInfo.InvariantCulture, $"{millions:0.#}")) + "MM",
            () => Planted(string.Create(CultureInfo.InvariantCulture, $"${_aum:#,0}")), () => Planted(string.Create(CultureInfo.InvariantCulture, $"{millions:0.#}")) + " mil", () => Planted("point " + string.Join(' ', Number((int)(_aum / 1e5) % 1000).Select(Digit))) + " billion",
        ])();
    }

    private string Production() => Pick<Func<string>>(
    [
        () => "$" + Planted(string.Create(CultureInfo.InvariantCulture, $"{_production / 1e6:0.00}")) + "M", () => Planted(string.Create(CultureInfo.InvariantCulture, $"{_production:#,0}")), () => Planted(string.Create(CultureInfo.InvariantCulture, $"{_production / 1e3:0}")) + "K",
        () => Planted(string.Join(" point ", Digit((char)('0' + (int)(_production / 1e6))), string.Join(' ', Number((int)(_production / 1e4) % 100).PadLeft(2, '0').Select(Digit)))) + " million",
    ])();

    private string Clients() => Planted(Number(_clients)) + Pick([" households", " clients", " families"]);

    private string Year() => Pick<Func<string>>([() => Number(_year), () => $"'{_year % 100:00}", () => $"June {_year}", () => $"’{_year % 100:00}"])();

    private string Phone()
    {
        var (area, middle, end) = (_phone[..3], _phone[3..6], _phone[6..]);
        return Pick<Func<string>>(
        [
            () => $"({area}) " + Planted($"{middle}-{end}"), () => $"{area}." + Planted($"{middle}.{end}"), () => $"+1 {area} " + Planted($"{middle} {end}"), () => Planted(_phone), () => Planted(string.Join(' ', _phone.Select(Digit))),
        ])();
    }

    private static string Digit(char digit) => digit switch { '0' => "zero", '1' => "one", '2' => "two", '3' => "three", '4' => "four", '5' => "five", '6' => "six", '7' => "seven", '8' => "eight", _ => "nine" };

    private static string Accented(string word) => word.Replace('e', 'é').Replace('o', 'ö').Replace('u', 'ü').Replace('i', 'í').Replace('a', 'á');

    private string Planted(string spelling)
    {
        Plant(spelling);
        return spelling;
    }

    private void Plant(params string[] spellings)
    {
        foreach (var spelling in spellings)
            Plant(spelling, spelling.Length <= 3);
    }

    private void Plant(string spelling, bool isWholeWord)
    {
        if (!_tokens.Exists(t => t.Text == spelling))
            _tokens.Add(new Token(spelling, isWholeWord));
    }

    private string Word(int syllables)
    {
        var word = string.Concat(Enumerable.Range(0, syllables).Select(_ => Pick(Syllables)));
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    // No tier and no round number, so that a figure that shows is the record's.
    private int Odd(int low, int high)
    {
        int number;
        do
            number = _random.Next(low, high);
        while (number % 5 == 0);
        return number;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
#pragma warning restore CA5394
