using System.Globalization;

namespace WellIntake.Chaos.Load;

/// <summary>One request of one person, in a conversation of its own, and how its posts went.</summary>
internal sealed class SentRequest(string run, int number, DateTimeOffset at, bool troubled)
{
    private readonly Lock _lock = new();
    private readonly List<Post> _posts = [];

    public int Number => number;

    public string Conversation { get; } = string.Create(CultureInfo.InvariantCulture, $"{run}-{(troubled ? "troubled" : "plain")}-{number}");

    public string ActivityId { get; } = string.Create(CultureInfo.InvariantCulture, $"activity-{run}-{number}");

    /// <summary>The activity's own time: the same each time it is posted.</summary>
    public DateTimeOffset At => at;

    /// <summary>The channel makes trouble in its conversation.</summary>
    public bool Troubled => troubled;

    /// <summary>When the first 200 came.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>The longest that an answer took, answers only.</summary>
    public TimeSpan LongestAnswer { get; private set; }

    public IReadOnlyList<Post> Posts
    {
        get
        {
            lock (_lock)
                return [.. _posts];
        }
    }

    public void Add(Post post)
    {
        lock (_lock)
        {
            _posts.Add(post);
            if (post.Status is not null && post.Took > LongestAnswer)
                LongestAnswer = post.Took;
            if (post.Status == 200)
                AcknowledgedAt ??= post.At + post.Took;
        }
    }

    public object Activity(string serviceUrl) => new
    {
        type = "message",
        id = ActivityId,
        timestamp = at,
        channelId = "msteams",
        serviceUrl,
        from = new { id = string.Create(CultureInfo.InvariantCulture, $"user-{number % 20}"), name = "Somebody" },
        recipient = new { id = "bot" },
        conversation = new { id = Conversation, conversationType = "personal" },
        text = "digest advisors",
    };
}

/// <summary>One post of an activity to the webhook.</summary>
/// <param name="At">When it began.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Status">The answer; null when there was none.</param>
/// <param name="Error">Why there was none.</param>
internal sealed record Post(DateTimeOffset At, TimeSpan Took, int? Status, string? Error);
