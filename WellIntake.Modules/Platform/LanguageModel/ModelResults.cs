using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>Replies that were paid for, kept by their question, so that a retry or a redelivery pays nothing.</summary>
internal sealed class ModelResults(
    IDbContextFactory<WellIntakeDbContext> contexts, IDatabaseProvider database, IOptions<LanguageModelOptions> options, TimeProvider time)
{
    private static readonly TimeSpan BetweenCleanups = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinutesAreKept = TimeSpan.FromHours(1);
    private static readonly TimeSpan DaysAreKept = TimeSpan.FromDays(400);

    private DateTimeOffset _cleanedAt = DateTimeOffset.MinValue;

    /// <summary>The stored result of a question; null when there is none, or it is too old to count.</summary>
    public async Task<ModelResult?> FindAsync(string id, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var stored = await context.ModelResults.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct);
        var retention = stored?.Result is null ? options.Value.RejectedRetention : options.Value.ResultRetention;
        return stored is not null && time.GetUtcNow() - stored.CreatedAt < retention ? stored : null;
    }

    /// <summary>
    /// Keeps a result in the place of an older one; null says that it was of no use. Stored by another process in the same
    /// moment: that one stays. Once in an hour what has become too old is deleted with it.
    /// </summary>
    public async Task StoreAsync(string id, string model, string? result, long inputTokens, long outputTokens, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        try
        {
            await context.ModelResults.Where(r => r.Id == id).ExecuteDeleteAsync(ct);
            context.ModelResults.Add(new ModelResult
            {
                Id = id,
                Model = model,
                Result = result,
                InputTokens = inputTokens,
                OutputTokens = outputTokens,
                CreatedAt = time.GetUtcNow(),
            });
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (database.IsDuplicate(e))
        {
            return;
        }

        await CleanAsync(context, ct);
        await transaction.CommitAsync(ct);
    }

    private async Task CleanAsync(WellIntakeDbContext context, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now - _cleanedAt < BetweenCleanups)
            return;
        _cleanedAt = now;
        var (tooOld, rejected) = (now - options.Value.ResultRetention, now - options.Value.RejectedRetention);
        await context.ModelResults.Where(r => r.CreatedAt < tooOld || r.Result == null && r.CreatedAt < rejected).ExecuteDeleteAsync(ct);
        // A period is text that sorts as time; minutes are longer than days.
        var minute = (now - MinutesAreKept).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        var day = (now - DaysAreKept).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM model_usage WHERE period < {day} OR length(period) > {day.Length} AND period < {minute}", ct);
    }
}
