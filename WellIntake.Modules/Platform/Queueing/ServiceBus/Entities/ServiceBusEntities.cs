using System.Globalization;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Entities;

/// <summary>Creates and compares what the namespace must have (QUE-3). Needs the right Manage.</summary>
internal sealed class ServiceBusEntities(ServiceBusConnection connection, ServiceBusOptions broker, QueueingOptions queueing) : IQueueEntities
{
    public string Where => string.IsNullOrEmpty(broker.ConnectionString)
        ? broker.FullyQualifiedNamespace ?? string.Empty
        : ServiceBusConnectionStringProperties.Parse(broker.ConnectionString).FullyQualifiedNamespace ?? string.Empty;

    public async Task<BrokerProblem?> ProbeAsync(string queue, bool receives, CancellationToken ct = default)
    {
        var entity = ServiceBusEntity.Of(queue, broker);
        try
        {
            // An empty batch asks for the link's limits: the link must come about for that, with the right to send.
            await using var sender = connection.Client().CreateSender(entity.Name);
            using var batch = await sender.CreateMessageBatchAsync(ct);
            if (!receives)
                return null;
            await using var receiver = entity.Subscription is null
                ? connection.Client().CreateReceiver(entity.Name)
                : connection.Client().CreateReceiver(entity.Name, entity.Subscription);
            await receiver.PeekMessageAsync(cancellationToken: ct);
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is not OutOfMemoryException)
        {
            return new BrokerProblem(ServiceBusFailures.Describe(e, entity), ServiceBusFailures.CannotWork(e));
        }
    }

    public Task<IReadOnlyList<EntityFinding>> CheckAsync(CancellationToken ct = default) => RunAsync(change: false, ct);

    public Task<IReadOnlyList<EntityFinding>> EnsureAsync(CancellationToken ct = default) => RunAsync(change: true, ct);

    private async Task<IReadOnlyList<EntityFinding>> RunAsync(bool change, CancellationToken ct)
    {
        var findings = new List<EntityFinding>();
        foreach (var (name, settings) in queueing.Queues.OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            var entity = ServiceBusEntity.Of(name, broker);
            var wanted = new WantedEntity(entity, settings);
            try
            {
                if (entity.Subscription is null)
                {
                    findings.AddRange(await QueueAsync(wanted, change, ct));
                }
                else
                {
                    findings.AddRange(await TopicAsync(wanted, change, ct));
                    findings.AddRange(await SubscriptionAsync(wanted, change, ct));
                }
            }
            catch (Exception e)
            {
                ServiceBusFailures.ThrowTranslated(e, entity);
                throw;
            }
        }

        return findings;
    }

    private async Task<IEnumerable<EntityFinding>> QueueAsync(WantedEntity wanted, bool change, CancellationToken ct)
    {
        var administration = connection.Administration();
        var name = wanted.Entity.Name;
        if (!(await administration.QueueExistsAsync(name, ct)).Value)
        {
            if (!change)
                return [Missing(name, "queue")];
            if (await CreatedAsync(() => administration.CreateQueueAsync(wanted.Queue(), ct)))
                return [Created(name, "queue")];
        }

        var found = (await administration.GetQueueAsync(name, ct)).Value;
        var findings = wanted.Compare(found);
        return change && findings.Any(f => f.State == EntityState.Different)
            ? await ChangedAsync(findings, () => administration.UpdateQueueAsync(found, ct), () => wanted.Apply(found))
            : findings;
    }

    private async Task<IEnumerable<EntityFinding>> TopicAsync(WantedEntity wanted, bool change, CancellationToken ct)
    {
        var administration = connection.Administration();
        var name = wanted.Entity.Name;
        if (!(await administration.TopicExistsAsync(name, ct)).Value)
        {
            if (!change)
                return [Missing(name, "topic")];
            if (await CreatedAsync(() => administration.CreateTopicAsync(wanted.Topic(), ct)))
                return [Created(name, "topic")];
        }

        var found = (await administration.GetTopicAsync(name, ct)).Value;
        var findings = wanted.Compare(found);
        return change && findings.Any(f => f.State == EntityState.Different)
            ? await ChangedAsync(findings, () => administration.UpdateTopicAsync(found, ct), () => wanted.Apply(found))
            : findings;
    }

