using System.CommandLine;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;

namespace WellIntake.Host.Commands.Deliveries;

/// <summary><c>deliveries export</c>.</summary>
internal static class ExportDeliveries
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var file = new Option<FileInfo>("--out") { Description = "The CSV file to write. One that is there is replaced.", Required = true };
        var failed = DeliveriesCommand.Failed();
        var request = DeliveriesCommand.Request();
        var since = DeliveriesCommand.SinceOption();
        var show = DeliveriesCommand.ShowAddresses();
        var command = new Command("export", "Write all attempts to send as CSV, oldest first.") { file, failed, request, since, show };
        command.SetAction(async (result, ct) =>
        {
            await using var app = HostComposition.CreateBuilder(settings(result)).Build();
            var filter = new DeliveryFilter(
                result.GetValue(failed), result.GetValue(request), Since.Read(result.GetValue(since), app.Services.GetRequiredService<TimeProvider>()), result.GetValue(show));
            await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
            var target = result.GetRequiredValue(file);
            var rows = await WriteAsync(app.Services.GetRequiredService<IDeliveries>(), filter, target.FullName, ct);
            Console.WriteLine($"{rows} rows in {target.FullName}");
            return 0;
        });
        return command;
    }

    // Whole or not at all, and for its owner only: it says who got what.
    private static async Task<long> WriteAsync(IDeliveries deliveries, DeliveryFilter filter, string target, CancellationToken ct)
    {
        var unfinished = target + ".part";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            long rows;
            await using (var stream = new FileStream(unfinished, how))
                rows = await deliveries.ExportAsync(filter, stream, ct);
            File.Move(unfinished, target, overwrite: true);
            return rows;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
