using System.Collections.Concurrent;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Teams.References;

/// <summary>
/// Conversation references (TEA-1). Every activity refreshes its reference; what has not changed and was written lately
/// is not written again, because that would be a row on every request.
/// </summary>
internal sealed class ReferenceStore(IGroupCommit commits, TimeProvider time)
{
    private const int RememberedAtMost = 20_000;
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Conversation, string User), Written> _written = new();

    /// <summary>True when the reference should ride in the next commit.</summary>
    public bool NeedsWrite(ConversationReferenceRow reference) =>
        !_written.TryGetValue((reference.ConversationId, reference.UserId), out var last)
        || last.Fingerprint != Fingerprint(reference)
        || time.GetUtcNow() - last.At > FreshFor;

    /// <summary>
    /// Writes the reference in the caller's commit, who confirms when that is on disk: remembering it sooner would skip a
    /// write that never happened. A known e-mail address is kept; being heard from makes it reachable again.
    /// </summary>
    public static void Write(ICommitSession session, ConversationReferenceRow r)
    {
        session.Execute(
            "INSERT INTO conversation_references (conversation_id, user_id, channel_id, service_url, conversation_type, tenant_id, bot_id, bot_name, user_aad_id, user_name, locale, time_zone, updated_at) "
            + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12) "
            + "ON CONFLICT (conversation_id, user_id) DO UPDATE SET channel_id = excluded.channel_id, service_url = excluded.service_url, "
            + "conversation_type = COALESCE(excluded.conversation_type, conversation_references.conversation_type), "
            + "tenant_id = COALESCE(excluded.tenant_id, conversation_references.tenant_id), bot_id = excluded.bot_id, bot_name = excluded.bot_name, "
            + "user_aad_id = COALESCE(excluded.user_aad_id, conversation_references.user_aad_id), "
            + "user_name = COALESCE(excluded.user_name, conversation_references.user_name), locale = COALESCE(excluded.locale, conversation_references.locale), "
            + "time_zone = COALESCE(excluded.time_zone, conversation_references.time_zone), unreachable_reason = NULL, updated_at = excluded.updated_at",
            r.ConversationId, r.UserId, r.ChannelId, r.ServiceUrl, r.ConversationType, r.TenantId, r.BotId, r.BotName, r.UserAadId, r.UserName,
            r.Locale, r.TimeZone, r.UpdatedAt);
    }

    /// <summary>The bot is in the conversation again: everyone there can be reached, not only who brought it back.</summary>
    public static void MakeReachable(ICommitSession session, string conversationId) => session.Execute(
        "UPDATE conversation_references SET unreachable_reason = NULL WHERE conversation_id = @p0", conversationId);

    /// <summary>The commit that <see cref="Write"/> rode in is on disk.</summary>
    public void Confirm(ConversationReferenceRow reference)
    {
        if (_written.Count >= RememberedAtMost)
            _written.Clear();
        _written[(reference.ConversationId, reference.UserId)] = new Written(Fingerprint(reference), time.GetUtcNow());
    }

    /// <summary>The bot cannot reach this conversation any more; nothing is sent there until it is heard from again (TEA-3).</summary>
    public Task MarkUnreachableAsync(string conversationId, string reason, CancellationToken ct)
    {
        foreach (var key in _written.Keys)
        {
            if (key.Conversation == conversationId)
                _written.TryRemove(key, out _);
        }

        return commits.CommitAsync(
            session => session.Execute("UPDATE conversation_references SET unreachable_reason = @p1 WHERE conversation_id = @p0", conversationId, reason), ct);
    }

    /// <summary>The address that was looked up for a person; null when none is kept.</summary>
    public Task<string?> FindEmailAsync(string userId, CancellationToken ct) => commits.CommitAsync(
        session => (string?)session.Scalar("SELECT user_email FROM conversation_references WHERE user_id = @p0 AND user_email IS NOT NULL LIMIT 1", userId), ct);

    /// <summary>Keeps an e-mail address that was looked up, for every conversation of that person.</summary>
    public Task SetEmailAsync(string userId, string email, CancellationToken ct) => commits.CommitAsync(
        session => session.Execute("UPDATE conversation_references SET user_email = @p1 WHERE user_id = @p0", userId, email), ct);

    private static int Fingerprint(ConversationReferenceRow r)
    {
        var hash = default(HashCode);
        hash.Add(r.ServiceUrl);
        hash.Add(r.ConversationType);
        hash.Add(r.TenantId);
        hash.Add(r.BotId);
        hash.Add(r.UserAadId);
        hash.Add(r.UserName);
        hash.Add(r.Locale);
        hash.Add(r.TimeZone);
        return hash.ToHashCode();
    }

    private readonly record struct Written(int Fingerprint, DateTimeOffset At);
}
