using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>Reads what is being moved.</summary>
internal sealed class MoveBook(IDbContextFactory<WellIntakeDbContext> contexts)
{
    /// <summary>Moves of a queue that are not finished, and dead letters that are in the database.</summary>
    public Task<List<DeadLetterMove>> CurrentAsync(string queue, CancellationToken ct) => ReadAsync(
        moves => moves.Where(m => m.Queue == queue && (m.State == MoveStates.Begun || m.State == MoveStates.Sent || m.State == MoveStates.Held)), ct);

    /// <summary>Moves of a queue that are not finished.</summary>
    public Task<List<DeadLetterMove>> OpenAsync(string queue, CancellationToken ct) => ReadAsync(
        moves => moves.Where(m => m.Queue == queue && (m.State == MoveStates.Begun || m.State == MoveStates.Sent)), ct);

    /// <summary>Everything that an operation moved last.</summary>
    public Task<List<DeadLetterMove>> OfOperationAsync(string operation, CancellationToken ct) => ReadAsync(moves => moves.Where(m => m.Operation == operation), ct);

    /// <summary>The moves of these dead letters, whatever their state.</summary>
    public async Task<Dictionary<DeadLetterKey, DeadLetterMove>> OfAsync(string queue, IReadOnlyList<DeadLetterKey> keys, CancellationToken ct)
    {
        var numbers = keys.Select(k => k.SequenceNumber).ToList();
        var rows = await ReadAsync(moves => moves.Where(m => m.Queue == queue && numbers.Contains(m.SequenceNumber)), ct);
        return rows.ToDictionary(KeyOf);
    }

    /// <summary>Bytes in the archive.</summary>
    public async Task<long> ArchivedBytesAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.DeadLetterMoves.Where(m => m.State == MoveStates.Archived).SumAsync(m => (long)m.Body.Length, ct);
    }

    /// <summary>Operations that can be undone, the newest first.</summary>
    public async Task<IReadOnlyList<ArchivedOperation>> ArchivesAsync(TimeSpan undoFor, DateTimeOffset now, int atMost, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var since = now - undoFor;
        var found = await db.DeadLetterMoves
            .Where(m => m.ChangedAt > since && (m.State == MoveStates.Archived || (m.State == MoveStates.Held && m.Kind == MoveKinds.Edit && m.OriginalBody != null)))
            .GroupBy(m => new { m.Operation, m.Kind, m.Queue })
            .Select(g => new { g.Key, Count = g.Count(), At = g.Min(m => m.ChangedAt) })
            .OrderByDescending(g => g.At).Take(atMost).ToListAsync(ct);
        return [.. found.Select(g => new ArchivedOperation(g.Key.Operation, g.Key.Kind, g.Key.Queue, g.Count, g.At, g.At + undoFor))];
    }

    public static DeadLetterKey KeyOf(DeadLetterMove move) => new(move.Queue, move.SequenceNumber, move.EnqueuedAt, move.JobId);

    /// <summary>The dead letter that a row holds.</summary>
    public static JobEnvelope Read(DeadLetterMove move) =>
        (JsonSerializer.Deserialize<JobEnvelope>(move.Envelope) ?? throw new JsonException("A stored envelope is null.")) with { Body = move.Body };

    /// <summary>What a row holds of a dead letter beside its body.</summary>
    public static string Write(JobEnvelope dead) => JsonSerializer.Serialize(dead with { Body = ReadOnlyMemory<byte>.Empty });

    private async Task<List<DeadLetterMove>> ReadAsync(Func<IQueryable<DeadLetterMove>, IQueryable<DeadLetterMove>> which, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await which(db.DeadLetterMoves.AsNoTracking()).OrderBy(m => m.Id).ToListAsync(ct);
    }
}
