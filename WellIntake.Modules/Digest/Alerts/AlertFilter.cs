using System.Text.Json;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>Whom an alert waits for. Everything that is said must hold.</summary>
internal sealed record AlertFilter
{
    /// <summary>advisors, c_suite or global.</summary>
    public string Audience { get; init; } = Digest.Audience.Global;
    /// <summary>Any of them; empty: anywhere.</summary>
    public IReadOnlyList<AlertPlace> Places { get; init; } = [];
    /// <summary>In US dollars, by the lower end of what the record says; null: any.</summary>
    public decimal? MinAum { get; init; }
    /// <summary>As the licence parser names them; empty: any.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];
    /// <summary>One of the licences is enough.</summary>
    public bool AnyLicence { get; init; }

    /// <summary>The filter of a stored alert.</summary>
    public static AlertFilter Of(CandidateAlert alert) => new()
    {
        Audience = alert.Audience,
        Places = JsonSerializer.Deserialize<List<AlertPlace>>(alert.Places) ?? [],
        MinAum = (decimal?)alert.MinAum,
        Licences = JsonSerializer.Deserialize<List<string>>(alert.Licences) ?? [],
        AnyLicence = alert.AnyLicence,
    };

    /// <summary>Whether a candidate is one of them. What a record does not say does not match.</summary>
    public bool Matches(Candidate candidate, Vocabulary words)
    {
        if (Audience != Digest.Audience.Global
            && !candidate.Audience.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Contains(Audience, StringComparer.Ordinal))
            return false;
        if (Places.Count > 0 && !Places.Any(p => p.Matches(candidate, words)))
            return false;
        if (MinAum is { } least && !(candidate.Aum >= (double)least))
            return false;
        if (Licences.Count == 0)
            return true;
        var held = LicenceParser.FindAll(candidate.LicencesText).Where(l => l.Value!.Status == LicenceStatus.Held).Select(l => l.Value!.Name).ToHashSet(StringComparer.Ordinal);
        return AnyLicence ? Licences.Any(held.Contains) : Licences.All(held.Contains);
    }
}
