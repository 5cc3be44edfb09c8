using System.Globalization;
using WellIntake.Modules.Digest.Parsing;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Facts from a candidate's fields. A field that cannot be read is shown as it was written.</summary>
internal static class FieldFacts
{
    /// <summary>One bullet a kind at most; nothing for empty fields and for "n/a".</summary>
    public static Dictionary<BulletKind, Bullet> Of(Candidate candidate, DateOnly today)
    {
        var facts = new Dictionary<BulletKind, Bullet>();
        void Add(BulletKind kind, string field, string? text, double strength)
        {
            if (PlainText.Line(text) is { } line)
                facts.TryAdd(kind, new Bullet(kind, line, new BulletSource("candidate", candidate.Id, field), strength));
        }

        Add(BulletKind.Aum, "aum_text", Amount(candidate.AumText, MoneyLabel.Assets, "AUM", out var aum), Strength.Aum(aum ?? candidate.Aum ?? 0));
        if (candidate.Aum is > 0 and { } assets)
            Add(BulletKind.Aum, "aum", Money.Short((decimal)Math.Min(assets, 1e15)) + " AUM", Strength.Aum(assets));

        if (PlainText.Line(candidate.GrowthText) is { } growth)
        {
            var read = GrowthParser.Parse(growth).Value;
            var speaksOfGrowth = growth.Contains("grow", StringComparison.OrdinalIgnoreCase) || growth.Contains("grew", StringComparison.OrdinalIgnoreCase);
            Add(BulletKind.Growth, "growth_text", speaksOfGrowth ? Capital(growth) : "Growth: " + growth, Strength.Growth(read?.Percent));
        }

        Add(BulletKind.Production, "production_text", Amount(candidate.ProductionText, MoneyLabel.Production, "production", out var production), Strength.Production(production ?? candidate.Production ?? 0));
        if (candidate.Production is > 0 and { } revenue)
            Add(BulletKind.Production, "production", Money.Short((decimal)Math.Min(revenue, 1e15)) + " production", Strength.Production(revenue));

        Add(BulletKind.Ranking, "ranking_text", Capital(candidate.RankingText), Math.Min(1, 0.5 + 0.25 * (RankingParser.FindAll(candidate.RankingText).Count - 1)));
        if (candidate.ClientCount is > 0 and { } clients)
            Add(BulletKind.Clients, "client_count", string.Create(CultureInfo.InvariantCulture, $"{clients:N0} clients served"), Strength.Clients(clients));
        Add(BulletKind.Licences, "licences_text", Licences(candidate.LicencesText, out var count), Strength.Several(count));
        if (PlainText.Line(candidate.TeamText) is { } team)
            Add(BulletKind.Team, "team_text", team.Contains("team", StringComparison.OrdinalIgnoreCase) ? Capital(team) : "Team: " + team, Strength.Team(CountParser.TeamOf(team).Value?.Count ?? 3));
        if (candidate.YearsExperience is > 0 and <= 80 and { } years)
            Add(BulletKind.Years, "years_experience", years == 1 ? "1 year of experience" : string.Create(CultureInfo.InvariantCulture, $"{years} years of experience"), Strength.Years(years));
        if (PlainText.Line(candidate.EducationText) is { } education)
            Add(BulletKind.Education, "education_text", "Education: " + education, Strength.Unmeasured);
        if (PlainText.Line(candidate.SpecialtyText) is { } specialty)
            Add(BulletKind.Specialty, "specialty_text", "Specialty: " + specialty, Strength.Unmeasured);
        if (PlainText.Line(candidate.AvailabilityText) is { } availability)
            Add(BulletKind.Availability, "availability_text", Availability(availability, today), Strength.Unmeasured);
        if (PlainText.Line(candidate.CompensationText) is { } compensation)
            Add(BulletKind.Compensation, "compensation_text", "Target comp: " + (CompensationParser.Parse(compensation).Value?.ToString() ?? compensation), Strength.Unmeasured);
        return facts;
    }

    /// <summary>"Available in 2 weeks (two weeks' notice)"; as written when no time could be read.</summary>
    public static string Availability(string written, DateOnly today)
    {
        if (AvailabilityParser.Parse(written, today).Value is not { } read)
            return "Availability: " + written;
        var text = read.ToString();
        return written.Length > 60 || text.Contains(written, StringComparison.OrdinalIgnoreCase) || read.Kind == AvailabilityKind.Immediate ? text : $"{text} ({written})";
    }

    private static string? Amount(string? written, MoneyLabel label, string what, out double? dollars)
    {
        dollars = null;
        if (PlainText.Line(written) is not { } line)
            return null;
        if (MoneyParser.Parse(line, label).Value is not { } money)
            return line.Contains(what, StringComparison.OrdinalIgnoreCase) ? line : $"{Capital(what)}: {line}";
        // The way from one amount to another ends at the other.
        if (money.IsChange)
            money = money with { Low = money.High, IsChange = false };
        dollars = (double)money.Low;
        var isTrailing = label == MoneyLabel.Production && line.Contains("12", StringComparison.Ordinal) && line.Contains('T', StringComparison.OrdinalIgnoreCase);
        return $"{money} {what}{(isTrailing && Trailing(line) ? " (T12)" : "")}";
    }

    private static bool Trailing(string line) =>
        line.Contains("T12", StringComparison.OrdinalIgnoreCase) || line.Contains("T-12", StringComparison.OrdinalIgnoreCase) || line.Contains("trailing", StringComparison.OrdinalIgnoreCase);

    private static string? Licences(string? written, out int held)
    {
        held = 0;
        if (PlainText.Line(written) is not { } line)
            return null;
        var licences = LicenceParser.FindAll(line).Select(l => l.Value!).ToList();
        if (licences.Count == 0)
            return "Licences: " + line;
        held = licences.Count(l => l.Status == LicenceStatus.Held);
        return LicenceText.Of(licences) is { } text ? "Licences: " + text : null;
    }

    private static string? Capital(string? text) =>
        string.IsNullOrEmpty(text) || !char.IsLower(text[0]) ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
