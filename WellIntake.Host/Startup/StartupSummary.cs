using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams;

namespace WellIntake.Host.Startup;

/// <summary>Says, once it serves, which parts are in use and what to try. Fits on a screen.</summary>
internal sealed class StartupSummary(
    Roles roles, IDatabaseProvider database, IOptions<QueueingOptions> queueing, IOptions<TeamsOptions> teams, ICrmFreshness candidates,
    IMailer mailer, IOptions<LanguageModelOptions> language, IFeatureFlags flags, IServer server, IHostEnvironment environment,
    IQueueEntities? broker = null) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "(not listening)";
        var shown = url.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        var anonymous = string.IsNullOrEmpty(teams.Value.AppId);
        Console.WriteLine(
            $"""

            WellIntake {typeof(StartupSummary).Assembly.GetName().Version?.ToString(3)}, role {roles.Name}, {environment.EnvironmentName}
              listens on   {url}
              queue        {Queue}
              data         {database.Description}
              candidates   {candidates.Description}
              channel      {(anonymous ? $"local chat page {shown}/chat; only this machine is served" : "Microsoft Teams through the Bot Connector")}
              e-mail       {mailer.Description}
              language     {language.Value.Description}
              flags        {string.Join("; ", flags.All.Select(f => $"{f.Flag.Name} {f.Options}"))}

            """);
        if (anonymous && roles.Web)
        {
            Console.WriteLine(
                $"""
                Try it: open {shown}/chat and type "digest advisors", or

                  curl -s {shown}/api/teams/webhook -H 'Content-Type: application/json' -d '{Activity(shown)}'

                """);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Queue => broker is not null ? $"Azure Service Bus, {broker.Where}; the outbox is in the database"
        : $"channels in this process, {(queueing.Value.Journal ? "journal in SQLite" : "WITHOUT a journal: a crash loses jobs")}";

    private static string Activity(string url) =>
        $$"""{"type":"message","id":"1","channelId":"webchat","serviceUrl":"{{url}}/chat/connector","from":{"id":"me"},"recipient":{"id":"bot"},"conversation":{"id":"try"},"deliveryMode":"expectReplies","text":"help"}""";
}
