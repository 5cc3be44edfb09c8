using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;

namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>Registers the reading of the delivery ledger, and ordering from it.</summary>
public static class DeliveriesRegistration
{
    /// <summary>Adds <see cref="IDeliveries"/>. Needs the database only, so that commands can use it beside a running host.</summary>
    public static IServiceCollection AddDeliveries(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => new JobTypes(typeof(DeliveriesRegistration).Assembly.GetTypes()));
        services.TryAddSingleton<RequestDirectory>();
        services.AddSingleton<ResendPlanner>();
        services.AddSingleton<OrderBook>();
        services.AddSingleton<IDeliveries, Deliveries>();
        return services;
    }

    /// <summary>Works on what is ordered, while the program serves. Needs what shows cards and what sends mail.</summary>
    public static IServiceCollection AddDeliveryOrders(this IServiceCollection services)
    {
        services.AddSingleton<OrderedDeliveries>();
        services.AddSingleton<DeliveryOrders>();
        services.AddHostedService(p => p.GetRequiredService<DeliveryOrders>());
        return services;
    }
}
