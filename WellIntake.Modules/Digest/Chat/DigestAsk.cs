using System.Globalization;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>What a person asked for, on its way to being a job.</summary>
/// <param name="Audience">Wire name.</param>
/// <param name="Days">1–365.</param>
/// <param name="MaxCandidates">1–50.</param>
internal sealed record DigestAsk(string Audience, int Days = DigestAsk.DefaultDays, int MaxCandidates = DigestAsk.DefaultCandidates)
{
    public const int DefaultDays = 7;
    public const int DefaultCandidates = 6;

    // Before this there are no records, and far before it dates cannot be reckoned with.
    private static readonly DateOnly FirstDay = new(2000, 1, 1);

    /// <summary>The first day, UTC; without <see cref="To"/>, up to today.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, UTC; without <see cref="From"/>, <see cref="Days"/> of them.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Only this recruiter's candidates; an address.</summary>
    public string? Owner { get; init; }

    /// <summary>With candidates from the vault.</summary>
    public bool IncludeVault { get; init; } = true;

    /// <summary>With evidence from deals.</summary>
    public bool IncludeDeals { get; init; } = true;

    /// <summary>With evidence from meetings.</summary>
    public bool IncludeMeetings { get; init; } = true;

    /// <summary>The address that gets a copy marked as a test; null for none (DIG-8).</summary>
    public string? TestRecipient { get; init; }

    /// <summary>To the asker by e-mail too, where their address is known.</summary>
    public bool SendMail { get; init; }

    /// <summary>The best three, and buttons for the rest.</summary>
    public bool Preview { get; init; }

    /// <summary>Why it cannot be made, as title and sentence; null when it can.</summary>
    public (string Title, string Text)? Problem(DateOnly today)
    {
        if (!Digest.Audience.IsKnown(Audience))
            return ("A digest for whom?", "Choose an audience from the list.");
        if (Days is < 1 or > DigestSpec.MostDays)
            return ("That is too far", $"A digest looks back 1 to {DigestSpec.MostDays} days.");
        if (MaxCandidates is < 1 or > DigestSpec.MostCandidates)
            return ("That is too many", $"A digest shows 1 to {DigestSpec.MostCandidates} candidates.");
        if (From < FirstDay || To < FirstDay)
            return ("That is too far", "There are no candidates from before 2000.");
        if (From > today)
            return ("That has not come yet", "The first day is in the future.");
        return Range(today) switch
        {
            { } range when range.First > range.Last => ("That cannot be", "The first day is after the last."),
            { } range when DaysOf(range) > DigestSpec.MostDays => ("That is too far", $"A digest covers {DigestSpec.MostDays} days at most."),
            _ => null,
        };
    }

    /// <summary>The digest that it stands for.</summary>
    public DigestSpec ToSpec(DateTimeOffset now) => DigestSpec.Of(Job("none", now) with { UserEmail = "none" }, now);

    /// <summary>The request with its acknowledgement card (WEB-5).</summary>
    public ChatAnswer.Accept ToRequest(IncomingMessage message, DateTimeOffset now)
    {
        var knowsAddress = message.UserEmail.Contains('@', StringComparison.Ordinal);
        var job = Job(message.RequestId, now) with
        {
            ConversationId = message.Where.ConversationId,
            ServiceUrl = message.Where.ServiceUrl,
            TenantId = message.Where.TenantId,
            UserEmail = message.UserEmail,
            UserName = message.UserName,
            RecipientEmail = SendMail && TestRecipient is null && knowsAddress ? message.UserEmail : null,
        };
        List<Fact> facts = [.. FactsOf(job)];
        if (SendMail && TestRecipient is null)
            facts.Add(new Fact("E-mail", knowsAddress ? "to you, too" : "not this time: your address is not known yet"));
        var title = TitleOf(job);
        return new ChatAnswer.Accept(
            Request(job, message.UserId),
            PlatformCards.Acknowledgement(title, message.RequestId, "I am putting it together. It will appear here, in this message.", [.. facts]),
            $"{title}: on its way");
    }

    /// <summary>What stands above a request's card until its result does.</summary>
    public static string TitleOf(DigestRequestJob job) => $"Digest for {Digest.Audience.Spoken(job.Audience)}";

    /// <summary>What stands on a request's card until its result does.</summary>
    public static IReadOnlyList<Fact> FactsOf(DigestRequestJob job)
    {
        var when = job is { DateFrom: { } first, DateTo: { } last }
            ? DigestView.RangeOf(Midnight(first), Midnight(last.AddDays(1)))
            : string.Create(CultureInfo.InvariantCulture, $"in the last {job.DateRangeDays} days");
        List<Fact> facts =
        [
            new("Audience", Digest.Audience.Spoken(job.Audience)),
            new("Candidates", string.Create(CultureInfo.InvariantCulture, $"published {when}, at most {job.MaxCandidates}")),
        ];
        if (job.Owner is { } owner)
            facts.Add(new Fact("Recruiter", CardText.Escape(owner)));
        return facts;
    }

    /// <summary>The request of a job, with the columns of its own table.</summary>
    public static NewRequest Request(DigestRequestJob job, string userId) => new(
        job, userId, job.UserEmail, job.UserName, job.ConversationId,
        [
            new("audience", job.Audience),
            new("date_range_days", job.DateRangeDays),
            new("owner", job.Owner),
            new("max_candidates", job.MaxCandidates),
            new("format_type", job.FormatType),
            new("test_recipient_email", job.TestRecipientEmail),
        ]);

    private DigestRequestJob Job(string requestId, DateTimeOffset now)
    {
        var range = Range(DateOnly.FromDateTime(now.UtcDateTime));
        return new DigestRequestJob
        {
            MessageId = requestId,
            CorrelationId = requestId,
            Timestamp = now,
            ConversationId = string.Empty,
            ServiceUrl = string.Empty,
            UserEmail = string.Empty,
            Audience = Audience,
            DateRangeDays = range is { } named ? DaysOf(named) : Days,
            DateFrom = range?.First,
            DateTo = range?.Last,
            MaxCandidates = MaxCandidates,
            Owner = Owner,
            IncludeVault = IncludeVault,
            IncludeDeals = IncludeDeals,
            IncludeMeetings = IncludeMeetings,
            TestRecipientEmail = TestRecipient,
            Preview = Preview,
        };
    }

    private (DateOnly First, DateOnly Last)? Range(DateOnly today) => (From, To) switch
    {
        (null, null) => null,
        ({ } first, var last) => (first, last ?? today),
        (null, { } last) => (last.AddDays(1 - Days), last),
    };

    private static int DaysOf((DateOnly First, DateOnly Last) range) => range.Last.DayNumber - range.First.DayNumber + 1;

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
