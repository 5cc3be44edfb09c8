using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Platform.Jobs.Receiving;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>Registers typed jobs and, for the modules that this process works for, their handlers and workers.</summary>
public static class JobsRegistration
{
    /// <summary>
    /// Registers sending and tracking. Needs a queue backend, <see cref="PersistenceRegistration.AddPersistence"/> and the
    /// Teams rooms beside it.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">Options are bound from <c>WellIntake:Jobs</c>.</param>
    /// <param name="journalSharesDatabase">The queues' journal is in the database of the request rows.</param>
    /// <param name="brokerIsShared">The queues are on a broker, which other processes use too, and which can be away.</param>
    public static IServiceCollection AddJobs(
        this IServiceCollection services, IConfiguration configuration, bool journalSharesDatabase, bool brokerIsShared = false)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<InRequestOptions>().Bind(configuration.GetSection(InRequestOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new JobTypes(typeof(JobsRegistration).Assembly.GetTypes()));
        services.AddSingleton(new QueueingTopology(journalSharesDatabase, brokerIsShared));
        services.AddSingleton<IJobs, QueuedJobs>();
        services.AddSingleton<JobTelemetry>();
        services.AddSingleton<JobAcceptor>();
        services.AddSingleton<RequestTracker>();
        services.AddSingleton<RequestDirectory>();
        services.AddSingleton<RequestMail>();
        services.AddSingleton<RunningRequests>();
        services.AddSingleton<OutboxFailures>();
        services.AddSingleton<OutboxClaims>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddSingleton<Outbox>();
        if (brokerIsShared)
        {
            services.AddSingleton<OutboxWork>();
            services.AddHostedService<BrokerCheck>();
        }

        services.AddHostedService(p => p.GetRequiredService<Outbox>());
        services.AddSingleton<ProcessedIdRetention>();
        services.AddHostedService(p => p.GetRequiredService<ProcessedIdRetention>());
        return services;
    }

    /// <summary>Finds the handlers of one module and wraps them: tracking and idempotency innermost, then metrics, then tracing.</summary>
    public static IServiceCollection AddJobHandlers(this IServiceCollection services, IModule module)
    {
        var room = module.GetType().Namespace!;
        services.Scan(scan => scan.FromAssemblies(module.GetType().Assembly)
            .AddClasses(c => c.AssignableToAny(typeof(IJobHandler<>), typeof(IRequestHandler<>)).InNamespaces(room), publicOnly: false)
            .AsImplementedInterfaces()
            .WithSingletonLifetime());
        foreach (var handled in services
            .Where(s => s.ServiceType is { IsGenericType: true } t && t.GetGenericTypeDefinition() == typeof(IRequestHandler<>))
            .Select(s => s.ServiceType.GenericTypeArguments[0])
            .ToList())
        {
            services.TryAddSingleton(typeof(IJobHandler<>).MakeGenericType(handled), typeof(RequestJobHandler<>).MakeGenericType(handled));
        }

        return services;
    }

    /// <summary>Wraps every handler and starts the workers. To be called once, after all handlers are there.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        // Innermost, and only where no request row is the record. Closed types, as Scrutor's open ones would take all.
        foreach (var job in services
            .Where(s => s.ServiceType is { IsGenericType: true } t && t.GetGenericTypeDefinition() == typeof(IJobHandler<>))
            .Select(s => s.ServiceType.GenericTypeArguments[0])
            .Where(t => t.GetCustomAttribute<JobTypeAttribute>()?.RequestTable is null)
            .Distinct()
            .ToList())
        {
            services.Decorate(typeof(IJobHandler<>).MakeGenericType(job), typeof(IdempotentJobHandler<>).MakeGenericType(job));
        }

        services.TryDecorate(typeof(IJobHandler<>), typeof(MeasuredJobHandler<>));
        services.TryDecorate(typeof(IJobHandler<>), typeof(TracedJobHandler<>));
        services.AddSingleton<WorkerService>();
        services.AddHostedService(p => p.GetRequiredService<WorkerService>());
        return services;
    }
}