    private async Task<IEnumerable<EntityFinding>> SubscriptionAsync(WantedEntity wanted, bool change, CancellationToken ct)
    {
        var administration = connection.Administration();
        var (topic, name) = (wanted.Entity.Name, wanted.Entity.Subscription!);
        // Without its topic there is no such thing as a subscription; asking would be an error.
        if (!(await administration.TopicExistsAsync(topic, ct)).Value || !(await administration.SubscriptionExistsAsync(topic, name, ct)).Value)
        {
            if (!change)
                return [Missing(wanted.Entity.Path, "subscription")];
            if (await CreatedAsync(() => administration.CreateSubscriptionAsync(wanted.Subscription(), ct)))
                return [Created(wanted.Entity.Path, "subscription")];
        }

        var found = (await administration.GetSubscriptionAsync(topic, name, ct)).Value;
        var findings = wanted.Compare(found);
        return change && findings.Any(f => f.State == EntityState.Different)
            ? await ChangedAsync(findings, () => administration.UpdateSubscriptionAsync(found, ct), () => wanted.Apply(found))
            : findings;
    }

    /// <summary>False when another process was first.</summary>
    private static async Task<bool> CreatedAsync(Func<Task> create)
    {
        try
        {
            await create();
            return true;
        }
        catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.MessagingEntityAlreadyExists)
        {
            return false;
        }
    }

    private static async Task<IEnumerable<EntityFinding>> ChangedAsync(IReadOnlyList<EntityFinding> findings, Func<Task> update, Action apply)
    {
        apply();
        await update();
        return findings.Select(f => f.State == EntityState.Different ? f with { State = EntityState.Changed } : f);
    }

    private static EntityFinding Missing(string path, string kind) => new(path, "exists", kind, null, EntityState.Different);

    private static EntityFinding Created(string path, string kind) => new(path, "exists", kind, null, EntityState.Created);
}

/// <summary>One entity as it is configured.</summary>
internal sealed class WantedEntity(ServiceBusEntity entity, JobQueueOptions options)
{
    // Service Bus holds no lock for longer; locks are renewed.
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(5);

    // Where a copy would lose its place, what is given back unharmed again and again counts with the broker all the same:
    // its limit is far above ours, which the backend keeps itself.
    private const int FarAbove = 1_000;

    public ServiceBusEntity Entity => entity;

    private TimeSpan Lock => options.LockDuration < LongestLock ? options.LockDuration : LongestLock;

    private int MaxDeliveries => options.Ordered || entity.Subscription is not null ? FarAbove : options.BackstopDeliveries;

    private bool Duplicates => options.DuplicateWindow > TimeSpan.Zero;

    public CreateQueueOptions Queue()
    {
        var wanted = new CreateQueueOptions(entity.Name)
        {
            LockDuration = Lock,
            MaxDeliveryCount = MaxDeliveries,
            DefaultMessageTimeToLive = options.DefaultTimeToLive,
            DeadLetteringOnMessageExpiration = true,
            RequiresDuplicateDetection = Duplicates,
            RequiresSession = options.Ordered,
        };
        if (Duplicates)
            wanted.DuplicateDetectionHistoryTimeWindow = options.DuplicateWindow;
        return wanted;
    }

    public CreateTopicOptions Topic()
    {
        var wanted = new CreateTopicOptions(entity.Name) { DefaultMessageTimeToLive = options.DefaultTimeToLive, RequiresDuplicateDetection = Duplicates };
        if (Duplicates)
            wanted.DuplicateDetectionHistoryTimeWindow = options.DuplicateWindow;
        return wanted;
    }

    public CreateSubscriptionOptions Subscription() => new(entity.Name, entity.Subscription!)
    {
        LockDuration = Lock,
        MaxDeliveryCount = MaxDeliveries,
        DefaultMessageTimeToLive = options.DefaultTimeToLive,
        DeadLetteringOnMessageExpiration = true,
        RequiresSession = options.Ordered,
    };

