using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Jobs;

namespace WellIntake.Modules.Digest.Paths;

/// <summary>The work of a digest request, on either path.</summary>
internal interface IDigestWork
{
    /// <summary>Makes the result; see <see cref="IRequestHandler{TJob}.WorkAsync"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="path">Whose work it is.</param>
    /// <param name="preview">The best three with buttons for the rest, instead of all.</param>
    /// <param name="progress">Takes how far it is; null when nobody looks.</param>
    /// <param name="ct">Cancelled when the person cancels, or a limit is over.</param>
    Task<RequestOutcome> WorkAsync(DigestRequestJob job, DigestPath path, bool preview, IProgress<RequestProgress>? progress, CancellationToken ct);

    /// <summary>See <see cref="IRequestHandler{TJob}.SendAsync"/>.</summary>
    Task<SentAlong> SendAsync(DigestRequestJob job, bool isLast, CancellationToken ct);
}
