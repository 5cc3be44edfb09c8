using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// People's e-mail addresses. An activity brings none: each is looked up once through the channel, in the background,
/// and kept with the conversation reference (TEA-1).
/// </summary>
internal sealed partial class MemberDirectory(
    ITeamsMessenger messenger, ReferenceStore references, ILogger<MemberDirectory> logger) : BackgroundService
{
    private const int RememberedAtMost = 50_000;
    private readonly ConcurrentDictionary<string, string?> _emails = new(StringComparer.Ordinal);
    private readonly Channel<(ConversationAddress Where, string UserId)> _wanted =
        Channel.CreateBounded<(ConversationAddress, string)>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>The address, when this process has learnt it.</summary>
    public string? KnownEmail(string userId) => _emails.GetValueOrDefault(userId);

    /// <summary>Asks for the address if that has not been done yet. Returns at once.</summary>
    public void LookUp(ConversationAddress where, string userId)
    {
        if (_emails.Count >= RememberedAtMost)
            _emails.Clear();
        if (_emails.TryAdd(userId, null) && !_wanted.Writer.TryWrite((where, userId)))
            _emails.TryRemove(userId, out _);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (where, userId) in _wanted.Reader.ReadAllAsync(stoppingToken))
                await LearnAsync(where, userId, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task LearnAsync(ConversationAddress where, string userId, CancellationToken ct)
    {
        try
        {
            var email = await references.FindEmailAsync(userId, ct);
            if (email is null && await messenger.GetMemberAsync(where, userId, ct) is { Email: { Length: > 0 } found })
            {
                email = found.ToLowerInvariant();
                await references.SetEmailAsync(userId, email, ct);
            }

            if (email is not null)
                _emails[userId] = email;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            _emails.TryRemove(userId, out _);
            Log.LookUpFailed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3120, LogLevel.Information, "A member's address could not be looked up; their next message tries again")]
        public static partial void LookUpFailed(ILogger logger, Exception e);
    }
}
