using System.Globalization;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>analytics</c>: requests, times and outcomes of the last 30 days by audience, for executives and admins (WEB-4).</summary>
internal sealed class AnalyticsCommand(DigestUsage usage, IUserRoles roles, TimeProvider time) : IChatCommand
{
    private const int Days = 30;

    public IReadOnlyList<string> Words { get; } = ["analytics"];

    public string Usage => "analytics";

    public string Summary => "counts the digests of the last 30 days and what came of them; for executives and admins";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        if (await roles.FindAsync(message.UserId, message.UserEmail, ct) < UserRole.Executive)
        {
            return new ChatAnswer.Reply(
                PlatformCards.Note("That is for executives and admins", "Analytics count what everybody asks for. If you should see them, ask an administrator to give you the role."),
                "That is for executives and admins");
        }

        var report = await usage.ReadAsync(time.GetUtcNow().AddDays(-Days), ct);
        return new ChatAnswer.Reply(Card(report), $"Digests of the last {Days} days");
    }

    private static AdaptiveCard Card(UsageReport report)
    {
        var title = PlatformCards.Heading($"Digests of the last {Days} days");
        if (report.Audiences.Count == 0)
            return new AdaptiveCard { Body = [title, new TextBlock { Text = "Nobody asked for one." }] };
        var all = report.Audiences.Sum(a => a.Requests);
        var most = report.Audiences[0].Requests;
        return new AdaptiveCard
        {
            Body =
            [
                title,
                new FactSet
                {
                    Facts =
                    [
                        new("Requests", Number(all)),
                        new("Outcomes", Outcomes(report.Audiences)),
                        new("Asked to shown", Times(report.Audiences.SelectMany(a => a.ShownAfter))),
                        new("Work", Times(report.Audiences.SelectMany(a => a.Worked))),
                        new("Feedback", report.Useful + report.NotUseful == 0 ? "none" : $"{Number(report.Useful)} useful, {Number(report.NotUseful)} not"),
                    ],
                },
                .. report.Audiences.Select(a => Of(a, all, most)),
            ],
        };
    }

    private static Container Of(AudienceUsage audience, int all, int most) => new()
    {
        Separator = true,
        Spacing = "medium",
        Items =
        [
            new TextBlock { Text = $"{Sentence(audience.Audience)}: {Number(audience.Requests)} ({Share(audience.Requests, all)})", Weight = "bolder" },
            CardBar.Of((double)audience.Requests / most),
            new TextBlock { Text = $"{Outcomes([audience])}. Asked to shown: {Times(audience.ShownAfter)}.", IsSubtle = true, Size = "small", Spacing = "small" },
        ],
    };

    private static string Outcomes(IReadOnlyList<AudienceUsage> audiences)
    {
        var parts = new List<string> { $"{Number(audiences.Sum(a => a.Delivered))} shown" };
        foreach (var (count, what) in new[] { (audiences.Sum(a => a.Failed), "failed"), (audiences.Sum(a => a.Cancelled), "cancelled"), (audiences.Sum(a => a.Open), "under way") })
        {
            if (count > 0)
                parts.Add($"{Number(count)} {what}");
        }

        return string.Join(", ", parts);
    }

    private static string Times(IEnumerable<double> seconds)
    {
        var values = seconds.ToList();
        return Percentile.Of(values, 0.5) is { } half && Percentile.Of(values, 0.95) is { } nearlyAll
            ? $"p50 {Seconds(half)}, p95 {Seconds(nearlyAll)}"
            : "nothing to measure yet";
    }

    private static string Seconds(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:N0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:N1} s");

    private static string Share(int part, int all) => string.Create(CultureInfo.InvariantCulture, $"{100d * part / all:N0}%");

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Sentence(string audience) => Audience.Spoken(audience) is var spoken ? char.ToUpperInvariant(spoken[0]) + spoken[1..] : audience;
}
