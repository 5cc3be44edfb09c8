using System.CommandLine;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary><c>bus</c>: REL-1 and REL-3 with a broker and processes that share it.</summary>
internal static class BusCommand
{
    public static Command Create()
    {
        var options = new RunOptions(20, 1000, "How many.");
        var workers = RunOptions.Times("--workers", 4, "Processes with the role digest.");
        var away = new Option<int>("--away") { Description = "Stop the broker for so many seconds instead of killing processes; 0: kill them.", DefaultValueFactory = _ => 0 };
        away.Validators.Add(static r =>
        {
            if (r.GetValueOrDefault<int>() is < 0 or > 600)
                r.AddError("--away must be 0–600.");
        });
        var command = options.AddTo(new Command(
            "bus", "Web and workers as processes of their own on PostgreSQL and the test broker: processes are killed, connections cut, locks lost, or the broker stopped (REL-1, REL-3).")
            { workers, away });
        command.SetAction((result, ct) =>
        {
            var settings = options.Read(result) with { Database = ChaosDatabase.Postgres };
            return RunScreen.ShowAsync(
                "requests", settings.Requests ?? 0, result.GetValue(options.Json),
                async progress => [await new BusRun(settings, result.GetValue(workers), TimeSpan.FromSeconds(result.GetValue(away)), progress).RunAsync(ct)]);
        });
        return command;
    }
}
