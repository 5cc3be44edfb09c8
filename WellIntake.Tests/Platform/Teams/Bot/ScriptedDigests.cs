using System.Collections.Concurrent;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Paths;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>Work that a test holds up, fails or lets through. Lets everything through unless told otherwise.</summary>
internal sealed class ScriptedDigests : IRequestHandler<DigestRequestJob>, IDigestWork
{
    public const string Result = "Made by the script";
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>How often work was begun.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Work waits for <see cref="Release"/>.</summary>
    public bool Holds { get; set; }

    /// <summary>Where the work in hand reports to.</summary>
    public IProgress<RequestProgress>? Progress { get; private set; }

    /// <summary>The job of the last call.</summary>
    public DigestRequestJob? Job { get; private set; }

    /// <summary>What the result looks like.</summary>
    public Func<DigestRequestJob, AdaptiveCard> Card { get; set; } = static _ => PlatformCards.Note(Result, "Nothing more.");

    /// <summary>Called with the number of the call, from 1; what it throws is the work's failure.</summary>
    public Action<int> Script { get; set; } = static _ => { };

    /// <summary>Called when held work is cancelled, for work that answers with an exception of its own.</summary>
    public Action OnCancel { get; set; } = static () => { };

    public string FailureText => "The script failed on purpose.";

    public void Release() => _go.TrySetResult();

    /// <summary>The path and form of every call that was not a worker's.</summary>
    public ConcurrentQueue<(DigestPath Path, bool Preview)> InRequest { get; } = new();

    /// <summary>Called when a result is sent along, before the card is shown.</summary>
    public Action OnSend { get; set; } = static () => { };

    public Task<RequestOutcome> WorkAsync(DigestRequestJob job, DigestPath path, bool preview, IProgress<RequestProgress>? progress, CancellationToken ct)
    {
        InRequest.Enqueue((path, preview));
        return WorkAsync(job, progress ?? new Progress<RequestProgress>(), ct);
    }

    public Task<SentAlong> SendAsync(DigestRequestJob job, bool isLast, CancellationToken ct)
    {
        OnSend();
        return Task.FromResult(SentAlong.Nothing);
    }

    public async Task<RequestOutcome> WorkAsync(DigestRequestJob job, IProgress<RequestProgress> progress, CancellationToken ct)
    {
        (Progress, Job) = (progress, job);
        var call = Interlocked.Increment(ref _calls);
        if (Holds)
            await HoldAsync(ct);
        Script(call);
        return new RequestOutcome(Card(job), Result, [new("cards_generated", 3)]);
    }

    private async Task HoldAsync(CancellationToken ct)
    {
        try
        {
            await _go.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            OnCancel();
            throw;
        }
    }
}
