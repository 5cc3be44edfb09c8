using System.Runtime.ExceptionServices;
using Azure.Messaging.ServiceBus;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Sending;

/// <summary>
/// Sends jobs: as one message batch, which the broker takes whole or not at all, where they fit into one. What is larger
/// goes in several; when a later one fails, the failure says that the outcome is unknown, so that all are sent again and
/// the duplicate window drops those that are there.
/// </summary>
internal sealed class JobBatches(QueueHome home, IBrokerCircuit? circuit)
{
    // How long a body may still be wanted when its message has run out: by somebody who looks at the dead letters.
    private static readonly TimeSpan Doubt = TimeSpan.FromDays(1);

    public async Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct)
    {
        JobChecks.ThrowIfInvalid(jobs);
        ct.ThrowIfCancellationRequested();
        if (jobs.Count == 0)
            return;
        var now = home.Time.GetUtcNow();
        var messages = new List<ServiceBusMessage>(jobs.Count);
        foreach (var job in jobs)
            messages.Add(JobMessages.ToMessage(job, home.Options, now));
        try
        {
            if (circuit is null)
                await SendAsync(jobs, messages, ct);
            else
                await circuit.ExecuteAsync(t => SendAsync(jobs, messages, t), ct);
        }
        catch (JobQueueUnavailableException e)
        {
            home.Status.Saw(e.Message);
            throw;
        }

        home.Status.Answered();
    }

    private async Task SendAsync(IReadOnlyList<JobEnvelope> jobs, List<ServiceBusMessage> messages, CancellationToken ct)
    {
        var batches = new List<ServiceBusMessageBatch>();
        var claims = new List<string>();
        var sent = 0;
        try
        {
            await FillAsync(batches, claims, jobs, messages, ct);
            foreach (var batch in batches)
            {
                await home.Sender().SendMessagesAsync(batch, ct);
                sent++;
            }
        }
        catch (Exception e)
        {
            var other = ServiceBusFailures.Translate(e, home.Entity, mayBeDone: batches.Count > 0);
            if (sent > 0 && other is JobQueueUnavailableException { OutcomeUnknown: false } partly)
                other = new JobQueueUnavailableException(partly.Message, e, outcomeUnknown: true);
            // Bodies of messages that are certainly not there; the others are left to the sweep.
            if (sent == 0 && other is JobQueueUnavailableException { OutcomeUnknown: false } or ArgumentException)
                await ForgetAsync(claims);
            if (!ReferenceEquals(other, e))
                throw other;
            ExceptionDispatchInfo.Throw(e);
        }
        finally
        {
            foreach (var batch in batches)
                batch.Dispose();
        }
    }

    // All are packed before the first is sent, so that one that cannot travel keeps the others back too.
    private async Task FillAsync(
        List<ServiceBusMessageBatch> batches, List<string> claims, IReadOnlyList<JobEnvelope> jobs, List<ServiceBusMessage> messages, CancellationToken ct)
    {
        ServiceBusMessageBatch? open = null;
        for (var i = 0; i < messages.Count; i++)
        {
            if (open?.TryAddMessage(messages[i]) == true)
                continue;
            open = await home.Sender().CreateMessageBatchAsync(ct);
            batches.Add(open);
            if (open.TryAddMessage(messages[i]))
                continue;
            claims.Add(await CheckInAsync(jobs[i], messages[i], ct));
            if (!open.TryAddMessage(messages[i]))
                throw new JobRefusedException($"Job {jobs[i].Id} is larger than {home.Entity.Described} takes, even without its body.", nameof(jobs));
        }
    }

    /// <summary>Puts the body where messages can refer to it (QUE-12).</summary>
    private async Task<string> CheckInAsync(JobEnvelope job, ServiceBusMessage message, CancellationToken ct)
    {
        var claim = Guid.CreateVersion7(home.Time.GetUtcNow()).ToString("N");
        var ends = (job.ScheduledFor is { } due && due > home.Time.GetUtcNow() ? due : home.Time.GetUtcNow()) + (job.TimeToLive ?? home.Options.DefaultTimeToLive);
        await home.Claims.StoreAsync(claim, home.Entity.Queue, job.Body, ends + Doubt, ct);
        message.Body = BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty);
        message.ApplicationProperties[MessageProperties.Claim] = claim;
        return claim;
    }

    private async Task ForgetAsync(List<string> claims)
    {
        try
        {
            foreach (var claim in claims)
                await home.Claims.RemoveAsync(claim, CancellationToken.None);
        }
        catch (Exception e) when (e is JobQueueUnavailableException or System.Data.Common.DbException)
        {
            // Nothing refers to them; the sweep finds them.
        }
    }
}
