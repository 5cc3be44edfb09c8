using System.CommandLine;
using System.Text.Json;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;

namespace WellIntake.Host.Commands.Deliveries;

/// <summary><c>deliveries resend</c>: orders what a running host then sends.</summary>
internal static class ResendDeliveries
{
    private const int Shown = 20;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var ids = new Argument<string[]>("ID") { Description = "Requests, or numbers of attempts as 'list' shows them.", Arity = ArgumentArity.ZeroOrMore };
        var failed = new Option<bool>("--failed") { Description = "Everything whose last attempt failed." };
        var since = DeliveriesCommand.SinceOption();
        var what = new Option<string?>("--what") { Description = "card or mail only; else what failed." };
        var again = new Option<bool>("--again") { Description = "With IDs: also what was delivered already (the card, unless --what says mail)." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var wait = new Option<int>("--wait") { Description = "How many seconds to wait for a running host to send, 0–3600.", DefaultValueFactory = _ => 20 };
        var json = DeliveriesCommand.Json();
        what.AcceptOnlyFromAmong("card", "mail");
        wait.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 0 or > 3600)
                r.AddError("--wait must be 0–3600 seconds.");
        });
        var command = new Command("resend", "Have stored results shown, or their mails sent, once more by a running host. Cards are updated in place.")
        {
            ids, failed, since, what, again, yes, wait, json,
        };
        command.Validators.Add(r =>
        {
            var named = r.GetValue(ids) is { Length: > 0 };
            var all = r.GetValue(failed);
            if (named == all)
                r.AddError("Name what to resend: IDs, or --failed.");
            if (!all && r.GetValue(since) is not null)
                r.AddError("--since goes with --failed.");
            if (all && r.GetValue(again))
                r.AddError("--again goes with IDs: what has failed needs no leave.");
        });
        command.SetAction((result, ct) => RunAsync(
            settings(result),
            time => new ResendRequest(result.GetValue(ids) ?? [], result.GetValue(failed), Since.Read(result.GetValue(since), time), result.GetValue(again), result.GetValue(what)),
            result.GetValue(yes), TimeSpan.FromSeconds(result.GetValue(wait)), result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<string> settings, Func<TimeProvider, ResendRequest> asked, bool yes, TimeSpan wait, bool json, CancellationToken ct)
    {
        await using var app = HostComposition.CreateBuilder(settings).Build();
        var time = app.Services.GetRequiredService<TimeProvider>();
        var request = asked(time);
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        var deliveries = app.Services.GetRequiredService<IDeliveries>();
        var plan = await deliveries.PlanAsync(request, ct);
        foreach (var refusal in plan.Refused)
            await Console.Error.WriteLineAsync($"{refusal.Id}: not sent again: {refusal.Reason}.");
        if (plan.Items.Count == 0)
        {
            Console.WriteLine(json ? "[]" : "Nothing to send again.");
            return plan.Refused.Count > 0 ? 1 : 0;
        }

        if (!yes)
            Ask(plan);
        var orders = await deliveries.OrderAsync(plan, ct);
        orders = await FollowAsync(deliveries, orders, wait, time, ct);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(orders, Written));
        else
            Print(orders);
        await SayWhatWaitsAsync(orders, wait);
        return plan.Refused.Count > 0 || orders.Any(o => o.State == "failed") ? 1 : 0;
    }

    private static void Ask(ResendPlan plan)
    {
        if (Console.IsInputRedirected)
            throw new UsageException("Nobody can be asked here: --yes goes on without.");
        foreach (var item in plan.Items.Take(Shown))
            Console.WriteLine($"  {item.What} of request {item.RequestId}");
        if (plan.Items.Count > Shown)
            Console.WriteLine($"  and {plan.Items.Count - Shown} more");
        Console.Write($"{plan.Items.Count} to send again. Type RESEND to go on: ");
        if (Console.ReadLine()?.Trim() != "RESEND")
            throw new UsageException("Nothing was ordered.");
    }

    private static async Task<IReadOnlyList<DeliveryOrderEntry>> FollowAsync(
        IDeliveries deliveries, IReadOnlyList<DeliveryOrderEntry> orders, TimeSpan wait, TimeProvider time, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var ids = orders.Select(o => o.Id).ToList();
        while (orders.Any(o => o.State == "waiting") && time.GetElapsedTime(started) < wait)
        {
            await Task.Delay(LookEvery, time, ct);
            orders = await deliveries.OrdersAsync(ids, ct);
        }

        return orders;
    }

    private static void Print(IReadOnlyList<DeliveryOrderEntry> orders)
    {
        foreach (var order in orders.Where(o => o.State != "waiting"))
            Console.WriteLine($"{order.RequestId}: {order.What} {(order.State == "done" ? "sent" : "failed: " + order.Reason)}");
    }

    private static async Task SayWhatWaitsAsync(IReadOnlyList<DeliveryOrderEntry> orders, TimeSpan wait)
    {
        var waiting = orders.Count(o => o.State == "waiting");
        if (waiting == 0)
            return;
        var taken = orders.Any(o => o.State != "waiting" || o.Tries > 0);
        await Console.Error.WriteLineAsync(taken
            ? $"{waiting} wait for their turn or for another try; the running host goes on with them."
            : $"No running host has taken them up within {wait.TotalSeconds:F0} s: {waiting} wait in the database, and the next host that runs sends them.");
    }
}
