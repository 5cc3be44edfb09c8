using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;

namespace WellIntake.Host.Commands.Deliveries;

/// <summary><c>deliveries list</c>.</summary>
internal static class ListDeliveries
{
    private const int MostRows = 1000;

    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var failed = DeliveriesCommand.Failed();
        var request = DeliveriesCommand.Request();
        var since = DeliveriesCommand.SinceOption();
        var limit = new Option<int>("--limit") { Description = $"How many rows at most, 1–{MostRows}.", DefaultValueFactory = _ => 50 };
        var show = DeliveriesCommand.ShowAddresses();
        var json = DeliveriesCommand.Json();
        limit.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > MostRows)
                r.AddError($"--limit must be 1–{MostRows}; 'deliveries export' writes all.");
        });
        var command = new Command("list", "The newest attempts to send, newest first.") { failed, request, since, limit, show, json };
        command.SetAction(async (result, ct) =>
        {
            await using var app = HostComposition.CreateBuilder(settings(result)).Build();
            var filter = new DeliveryFilter(
                result.GetValue(failed), result.GetValue(request), Since.Read(result.GetValue(since), app.Services.GetRequiredService<TimeProvider>()), result.GetValue(show));
            await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
            var entries = await app.Services.GetRequiredService<IDeliveries>().NewestAsync(filter, result.GetValue(limit), ct);
            Print(entries, result.GetValue(json));
            return 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<DeliveryEntry> entries, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(entries, Written));
            return;
        }

        if (entries.Count == 0)
            Console.WriteLine("No attempt to send is recorded for that.");
        foreach (var e in entries)
        {
            var reason = string.Join(' ', new[] { e.StatusCode?.ToString(CultureInfo.InvariantCulture), e.Reason }.Where(p => p is not null).Distinct(StringComparer.Ordinal));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{e.Id,6}  {e.At.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z  {e.RequestId ?? "-",-18}  {e.Kind + " " + e.Operation,-20}  attempt {e.Attempt}  {e.Outcome,-10}  {e.Recipient}  {reason}").TrimEnd());
        }
    }
}
