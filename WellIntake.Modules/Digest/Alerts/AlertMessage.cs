using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>Makes an alert's message: the cards of what matched, or why there are none. The right to it is looked at again.</summary>
internal sealed class AlertMessage(IDbContextFactory<WellIntakeDbContext> contexts, IUserRoles roles, DigestPresenter presenter)
{
    /// <summary>The message of the matches that name this request.</summary>
    /// <exception cref="PermanentJobException">The finished card would identify a candidate.</exception>
    public async Task<RequestOutcome> MakeAsync(string alertId, DigestRequestJob job, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var alert = await db.CandidateAlerts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == alertId, ct);
        if (alert is null)
            return Note("An alert was removed", "New candidates had matched it before that; they are not shown.");
        if (!AlertStore.MayHave(await roles.FindAsync(alert.UserId, alert.UserEmail, ct)))
        {
            return Note($"Alert {alert.Id} is paused", "Candidate alerts are for executives and admins, and you are neither any more as far as I know. Nothing is sent. If that is a mistake, ask your administrator; then write: alerts resume " + alert.Id) with
            {
                Rows = [new RowChange("UPDATE candidate_alerts SET paused = @p0 WHERE id = @p1", true, alert.Id)],
            };
        }

        if (alert.Paused)
            return Note($"Alert {alert.Id} is paused", "New candidates had matched it before that; they are not shown.");

        var ids = await db.CandidateAlertMatches.Where(m => m.RequestId == job.MessageId && m.AlertId == alertId).Select(m => m.CandidateId).ToListAsync(ct);
        var first = await db.Candidates.Where(c => ids.Contains(c.Id)).OrderBy(c => c.PublishedAt).Select(c => (DateTimeOffset?)c.PublishedAt).FirstOrDefaultAsync(ct);
        if (first is not { } from)
            return Note($"Alert {alert.Id}: nothing to show", "The candidates who matched were withdrawn meanwhile.");

        var result = await presenter.MakeAsync(
            new DigestSpec
            {
                Audience = job.Audience,
                From = from,
                To = (from > now ? from : now).AddMicroseconds(1),
                Now = now,
                MaxCandidates = job.MaxCandidates,
                Only = ids,
                // Nobody has gone out as far as alerts go: it only keeps second records of one person out.
                Cooldown = new Cooldown([]),
            },
            progress: null, ct);
        var matching = result.Totals.InRange - result.OnCooldown;
        if (matching == 0)
            return Note($"Alert {alert.Id}: nothing to show", "The candidates who matched were withdrawn meanwhile.");

        // The alert's own words stay out: a city or an amount would say of a candidate what the card does not.
        var title = string.Create(CultureInfo.InvariantCulture, $"Alert {alert.Id} for {Audience.Spoken(alert.Audience)}: {matching} new candidate{(matching == 1 ? "" : "s")}");
        var view = DigestView.Of(result with { OnCooldown = 0 });
        var more = matching - result.Cards.Count - result.HeldBack;
        view = view with { Title = title, Notes = more > 0 ? [.. view.Notes, More(more)] : view.Notes };
        var fitted = DigestCards.Fitted(view, AlertCards.MessageButtons(alert.Id, more > 0 ? (job.Audience, Days(from, now)) : null), job.MessageId);
        presenter.Check(result, RenderedText.Of(Encoding.UTF8.GetString(CardJson.Write(fitted.Card)), "card"));
        var shown = result.Cards.Take(fitted.Candidates).Select(ShownCandidate.Of).ToList();
        return new RequestOutcome(fitted.Card, title, DigestHandler.Details(shown, result.Totals.InRange));
    }

    private static string More(int more) => string.Create(
        CultureInfo.InvariantCulture, $"These are the best. {more:N0} more match, and will not be sent one by one: a digest of the time shows who was published in it.");

    private static int Days(DateTimeOffset from, DateTimeOffset now) => Math.Clamp((int)Math.Ceiling((now - from).TotalDays), 1, DigestSpec.MostDays);

    private static RequestOutcome Note(string title, string text) => new(PlatformCards.Note(title, text), title, [new("cards_generated", 0), new("total_candidates", 0)]);
}
