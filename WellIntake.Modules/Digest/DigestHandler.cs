using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest;

/// <summary>Makes the digest that a person asked for.</summary>
internal sealed class DigestHandler(DigestPresenter presenter, IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IRequestHandler<DigestRequestJob>
{
    public string FailureText => "The digest could not be made. Nothing was lost: an administrator can run it again, or you can ask again.";

    public async Task<RequestOutcome> WorkAsync(DigestRequestJob job, CancellationToken ct)
    {
        var asker = job.Audience == Audience.Personal ? await AddressOfAsync(job, ct) : job.UserEmail;
        var result = await presenter.MakeAsync(DigestSpec.Of(job with { UserEmail = asker }, time.GetUtcNow()), progress: null, ct);
        var card = DigestCards.Full(result);
        presenter.Check(result, RenderedText.Of(Encoding.UTF8.GetString(CardJson.Write(card)), "card"));
        var shown = result.Cards.Select(c => new ShownCandidate(c.CandidateId, c.Reference)).ToList();
        return new RequestOutcome(
            card,
            string.Create(CultureInfo.InvariantCulture, $"Digest for {Audience.Spoken(job.Audience)}: {result.Cards.Count} of {result.Totals.InRange} candidates"),
            [
                new("cards_generated", result.Cards.Count),
                new("total_candidates", result.Totals.InRange),
                new("cards_metadata", JsonSerializer.Serialize(shown, MetadataJson)),
            ]);
    }

    // An activity brings no address, so a job made before it was looked up carries the AAD id; records are owned by address.
    private async Task<string> AddressOfAsync(DigestRequestJob job, CancellationToken ct)
    {
        if (job.UserEmail.Contains('@', StringComparison.Ordinal))
            return job.UserEmail;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await (from request in db.DigestRequests
                      join reference in db.ConversationReferences on request.UserId equals reference.UserId
                      where request.RequestId == job.MessageId && reference.UserEmail != null
                      select reference.UserEmail).FirstOrDefaultAsync(ct) ?? job.UserEmail;
    }

    private static readonly JsonSerializerOptions MetadataJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What a request's row remembers of each card.</summary>
    private sealed record ShownCandidate(string CandidateId, string Reference);
}
