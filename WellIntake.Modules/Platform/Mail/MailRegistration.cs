using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Mail;

/// <summary>Registers mail.</summary>
public static class MailRegistration
{
    /// <summary>
    /// Adds <see cref="IMailer"/>: a server where <c>WellIntake:Mail:Host</c> names one, else a folder of files. A wrong
    /// value stops the start.
    /// </summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(MailOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<MailOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsCheck>();
        if (!string.IsNullOrWhiteSpace(section[nameof(MailOptions.Host)]))
        {
            services.TryAddSingleton<IMailer, SmtpMailer>();
            return services;
        }

        var data = configuration["WellIntake:DataFolder"] is { Length: > 0 } configured ? configured : "./data";
        var folder = section[nameof(MailOptions.Folder)] is { Length: > 0 } own ? own : Path.Combine(data, "mail");
        services.TryAddSingleton(new MailFolder(Path.GetFullPath(folder)));
        services.TryAddSingleton<IMailer, FolderMailer>();
        return services;
    }
}
