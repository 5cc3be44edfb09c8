using System.Globalization;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>Requests and their answers over a pair of links, such as $cbs and entity/$management. Requests run side by side; an answer finds its request by correlation-id.</summary>
internal sealed class AmqpRequestLink : IAsyncDisposable
{
    // Answers come settled and nobody but requests makes the peer send one, so this bounds how many may be on their way at once.
    private const int MaxAnswersAhead = 100;

    private readonly AmqpSenderLink _sender;
    private readonly AmqpReceiverLink _receiver;
    private readonly Task _answers;
    private readonly Dictionary<string, TaskCompletionSource<AmqpMessage>> _waiting = [];
    private readonly Lock _gate = new();
    private AmqpException? _end;
    private long _lastId;

    private AmqpRequestLink(AmqpSenderLink sender, AmqpReceiverLink receiver)
    {
        _sender = sender;
        _receiver = receiver;
        Closed = WhenClosedAsync();
        _answers = ReadAnswersAsync();
    }

    public bool IsOpen => _sender.IsOpen && _receiver.IsOpen;

    /// <summary>Completes when either link is over, never faulted: with what ended it, or null after a close from this end.</summary>
    public Task<AmqpException?> Closed { get; }

    /// <summary>Attaches both links.</summary>
    /// <exception cref="AmqpException">The peer refused.</exception>
    /// <exception cref="TimeoutException">No answer within the operation time-out.</exception>
    public static async Task<AmqpRequestLink> AttachAsync(AmqpSession session, string address, CancellationToken cancellationToken = default)
    {
        // The peer finds the way back by the reply-to of a request: the address of this end's target.
        var name = $"{session.Connection.Options.ContainerId}-{address}-{Guid.NewGuid():N}";
        var sending = session.AttachSenderAsync(new AmqpSenderSettings { Address = address, Name = name + "-sender", SourceAddress = name }, cancellationToken);
        var receiving = session.AttachReceiverAsync(
            new AmqpReceiverSettings { Address = address, Name = name + "-receiver", TargetAddress = name, Settled = true, Prefetch = MaxAnswersAhead, DrainOnClose = false }, cancellationToken);
        try
        {
            return new AmqpRequestLink(await sending, await receiving) { ReplyTo = name };
        }
        catch
        {
            await CloseIfAttachedAsync(sending);
            await CloseIfAttachedAsync(receiving);
            throw;
        }
    }

    private string ReplyTo { get; init; } = "";

    /// <summary>Sends a request and waits for the answer. Sets the message's id and reply-to; other properties stay.</summary>
    /// <exception cref="AmqpException">The peer did not take the request (scope operation), or the links are over.</exception>
    /// <exception cref="TimeoutException">No answer in time; one that comes later is dropped.</exception>
    public async Task<AmqpMessage> RequestAsync(AmqpMessage request, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(timeout, _sender.Session.Connection.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var answer = new TaskCompletionSource<AmqpMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        string id;
        lock (_gate)
        {
            if (_end is not null)
                throw new AmqpException(_end.Scope, _end.Condition, _end.Description, _end.Info, _end);
            id = (++_lastId).ToString(CultureInfo.InvariantCulture);
            _waiting.Add(id, answer);
        }

        try
        {
            request.Properties = (request.Properties ?? new AmqpProperties()) with { MessageId = id, ReplyTo = ReplyTo };
            using var writer = new AmqpWriter();
            request.Encode(writer);
            var outcome = await _sender.SendAsync(writer.WrittenMemory.ToArray(), AmqpMessage.Format, transactionId: null, either.Token);
            if (outcome is not AmqpAccepted)
                throw RefusalOf(outcome);
            return await answer.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker did not answer a request within {timeout}.", e);
        }
        finally
        {
            lock (_gate)
                _waiting.Remove(id);
        }
    }

    /// <summary>Detaches both links; requests that wait fail. Closing twice is fine.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        await _sender.CloseAsync(cancellationToken);
        await _receiver.CloseAsync(cancellationToken);
        await _answers;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    internal static AmqpException RefusalOf(AmqpDeliveryState outcome) => outcome is AmqpRejected { Error: { } error }
        ? new AmqpException(AmqpScope.Operation, error)
        : new AmqpException(AmqpScope.Operation, AmqpConditions.NotAllowed, $"The broker answered with the outcome {outcome.GetType().Name["Amqp".Length..].ToLowerInvariant()}");

    private static async Task CloseIfAttachedAsync<TLink>(Task<TLink> attaching)
        where TLink : AmqpLink
    {
        try
        {
            await (await attaching).CloseAsync();
        }
        catch (Exception e) when (e is AmqpException or TimeoutException or OperationCanceledException)
        {
            // It was not attached, which is what the caller is told by the other link's failure or this one's.
        }
    }

    private async Task<AmqpException?> WhenClosedAsync() => await await Task.WhenAny(_sender.Closed, _receiver.Closed);

    private async Task ReadAnswersAsync()
    {
        try
        {
            while (true)
            {
                foreach (var delivery in await _receiver.ReceiveAsync(MaxAnswersAhead, Timeout.InfiniteTimeSpan))
                    Answer(delivery);
            }
        }
        catch (AmqpException e)
        {
            // Half a pair is none: the other link has nobody to serve any more.
            lock (_gate)
            {
                _end = e;
                foreach (var answer in _waiting.Values)
                    answer.TrySetException(e);
            }
        }
    }

    private void Answer(AmqpDelivery delivery)
    {
        try
        {
            var message = delivery.Message;
            var id = message.Properties?.CorrelationId as string;
            lock (_gate)
            {
                if (id is not null && _waiting.TryGetValue(id, out var answer))
                    answer.TrySetResult(message);
            }
        }
        catch (AmqpDecodeException)
        {
            // Whose answer it is cannot be told; the request runs into its time-out.
        }
    }
}
