using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WellIntake.Modules.Platform.Teams.People;

/// <summary>Registers what is known of people's rights.</summary>
public static class PeopleRegistration
{
    /// <summary><see cref="IUserRoles"/>. Needs the database. Called twice, nothing changes.</summary>
    public static IServiceCollection AddUserRoles(this IServiceCollection services)
    {
        services.TryAddSingleton<IUserRoles, UserRoles>();
        return services;
    }
}
