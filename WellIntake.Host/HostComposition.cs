using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using WellIntake.Host.Chat;
using WellIntake.Host.Settings;
using WellIntake.Host.Startup;
using WellIntake.Host.Web;
using WellIntake.Host.Web.Admin;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Connector;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;
using WellIntake.Modules.Platform.Teams.People;
using WellIntake.Modules.Platform.Teams.Security;
using WellIntake.Modules.Platform.Telemetry;

namespace WellIntake.Host;

/// <summary>Puts the program together, for serving and for the commands that need its services.</summary>
internal static class HostComposition
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>
    /// A builder with settings read and everything but the workers registered. A command's log goes to standard error, as
    /// its output may be read by a machine.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(IReadOnlyList<string> settings, bool serves = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [.. settings],
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = DefaultEnvironment(),
            ApplicationName = "WellIntake.Host",
        });
        FlatSettings.Apply(builder.Configuration);
        builder.Configuration.AddFlagFile(Path.Combine(DataFolder.Of(builder.Configuration), FlagFile.Name), TimeProvider.System);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
            builder.WebHost.UseUrls(DefaultUrl);
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
        });
        builder.Services.AddLogRedaction();
        if (!serves)
            builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        // Drawn for spreading retries and made-up data, never for secrets.
        services.TryAddSingleton(_ => new Random());
        services.AddPersistence(builder.Configuration);
        services.AddCrm(builder.Configuration);
        services.AddLanguageModel(builder.Configuration);
        services.AddMail(builder.Configuration);
        services.AddDeliveries();
        services.AddUserRoles();
        foreach (var module in Roles.AllModules)
            module.Register(services, builder.Configuration);
        return builder;
    }

    /// <summary>The whole program: queues, bot, web and the workers of the role. Quiet: without the summary at start.</summary>
    public static WebApplication BuildServer(IReadOnlyList<string> settings, bool quiet = false)
    {
        var builder = CreateBuilder(settings, serves: !quiet);
        var roles = Roles.Read(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(roles);
        var journalSharesDatabase = services.AddQueues(builder.Configuration, roles);
        services.AddJobs(builder.Configuration, journalSharesDatabase, brokerIsShared: roles.ServiceBus);
        services.AddTeamsConnector(builder.Configuration);
        services.AddActivityAuthentication(builder.Configuration);
        services.AddHostedService<PrepareDatabase>();
        services.AddCrmSynchronisation();
        services.AddCardDelivery();
        services.AddTeamsBot();
        services.AddDeliveryOrders();
        services.AddLocalChat(builder.Configuration);
        services.AddDeadLetters(builder.Configuration);
        services.AddDeadLetterUpkeep();
        services.AddAdminApi();
        services.AddHealthChecks();
        foreach (var module in roles.Workers)
            services.AddJobHandlers(module);
        services.AddWorkers();
        if (!quiet)
            services.AddHostedService<StartupSummary>();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(75));

        var app = builder.Build();
        if (roles.Web)
        {
            app.MapWebhook();
            app.MapLocalChat();
        }

        app.MapHealth();
        app.MapDeadLetters();
        return app;
    }

    // Without an app id there is nothing to protect but this machine, and only loopback is served; with one, settings
    // for development would be a mistake.
    private static string? DefaultEnvironment()
    {
        var named = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        return string.IsNullOrEmpty(named) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TEAMS_BOT_APP_ID")) ? Environments.Development : named;
    }
}
