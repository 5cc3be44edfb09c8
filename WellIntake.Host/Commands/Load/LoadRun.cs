using System.Globalization;
using WellIntake.Host.Commands.Trial;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Load;

/// <summary>
/// Posts messages when they are due, whether or not earlier ones are done, and waits for their results: a server that falls
/// behind is not spared, and the time that a message waits to get out counts.
/// </summary>
internal sealed class LoadRun(LoadTally tally, TrialChannel channel, HttpClient server, TimeProvider time)
{
    // After the last result, for whatever should not come any more.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly string _run = Guid.NewGuid().ToString("N")[..10];

    /// <summary>How many went out.</summary>
    public int Sent { get; private set; }

    /// <summary>Since the first was due, until the last result.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <param name="arrivals">When each is due.</param>
    /// <param name="audience">Whose digest is asked for.</param>
    /// <param name="patience">How long to wait for results after the last message.</param>
    /// <param name="ct">Ends it early.</param>
    public async Task SendAsync(IReadOnlyList<TimeSpan> arrivals, string audience, TimeSpan patience, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var posts = new List<Task>(arrivals.Count);
        for (var i = 0; i < arrivals.Count; i++)
        {
            var ahead = arrivals[i] - time.GetElapsedTime(started);
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, time, ct);
            var conversation = $"load-{_run}-{i.ToString(CultureInfo.InvariantCulture)}";
            tally.Due(conversation);
            posts.Add(PostAsync(conversation, i, audience, ct));
            Sent++;
        }

        await Task.WhenAll(posts);
        var posted = time.GetTimestamp();
        while (tally.Ended < arrivals.Count && time.GetElapsedTime(posted) < patience)
            await Task.Delay(LookEvery, time, ct);
        Elapsed = time.GetElapsedTime(started);
        await Task.Delay(Quiet, time, ct);
    }

    /// <summary>How many dead letters are of this run.</summary>
    public async Task<int> CountDeadLettersAsync(IDeadLetters dead, CancellationToken ct)
    {
        var found = await dead.FindAsync(new DeadLetterFilter { WithBody = true }, ct);
        return found.Items.Count(d => System.Text.Encoding.UTF8.GetString(d.Body ?? []).Contains($"\"load-{_run}-", StringComparison.Ordinal));
    }

    private async Task PostAsync(string conversation, int number, string audience, CancellationToken ct)
    {
        var user = $"load-user-{number.ToString(CultureInfo.InvariantCulture)}";
        var activity = new
        {
            type = "message",
            id = Guid.NewGuid().ToString("N"),
            timestamp = time.GetUtcNow(),
            channelId = "load",
            serviceUrl = channel.ServiceUrl,
            from = new { id = user, name = "Load" },
            recipient = new { id = "load-bot" },
            conversation = new { id = conversation, conversationType = "personal" },
            text = $"digest {audience}",
        };
        try
        {
            using var response = await server.PostAsJsonAsync("/api/teams/webhook", activity, ct);
            tally.Answered(conversation, response.IsSuccessStatusCode ? null : $"the webhook answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}");
        }
        catch (HttpRequestException e)
        {
            tally.Answered(conversation, e.Message);
        }
    }
}
