using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>
/// Asks a model for structured answers: stored result first, then budget, breaker, call, schema and content, in this
/// order. What fails anywhere is a reason to go on offline, never an exception.
/// </summary>
internal sealed partial class StructuredLanguageModel(
    IChatClient client, string model, ModelBudget budget, ModelResults results, ICircuitBreakers breakers, LanguageModelTelemetry telemetry,
    IOptions<LanguageModelOptions> options, TimeProvider time, ILogger<StructuredLanguageModel> logger) : ILanguageModel, IDisposable
{
    // What was paid for is written down even when nobody waits any more.
    private static readonly TimeSpan BookkeepingLimit = TimeSpan.FromSeconds(5);

    private readonly ICircuitBreaker _breaker = breakers.Get(CircuitNames.LanguageModel);
    private readonly SemaphoreSlim _slots = new(options.Value.MaxConcurrency);
    private readonly KeyedTurns _turns = new();

    public bool IsConfigured => true;

    public int MaxConcurrency => options.Value.MaxConcurrency;

    public async Task<ModelAnswer<T>> AskAsync<T>(StructuredQuestion<T> question, CancellationToken ct = default)
        where T : class
    {
        ct.ThrowIfCancellationRequested();
        var id = ModelPrompt.ResultId(question, model);
        using var turn = await _turns.EnterAsync(id, ct);
        if (await FindAsync(id, ct) is { } stored && Reuse(question, stored) is { } again)
            return again;

        await _slots.WaitAsync(ct);
        try
        {
            return await CallAsync(question, id, ct);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        client.Dispose();
    }

    private ModelAnswer<T>? Reuse<T>(StructuredQuestion<T> question, ModelResult stored)
        where T : class
    {
        if (stored.Result is null)
            return FallBack(question, FallbackReason.InvalidReply);
        try
        {
            var value = Read(question, stored.Result);
            telemetry.Reused(question.Purpose);
            return new ModelAnswer<T>(value, null);
        }
        catch (InvalidReplyException)
        {
            // The rules have changed since.
            return null;
        }
    }

    private async Task<ModelAnswer<T>> CallAsync<T>(StructuredQuestion<T> question, string id, CancellationToken ct)
        where T : class
    {
        if (_breaker.State == CircuitState.Open)
            return FallBack(question, FallbackReason.CircuitOpen);
        var estimate = ModelPrompt.EstimateTokens(question);
        if (await ReserveAsync(estimate + options.Value.MaxReplyTokens, ct) is not { } reservation)
            return FallBack(question, FallbackReason.Budget);

        var started = time.GetTimestamp();
        ChatResponse response;
        try
        {
            response = await _breaker.ExecuteAsync(c => GetAsync(question, c), CallFailure.OfTheService, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // It may be paid for all the same, so the reservation stays.
            telemetry.Called(question.Purpose, "cancelled", time.GetElapsedTime(started));
            throw;
        }
        catch (CircuitOpenException)
        {
            await BookAsync(c => budget.ReleaseAsync(reservation, c));
            return FallBack(question, FallbackReason.CircuitOpen);
        }
        catch (Exception e)
        {
            var failure = CallFailure.Of(e);
            telemetry.Called(question.Purpose, LanguageModelTelemetry.Text(failure.Reason), time.GetElapsedTime(started));
            Log.Failed(logger, question.Purpose, LanguageModelTelemetry.Text(failure.Reason), failure.Status, e.GetType().Name);
            if (!failure.MayBePaid)
                await BookAsync(c => budget.CorrectAsync(reservation, 0, c));
            return FallBack(question, failure.Reason);
        }

        return await SettleAsync(question, id, reservation, response, estimate, time.GetElapsedTime(started));
    }

    private async Task<ChatResponse> GetAsync<T>(StructuredQuestion<T> question, CancellationToken ct)
        where T : class
    {
        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var settings = new ChatOptions
        {
            MaxOutputTokens = options.Value.MaxReplyTokens,
            Temperature = 0,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(question.Schema.Element, question.Schema.Name),
            AdditionalProperties = new AdditionalPropertiesDictionary { ["strict"] = true },
        };
        try
        {
            // A credential may take its time to notice: whoever cancels does not wait for it.
            return await client.GetResponseAsync(ModelPrompt.Messages(question), settings, both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException("The language model took too long.", e);
        }
    }

    private async Task<ModelAnswer<T>> SettleAsync<T>(
        StructuredQuestion<T> question, string id, BudgetReservation reservation, ChatResponse response, int estimate, TimeSpan elapsed)
        where T : class
    {
        var input = response.Usage?.InputTokenCount ?? estimate;
        var output = response.Usage?.OutputTokenCount ?? ModelPrompt.EstimateTokens(response.Text);
        telemetry.Used(question.Purpose, input, output);

        T? value = null;
        var refused = response.FinishReason == ChatFinishReason.ContentFilter;
        try
        {
            if (refused)
                throw new InvalidReplyException("is withheld by a content filter");
            if (response.FinishReason == ChatFinishReason.Length)
                throw new InvalidReplyException("was cut at the length limit");
            value = Read(question, response.Text);
        }
        catch (InvalidReplyException e)
        {
            Log.Invalid(logger, question.Purpose, e.Message);
        }

        // A reply of no use was paid for too: asked again at once, it would cost again.
        await BookAsync(c => results.StoreAsync(id, model, value is null ? null : response.Text, input, output, c));
        await BookAsync(c => budget.CorrectAsync(reservation, input + output, c));
        var reason = refused ? FallbackReason.Refused : FallbackReason.InvalidReply;
        telemetry.Called(question.Purpose, value is null ? LanguageModelTelemetry.Text(reason) : "ok", elapsed);
        return value is null ? FallBack(question, reason) : new ModelAnswer<T>(value, null);
    }

    private static T Read<T>(StructuredQuestion<T> question, string text)
        where T : class
    {
        JsonDocument reply;
        try
        {
            reply = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw new InvalidReplyException("is no JSON");
        }

        using (reply)
        {
            if (question.Schema.Problem(reply.RootElement) is { } problem)
                throw new InvalidReplyException(problem);
            try
            {
                return question.Read(reply.RootElement);
            }
            catch (Exception e) when (e is not InvalidReplyException)
            {
                // 1.0 is an integer to a schema and none to a parser: whatever a reader stumbles over is the reply's fault.
                throw new InvalidReplyException("could not be read: " + e.GetType().Name);
            }
        }
    }

    private ModelAnswer<T> FallBack<T>(StructuredQuestion<T> question, FallbackReason reason)
        where T : class
    {
        telemetry.FellBack(question.Purpose, reason);
        _breaker.CountFallback();
        return new ModelAnswer<T>(null, reason);
    }

    // A database that is away costs a call, not the answer.
    private async Task<ModelResult?> FindAsync(string id, CancellationToken ct)
    {
        try
        {
            return await results.FindAsync(id, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotBooked(logger, e.GetType().Name);
            return null;
        }
    }

    // What cannot be counted is not spent.
    private async Task<BudgetReservation?> ReserveAsync(long tokens, CancellationToken ct)
    {
        try
        {
            return await budget.ReserveAsync(tokens, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotBooked(logger, e.GetType().Name);
            return null;
        }
    }

    private async Task BookAsync(Func<CancellationToken, Task> book)
    {
        using var limit = new CancellationTokenSource(BookkeepingLimit, time);
        try
        {
            await book(limit.Token);
        }
        catch (Exception e)
        {
            Log.NotBooked(logger, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "The language model failed for {Purpose}: {Reason}, status {Status}, {Error}; done offline")]
        public static partial void Failed(ILogger logger, string purpose, string reason, int? status, string error);

        [LoggerMessage(EventId = 6102, Level = LogLevel.Warning, Message = "The language model's reply for {Purpose} {Problem}; done offline")]
        public static partial void Invalid(ILogger logger, string purpose, string problem);

        [LoggerMessage(EventId = 6103, Level = LogLevel.Warning, Message = "Results and budget of the language model could not be read or written: {Error}")]
        public static partial void NotBooked(ILogger logger, string error);
    }
}
