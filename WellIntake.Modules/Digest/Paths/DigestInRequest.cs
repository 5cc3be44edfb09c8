using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Modules.Digest.Paths;

/// <summary>
/// Digests for those for whom <c>AsyncDigest</c> is off: made while the message is answered. What is typed gets the
/// preview; a button asks for exactly what stands on it, so its digest is whole.
/// </summary>
internal sealed class DigestInRequest(IFeatureFlags flags, IDigestWork work) : IInRequestPlanner
{
    public Type JobType => typeof(DigestRequestJob);

    public async ValueTask<InRequestPlan> PlanAsync(NewRequest request, IncomingMessage message)
    {
        var queued = await flags.IsOnAsync(AsyncDigest.Name, new FlagUser(message.UserId, message.UserEmail));
        return new InRequestPlan(AsyncDigest.Name, !queued, new Maker(work, (DigestRequestJob)request.Job, message.Text.Length > 0));
    }

    private sealed class Maker(IDigestWork work, DigestRequestJob job, bool preview) : IResultMaker
    {
        public string? NoteWhenNotStored => OutgoingDigest.GoesOut(job) ? "The e-mail was not sent: nothing can be stored now. Please ask again later." : null;

        public Task<RequestOutcome> WorkAsync(CancellationToken ct) => work.WorkAsync(job, DigestPath.Request, preview || job.Preview, progress: null, ct);

        public Task<SentAlong> SendAsync(CancellationToken ct) => work.SendAsync(job, isLast: false, ct);
    }
}
