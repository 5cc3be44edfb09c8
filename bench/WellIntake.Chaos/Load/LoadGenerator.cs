using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;

namespace WellIntake.Chaos.Load;

/// <summary>
/// Posts requests at a steady rate, whether the host is there or not. As a channel does, it posts some of those again
/// that got no answer, and some that got one.
/// </summary>
/// <param name="run">Begins the names of conversations.</param>
/// <param name="webhook">The host.</param>
/// <param name="serviceUrl">The channel.</param>
/// <param name="rate">Requests a second.</param>
/// <param name="limit">At most so many; null for no end.</param>
/// <param name="troubledShare">Every n-th is in a conversation with trouble; 0 for none.</param>
/// <param name="seed">Decides which are posted again.</param>
internal sealed class LoadGenerator(string run, Uri webhook, string serviceUrl, double rate, int? limit, int troubledShare, int seed) : IDisposable
{
    private const double AgainUnanswered = 0.5;
    private const double AgainAnswered = 0.05;
    private const int MaxOutstanding = 500;
    private const int MostPosts = 60;
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { BaseAddress = webhook, Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentQueue<SentRequest> _sent = new();
    private readonly SemaphoreSlim _outstanding = new(MaxOutstanding, MaxOutstanding);

    /// <summary>Every activity is posted until it is acknowledged, a second apart, as a person asks again who gets no answer.</summary>
    public bool UntilAcknowledged { get; init; }

    /// <summary>Everything that was begun.</summary>
    public IReadOnlyList<SentRequest> Sent => [.. _sent];

    /// <summary>Posts until cancelled or the limit is reached, and then waits for what is on its way.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var running = new List<Task>();
        var watch = Stopwatch.StartNew();
        try
        {
            for (var number = 0; limit is null || number < limit; number++)
            {
                var wait = TimeSpan.FromSeconds(number / rate) - watch.Elapsed;
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, TimeProvider.System, ct);
                await _outstanding.WaitAsync(ct);
                var request = new SentRequest(run, number, TimeProvider.System.GetUtcNow(), troubledShare > 0 && number % troubledShare == 0);
                _sent.Enqueue(request);
                running.Add(SendAsync(request, ct));
                if (running.Count > MaxOutstanding)
                    running.RemoveAll(static t => t.IsCompletedSuccessfully);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Enough was sent.
        }

        await Task.WhenAll(running);
    }

    /// <summary>Posts one activity and waits for its answer.</summary>
    public async Task PostAsync(SentRequest request)
    {
        var at = TimeProvider.System.GetUtcNow();
        var watch = Stopwatch.StartNew();
        try
        {
            using var response = await _http.PostAsJsonAsync("/api/teams/webhook", request.Activity(serviceUrl));
            request.Add(new Post(at, watch.Elapsed, (int)response.StatusCode, null));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            request.Add(new Post(at, watch.Elapsed, null, e is HttpRequestException h ? h.HttpRequestError.ToString() : e.GetType().Name));
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _outstanding.Dispose();
    }

    private async Task SendAsync(SentRequest request, CancellationToken ct)
    {
        try
        {
            var drawn = new Random(unchecked((seed * 397) ^ request.Number)).NextDouble();
            await PostAsync(request);
            for (var posts = 1; UntilAcknowledged && request.AcknowledgedAt is null && posts < MostPosts && !ct.IsCancellationRequested; posts++)
            {
                await Task.Delay(AgainAfter, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await PostAsync(request);
            }

            if (drawn >= (request.AcknowledgedAt is null ? AgainUnanswered : AgainAnswered))
                return;
            await Task.Delay(AgainAfter, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await PostAsync(request);
        }
        finally
        {
            _outstanding.Release();
        }
    }
}
