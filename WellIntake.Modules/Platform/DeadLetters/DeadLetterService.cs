using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.DeadLetters.Moves;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>The one door to dead letters.</summary>
internal sealed class DeadLetterService(
    DeadLetterFinding finding, DeadLetterRequeuing requeuing, DeadLetterPurging purging, DeadLetterEditing editing, MoveBook book,
    IOptions<DeadLetterOptions> options, TimeProvider time) : IDeadLetters
{
    private const int MostArchives = 100;

    public Task<DeadLetterList> FindAsync(DeadLetterFilter filter, CancellationToken ct) => finding.FindAsync(filter, ct);

    public Task<RequeueReport> RequeueAsync(RequeueOrder order, CancellationToken ct) => requeuing.RequeueAsync(order, ct);

    public Task<IReadOnlyList<JobOutcome>> OutcomesAsync(string queue, IReadOnlyList<string> jobIds, CancellationToken ct) => finding.OutcomesAsync(queue, jobIds, ct);

    public Task<MoveReport> PurgeAsync(MoveOrder order, CancellationToken ct) => purging.PurgeAsync(order, ct);

    public Task<MoveReport> EditAsync(EditOrder order, CancellationToken ct) => editing.EditAsync(order, ct);

    public Task<MoveReport> UndoAsync(string operation, CancellationToken ct) => editing.UndoAsync(operation, ct);

    public Task<IReadOnlyList<ArchivedOperation>> ArchivesAsync(CancellationToken ct) =>
        book.ArchivesAsync(options.Value.UndoFor, time.GetUtcNow(), MostArchives, ct);
}
