using System.CommandLine;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary><c>share</c>: PERF-13.</summary>
internal static class ShareCommand
{
    public static Command Create()
    {
        var options = new RunOptions(1000, 25, "How many, all at once.");
        var workers = RunOptions.Times("--workers", 4, "Processes with the role digest, against one.");
        var wait = new Option<double>("--wait") { Description = "Seconds that the channel takes to show a result.", DefaultValueFactory = _ => 1 };
        wait.Validators.Add(static r =>
        {
            if (r.GetValueOrDefault<double>() is not (>= 0 and <= 10))
                r.AddError("--wait must be 0–10.");
        });
        var command = options.AddTo(new Command("share", "The same requests for one worker process and for several on PostgreSQL and the test broker (PERF-13).") { workers, wait });
        command.SetAction((result, ct) => RunScreen.ShowAsync(
            "runs", 2, result.GetValue(options.Json),
            progress => new ShareRun(
                options.Read(result) with { Database = ChaosDatabase.Postgres }, result.GetValue(workers), TimeSpan.FromSeconds(result.GetValue(wait)), progress).RunAsync(ct)));
        return command;
    }
}
