using WellIntake.Modules.Digest.Contracts;

namespace WellIntake.Modules.Digest;

/// <summary>What a digest is asked to show.</summary>
internal sealed record DigestSpec
{
    /// <summary>The longest range, in days.</summary>
    public const int MostDays = 365;
    /// <summary>The most cards.</summary>
    public const int MostCandidates = 50;

    /// <summary>advisors, c_suite, global or personal.</summary>
    public required string Audience { get; init; }
    /// <summary>Candidates published from this moment on.</summary>
    public required DateTimeOffset From { get; init; }
    /// <summary>Up to and without this moment.</summary>
    public required DateTimeOffset To { get; init; }
    /// <summary>The moment for which availability and ages are reckoned.</summary>
    public required DateTimeOffset Now { get; init; }
    /// <summary>Who asks; their records are those of a personal digest, which cannot be made without.</summary>
    public string? Asker { get; init; }
    /// <summary>The first day, where days were named; null where the range ends now.</summary>
    public DateOnly? FirstDay { get; init; }
    /// <summary>The last day that was named.</summary>
    public DateOnly? LastDay { get; init; }
    /// <summary>Only this recruiter's candidates.</summary>
    public string? Owner { get; init; }
    /// <summary>1–50.</summary>
    public int MaxCandidates { get; init; } = 6;
    /// <summary>With candidates from the vault.</summary>
    public bool IncludeVault { get; init; } = true;
    /// <summary>With evidence from deals.</summary>
    public bool IncludeDeals { get; init; } = true;
    /// <summary>With evidence from meetings.</summary>
    public bool IncludeMeetings { get; init; } = true;

    /// <summary>What a job asks for, its range ending now unless it names days.</summary>
    public static DigestSpec Of(DigestRequestJob job, DateTimeOffset now) => new()
    {
        Audience = job.Audience,
        From = job.DateFrom is { } first ? StartOf(first) : now.AddDays(-job.DateRangeDays),
        // What is published in this very moment belongs to it.
        To = job.DateTo is { } last ? StartOf(last.AddDays(1)) : now.AddMicroseconds(1),
        Now = now,
        FirstDay = job.DateFrom,
        LastDay = job.DateTo,
        Asker = job.UserEmail,
        Owner = job.Owner,
        MaxCandidates = job.MaxCandidates,
        IncludeVault = job.IncludeVault,
        IncludeDeals = job.IncludeDeals,
        IncludeMeetings = job.IncludeMeetings,
    };

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Only these candidates, by id, of those that fit otherwise; null: all of them.</summary>
    public IReadOnlyList<string>? Only { get; init; }
    /// <summary>Who is held back from a digest that goes out (DIG-5); null when nobody is.</summary>
    public Sending.Cooldown? Cooldown { get; init; }
    /// <summary>Words on who went out when, by candidate id; for digests that are shown only.</summary>
    public IReadOnlyDictionary<string, string>? SentNotes { get; init; }

    /// <summary>
    /// Why no digest can be made of this: an unknown audience, an empty or reversed range, a personal digest of nobody, a
    /// count outside 1–50. Null when one can.
    /// </summary>
    public string? Problem() =>
        !Digest.Audience.IsKnown(Audience) ? "The audience must be advisors, c_suite, global or personal."
        : From >= To ? "The range must begin before it ends."
        : Audience == Digest.Audience.Personal && string.IsNullOrWhiteSpace(Asker) ? "A personal digest needs to know who asks."
        : MaxCandidates is < 1 or > MostCandidates ? "The number of candidates must be 1–50."
        : null;
}