    public IReadOnlyList<EntityFinding> Compare(QueueProperties found) =>
    [
        Fixed(entity.Name, nameof(found.RequiresSession), options.Ordered, found.RequiresSession),
        Fixed(entity.Name, nameof(found.RequiresDuplicateDetection), Duplicates, found.RequiresDuplicateDetection),
        .. Window(found.RequiresDuplicateDetection, found.DuplicateDetectionHistoryTimeWindow),
        Setting(entity.Name, nameof(found.LockDuration), Lock, found.LockDuration),
        Setting(entity.Name, nameof(found.MaxDeliveryCount), MaxDeliveries, found.MaxDeliveryCount),
        Setting(entity.Name, nameof(found.DefaultMessageTimeToLive), options.DefaultTimeToLive, found.DefaultMessageTimeToLive),
        Setting(entity.Name, nameof(found.DeadLetteringOnMessageExpiration), wanted: true, found.DeadLetteringOnMessageExpiration),
    ];

    public IReadOnlyList<EntityFinding> Compare(TopicProperties found) =>
    [
        Fixed(entity.Name, nameof(found.RequiresDuplicateDetection), Duplicates, found.RequiresDuplicateDetection),
        .. Window(found.RequiresDuplicateDetection, found.DuplicateDetectionHistoryTimeWindow),
        Setting(entity.Name, nameof(found.DefaultMessageTimeToLive), options.DefaultTimeToLive, found.DefaultMessageTimeToLive),
    ];

    public IReadOnlyList<EntityFinding> Compare(SubscriptionProperties found) =>
    [
        Fixed(entity.Path, nameof(found.RequiresSession), options.Ordered, found.RequiresSession),
        Setting(entity.Path, nameof(found.LockDuration), Lock, found.LockDuration),
        Setting(entity.Path, nameof(found.MaxDeliveryCount), MaxDeliveries, found.MaxDeliveryCount),
        Setting(entity.Path, nameof(found.DefaultMessageTimeToLive), options.DefaultTimeToLive, found.DefaultMessageTimeToLive),
        Setting(entity.Path, nameof(found.DeadLetteringOnMessageExpiration), wanted: true, found.DeadLetteringOnMessageExpiration),
    ];

    public void Apply(QueueProperties found)
    {
        found.LockDuration = Lock;
        found.MaxDeliveryCount = MaxDeliveries;
        found.DefaultMessageTimeToLive = options.DefaultTimeToLive;
        found.DeadLetteringOnMessageExpiration = true;
        if (Duplicates && found.RequiresDuplicateDetection)
            found.DuplicateDetectionHistoryTimeWindow = options.DuplicateWindow;
    }

    public void Apply(TopicProperties found)
    {
        found.DefaultMessageTimeToLive = options.DefaultTimeToLive;
        if (Duplicates && found.RequiresDuplicateDetection)
            found.DuplicateDetectionHistoryTimeWindow = options.DuplicateWindow;
    }

    public void Apply(SubscriptionProperties found)
    {
        found.LockDuration = Lock;
        found.MaxDeliveryCount = MaxDeliveries;
        found.DefaultMessageTimeToLive = options.DefaultTimeToLive;
        found.DeadLetteringOnMessageExpiration = true;
    }

    private IEnumerable<EntityFinding> Window(bool has, TimeSpan found) =>
        Duplicates && has ? [Setting(entity.Name, nameof(QueueProperties.DuplicateDetectionHistoryTimeWindow), options.DuplicateWindow, found)] : [];

    private static EntityFinding Setting<T>(string path, string name, T wanted, T found)
        where T : notnull => Finding(path, name, wanted, found, EntityState.Different);

    private static EntityFinding Fixed<T>(string path, string name, T wanted, T found)
        where T : notnull => Finding(path, name, wanted, found, EntityState.Fixed);

    private static EntityFinding Finding<T>(string path, string name, T wanted, T found, EntityState otherwise)
        where T : notnull => new(
            path, name, Convert.ToString(wanted, CultureInfo.InvariantCulture)!, Convert.ToString(found, CultureInfo.InvariantCulture),
            wanted.Equals(found) ? EntityState.Same : otherwise);
}
