using System.Globalization;
using WellIntake.Modules.Digest.Contracts;
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
    /// <summary>The address that gets a copy marked as a test; null for none (DIG-8).</summary>
    public string? TestRecipient { get; init; }

    public const int DefaultDays = 7;
    public const int DefaultCandidates = 6;

    /// <summary>The digest that it stands for, its range ending now.</summary>
    public DigestSpec ToSpec(DateTimeOffset now) => new()
    {
        Audience = Audience,
        From = now.AddDays(-Days),
        To = now,
        Now = now,
        MaxCandidates = MaxCandidates,
    };

    /// <summary>The request with its acknowledgement card (WEB-5).</summary>
    public ChatAnswer.Accept ToRequest(IncomingMessage message, DateTimeOffset now)
    {
        var job = new DigestRequestJob
        {
            MessageId = message.RequestId,
            CorrelationId = message.RequestId,
            Timestamp = now,
            ConversationId = message.Where.ConversationId,
            ServiceUrl = message.Where.ServiceUrl,
            TenantId = message.Where.TenantId,
            UserEmail = message.UserEmail,
            UserName = message.UserName,
            Audience = Audience,
            DateRangeDays = Days,
            MaxCandidates = MaxCandidates,
            TestRecipientEmail = TestRecipient,
        };
        var request = Request(job, message.UserId);
        var title = $"Digest for {Digest.Audience.Spoken(Audience)}";
        return new ChatAnswer.Accept(
            request,
            PlatformCards.Acknowledgement(
                title, message.RequestId, "I am putting it together. It will appear here, in this message.",
                new Fact("Audience", Digest.Audience.Spoken(Audience)),
                new Fact("Candidates", string.Create(CultureInfo.InvariantCulture, $"published in the last {Days} days, at most {MaxCandidates}"))),
            $"{title}: on its way");
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
}
