using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>
/// Counts calls and tokens by minute and by day in the database, for all of its processes and through restarts (RES-3).
/// Tokens are reserved before a call and corrected after it, so that calls in flight cannot overdraw together.
/// </summary>
internal sealed class ModelBudget(IDbContextFactory<WellIntakeDbContext> contexts, IOptions<LanguageModelOptions> options, TimeProvider time)
{
    /// <summary>Reserves one call and so many tokens. Null when that would go over a limit; then nothing is counted.</summary>
    public async Task<BudgetReservation?> ReserveAsync(long tokens, CancellationToken ct)
    {
        var limits = options.Value;
        var now = time.GetUtcNow().UtcDateTime;
        var reservation = new BudgetReservation(
            now.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture), now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), tokens);

        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        // The day before the minute, always: two processes then never wait for each other in a circle.
        if (!await CountAsync(context, reservation.Day, tokens, limits.CallsPerDay, limits.TokensPerDay, ct)
            || !await CountAsync(context, reservation.Minute, tokens, limits.CallsPerMinute, limits.TokensPerMinute, ct))
            return null;
        await transaction.CommitAsync(ct);
        return reservation;
    }

    /// <summary>Puts the tokens that were used in the place of those reserved.</summary>
    public Task CorrectAsync(BudgetReservation reservation, long used, CancellationToken ct) => ChangeAsync(reservation, 0, used - reservation.Tokens, ct);

    /// <summary>Takes a reservation back whole: the call was never made.</summary>
    public Task ReleaseAsync(BudgetReservation reservation, CancellationToken ct) => ChangeAsync(reservation, -1, -reservation.Tokens, ct);

    private static async Task<bool> CountAsync(WellIntakeDbContext context, string period, long tokens, long mostCalls, long mostTokens, CancellationToken ct)
    {
        if (tokens > mostTokens)
            return false;
        return await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO model_usage (period, calls, tokens) VALUES ({period}, 1, {tokens})
            ON CONFLICT (period) DO UPDATE SET calls = model_usage.calls + 1, tokens = model_usage.tokens + excluded.tokens
            WHERE model_usage.calls < {mostCalls} AND model_usage.tokens + excluded.tokens <= {mostTokens}
            """,
            ct) == 1;
    }

    private async Task ChangeAsync(BudgetReservation reservation, long calls, long tokens, CancellationToken ct)
    {
        if (calls == 0 && tokens == 0)
            return;
        await using var context = await contexts.CreateDbContextAsync(ct);
        await context.Database.ExecuteSqlAsync(
            $"UPDATE model_usage SET calls = calls + {calls}, tokens = tokens + {tokens} WHERE period IN ({reservation.Day}, {reservation.Minute})", ct);
    }
}

/// <summary>A call and tokens that were counted before they are used.</summary>
/// <param name="Minute">The minute they count in, <c>2026-11-22T12:00</c>.</param>
/// <param name="Day">The day, <c>2026-11-22</c>.</param>
/// <param name="Tokens">How many tokens.</param>
internal sealed record BudgetReservation(string Minute, string Day, long Tokens);
