using System.Data;
using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Host.Chat;

/// <summary>
/// The page's messages. Every change takes the conversation's next version in the same transaction, so that a page that
/// asks for what is newer than what it has misses nothing.
/// </summary>
internal sealed class ChatStore(IDbContextFactory<WellIntakeDbContext> contexts, ChatChanges changes, TimeProvider time) : IDisposable
{
    private const int MaxTries = 5;
    private const string RemovedJson = """{"type":"messageDelete"}""";

    // Within this process changes take turns; a serializable transaction covers other processes.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Adds a message. False when one with this id is there already; one that was removed is put back.</summary>
    public Task<bool> AddAsync(string conversationId, string activityId, bool fromBot, JsonObject activity, CancellationToken ct) =>
        ChangeAsync(conversationId, activityId, (db, row, version) =>
        {
            var now = time.GetUtcNow();
            if (row is null)
            {
                db.ChatActivities.Add(new ChatActivity
                {
                    ConversationId = conversationId,
                    ActivityId = activityId,
                    FromBot = fromBot,
                    Json = activity.ToJsonString(),
                    Version = version,
                    CreatedAt = now,
                    UpdatedAt = now,
                });
                return true;
            }

            if (row.Json != RemovedJson || row.FromBot != fromBot)
                return false;
            (row.Json, row.Version, row.UpdatedAt) = (activity.ToJsonString(), version, now);
            return true;
        }, ct);

    /// <summary>Replaces a message of the bot. False when it is not there, or removed.</summary>
    public Task<bool> UpdateAsync(string conversationId, string activityId, JsonObject activity, CancellationToken ct) =>
        ChangeAsync(conversationId, activityId, (_, row, version) =>
        {
            if (row is not { FromBot: true } || row.Json == RemovedJson)
                return false;
            (row.Json, row.Version, row.UpdatedAt) = (activity.ToJsonString(), version, time.GetUtcNow());
            return true;
        }, ct);

    /// <summary>Removes a message. Its row stays without content, so that open pages hear of it. False when it is not there.</summary>
    public Task<bool> RemoveAsync(string conversationId, string activityId, bool fromBot, CancellationToken ct) =>
        ChangeAsync(conversationId, activityId, (_, row, version) =>
        {
            if (row is null || row.FromBot != fromBot || row.Json == RemovedJson)
                return false;
            (row.Json, row.Version, row.UpdatedAt) = (RemovedJson, version, time.GetUtcNow());
            return true;
        }, ct);

    /// <summary>The message; null when it is not there, or removed.</summary>
    public async Task<ChatActivity?> FindAsync(string conversationId, string activityId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.ChatActivities.AsNoTracking()
            .FirstOrDefaultAsync(a => a.ConversationId == conversationId && a.ActivityId == activityId && a.Json != RemovedJson, ct);
    }

    /// <summary>The newest messages, oldest first, and the version up to which they are complete.</summary>
    public async Task<(IReadOnlyList<ChatActivity> Messages, long Version)> NewestAsync(string conversationId, int count, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        // First the version: what changes in between is seen twice, never missed.
        var version = await db.ChatActivities.Where(a => a.ConversationId == conversationId).MaxAsync(a => (long?)a.Version, ct) ?? 0;
        var rows = await db.ChatActivities.AsNoTracking()
            .Where(a => a.ConversationId == conversationId && a.Json != RemovedJson)
            .OrderByDescending(a => a.Id).Take(count).ToListAsync(ct);
        rows.Reverse();
        return (rows, version);
    }

    /// <summary>What changed after a version, in the order of the changes; at most 100, the rest with the next call.</summary>
    public async Task<IReadOnlyList<ChatActivity>> ChangedSinceAsync(string conversationId, long version, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.ChatActivities.AsNoTracking()
            .Where(a => a.ConversationId == conversationId && a.Version > version)
            .OrderBy(a => a.Version).Take(100).ToListAsync(ct);
    }

    /// <summary>True when only the empty row is left.</summary>
    public static bool IsRemoved(ChatActivity message) => message.Json == RemovedJson;

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task<bool> ChangeAsync(
        string conversationId, string activityId, Func<WellIntakeDbContext, ChatActivity?, long, bool> change, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    if (!await ChangeOnceAsync(conversationId, activityId, change, ct))
                        return false;
                    changes.Publish(conversationId, ChatSignal.Changed);
                    return true;
                }
                // Another process was in between: the database refused to put the two in an order.
                catch (Exception e) when (tries < MaxTries && (e as DbException ?? e.InnerException as DbException) is { IsTransient: true })
                {
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<bool> ChangeOnceAsync(
        string conversationId, string activityId, Func<WellIntakeDbContext, ChatActivity?, long, bool> change, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, ct);
        var last = await db.ChatActivities.Where(a => a.ConversationId == conversationId).MaxAsync(a => (long?)a.Version, ct) ?? 0;
        var row = await db.ChatActivities.FirstOrDefaultAsync(a => a.ConversationId == conversationId && a.ActivityId == activityId, ct);
        if (!change(db, row, last + 1))
            return false;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
