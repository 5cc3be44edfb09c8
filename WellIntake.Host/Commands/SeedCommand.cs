using System.CommandLine;
using WellIntake.Modules.Platform.Crm.Seed;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Commands;

/// <summary>Fills the database with made-up records (TOL-2).</summary>
internal static class SeedCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var candidates = new Option<int>("--candidates") { Description = "How many candidates.", DefaultValueFactory = _ => 1000 };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same records.", DefaultValueFactory = _ => 1 };
        var days = new Option<int>("--days") { Description = "How far back they were published.", DefaultValueFactory = _ => 365 };
        candidates.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 10_000_000)
                r.AddError("--candidates must be 1–10,000,000.");
        });
        days.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 3650)
                r.AddError("--days must be 1–3650.");
        });
        var command = new Command("seed", "Fill the database with made-up candidates, deals, meetings and notes, for trying and measuring.") { candidates, seed, days };
        command.SetAction((result, ct) => RunAsync(
            settings(result), new SeedRequest(result.GetValue(candidates), result.GetValue(seed), result.GetValue(days)), ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, SeedRequest request, CancellationToken ct)
    {
        await using var app = HostComposition.CreateBuilder(settings).Build();
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        var report = await app.Services.GetRequiredService<ISeeder>().SeedAsync(request, new ConsoleProgress(), ct);
        Console.WriteLine($"{report.Candidates} candidates, {report.Deals} deals, {report.Meetings} meetings, {report.Notes} notes");
        return 0;
    }

    private sealed class ConsoleProgress : IProgress<SeedProgress>
    {
        private int _tenths;

        public void Report(SeedProgress value)
        {
            var tenths = (int)(10L * value.Candidates / Math.Max(1, value.Total));
            if (tenths <= _tenths)
                return;
            _tenths = tenths;
            Console.Error.WriteLine($"{value.Candidates} of {value.Total} candidates");
        }
    }
}
