using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Platform.DeadLetters.Moves;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>Registers what looks after dead letters.</summary>
public static class DeadLettersRegistration
{
    /// <summary>
    /// Adds <see cref="IDeadLetters"/>, with options from <c>WellIntake:DeadLetters</c>. Needs a queue backend, the database and
    /// <see cref="Jobs.JobsRegistration.AddJobs"/>; opens a queue when it is first asked for one.
    /// </summary>
    public static IServiceCollection AddDeadLetters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeadLetterOptions>().Bind(configuration.GetSection(DeadLetterOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KnownQueues>();
        services.AddSingleton<MoveBook>();
        services.AddSingleton<SentAgain>();
        services.AddSingleton<DeadLetterSettling>();
        services.AddSingleton<MoveFinisher>();
        services.AddSingleton<DeadLetterSender>();
        services.AddSingleton<DeadLetterFinding>();
        services.AddSingleton<DeadLetterRequeuing>();
        services.AddSingleton<DeadLetterPurging>();
        services.AddSingleton<DeadLetterEditing>();
        services.AddSingleton<IDeadLetters, DeadLetterService>();
        return services;
    }

    /// <summary>Finishes what was half moved and forgets what is old, while the program serves.</summary>
    public static IServiceCollection AddDeadLetterUpkeep(this IServiceCollection services)
    {
        services.AddSingleton<DeadLetterUpkeep>();
        services.AddHostedService(p => p.GetRequiredService<DeadLetterUpkeep>());
        return services;
    }
}
