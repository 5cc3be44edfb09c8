using System.Net;
using System.Net.Http.Headers;
using WellIntake.Host.Web;
using WellIntake.Host.Web.Admin;
using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Host.Commands.Dlq;

/// <summary>Dead letters of a host that runs on this machine, through its admin interface.</summary>
internal sealed class RemoteDeadLetters : IDeadLetters, IDisposable
{
    private readonly HttpClient _http;

    public RemoteDeadLetters(AdminDoor door)
    {
        // Purging thousands may take a while; looking whether the host is there may not.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(3) })
        {
            BaseAddress = door.Url,
            Timeout = TimeSpan.FromMinutes(5),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", door.Key);
    }

    public Task<DeadLetterList> FindAsync(DeadLetterFilter filter, CancellationToken ct) => AskAsync<DeadLetterFilter, DeadLetterList>("find", filter, ct);

    public Task<RequeueReport> RequeueAsync(RequeueOrder order, CancellationToken ct) => AskAsync<RequeueOrder, RequeueReport>("requeue", order, ct);

    public Task<IReadOnlyList<JobOutcome>> OutcomesAsync(string queue, IReadOnlyList<string> jobIds, CancellationToken ct) =>
        AskAsync<OutcomesAsked, IReadOnlyList<JobOutcome>>("outcomes", new OutcomesAsked(queue, jobIds), ct);

    public Task<MoveReport> PurgeAsync(MoveOrder order, CancellationToken ct) => AskAsync<MoveOrder, MoveReport>("purge", order, ct);

    public Task<MoveReport> EditAsync(EditOrder order, CancellationToken ct) => AskAsync<EditOrder, MoveReport>("edit", order, ct);

    public Task<MoveReport> UndoAsync(string operation, CancellationToken ct) => AskAsync<UndoAsked, MoveReport>("undo", new UndoAsked(operation), ct);

    public Task<IReadOnlyList<ArchivedOperation>> ArchivesAsync(CancellationToken ct) =>
        AskAsync<NothingAsked, IReadOnlyList<ArchivedOperation>>("archives", new NothingAsked(), ct);

    /// <summary>Whether a host answers there, and to this key.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await ArchivesAsync(ct);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or HostRefusedException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer> AskAsync<TAsked, TAnswer>(string what, TAsked asked, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(new Uri($"{DeadLetterEndpoints.Root}/{what}", UriKind.Relative), asked, DeadLetterEndpoints.Json, ct);
        if (response.IsSuccessStatusCode)
            return await response.Content.ReadFromJsonAsync<TAnswer>(DeadLetterEndpoints.Json, ct) ?? throw new HostRefusedException("The host answered with nothing.");
        switch (response.StatusCode)
        {
            case HttpStatusCode.BadRequest:
                throw new DeadLetterException(await ErrorAsync(response, ct));
            case HttpStatusCode.ServiceUnavailable:
                throw new JobQueueUnavailableException(await ErrorAsync(response, ct));
            default:
                throw new HostRefusedException($"The host at {_http.BaseAddress} answered {(int)response.StatusCode}; its log says more.");
        }
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage response, CancellationToken ct) =>
        (await response.Content.ReadFromJsonAsync(RefusalJson.Default.Refusal, ct))?.Error ?? "The host does not say why.";
}

/// <summary>Whoever answers there does not do what was asked.</summary>
internal sealed class HostRefusedException(string message) : IOException(message);
