using System.CommandLine;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary><c>database</c>: REL-4.</summary>
internal static class DatabaseCommand
{
    public static Command Create()
    {
        var options = new RunOptions(15, null, "At most so many, for each kind of trouble; without it as many as come up.");
        var only = new Option<string?>("--only") { Description = "Only troubles whose name contains this, such as full." };
        only.Validators.Add(static r =>
        {
            if (r.GetValueOrDefault<string?>() is { } name && !Names().Any(n => n.Contains(name, StringComparison.OrdinalIgnoreCase)))
                r.AddError($"--only must be part of one of: {string.Join("; ", Names())}.");
        });
        var command = options.AddTo(new Command("database", "The database locked, full, read-only, stopped or frozen (REL-4). A full and a read-only disk need root, to mount one.") { only });
        command.SetAction((result, ct) =>
        {
            var settings = options.Read(result);
            var part = result.GetValue(only) ?? string.Empty;
            var runs = DatabaseTrouble.All.Where(t => t.Database == settings.Database)
                .Select(t => (t.Name, Run: (Func<Task<RunReport?>>)(() => new DatabaseRun(settings, t).RunAsync(ct))))
                .Concat(settings.Database == ChaosDatabase.Sqlite ? [(ReadOnlyRun.Name, () => new ReadOnlyRun(settings).RunAsync(ct))] : [])
                .Where(r => r.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).ToList();
            return RunScreen.ShowAsync("kinds of trouble", runs.Count, result.GetValue(options.Json), async progress =>
            {
                var reports = new List<RunReport>();
                foreach (var (name, run) in runs)
                {
                    if (await run() is { } report)
                        reports.Add(report);
                    else
                        await Console.Error.WriteLineAsync($"Left out: {name}. This user cannot mount a small disk here.");
                    progress(reports.Count);
                }

                return reports;
            });
        });
        return command;
    }

    private static IEnumerable<string> Names() => [.. DatabaseTrouble.All.Select(static t => t.Name), ReadOnlyRun.Name];
}
