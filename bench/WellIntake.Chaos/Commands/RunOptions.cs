using System.CommandLine;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class RunOptions
{
    public RunOptions(double defaultRate, int? defaultRequests, string aboutRequests)
    {
        Rate = new Option<double>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => defaultRate };
        Rate.Validators.Add(static r =>
        {
            if (r.GetValueOrDefault<double>() is not (> 0 and <= 1000))
                r.AddError("--rate must be above 0 and at most 1000.");
        });
        Requests = new Option<int?>("--requests") { Description = aboutRequests, DefaultValueFactory = _ => defaultRequests };
        Requests.Validators.Add(static r =>
        {
            if (r.GetValueOrDefault<int?>() is < 1 or > 1_000_000)
                r.AddError("--requests must be 1–1,000,000.");
        });
    }

    public Option<ChaosDatabase> Database { get; } = new("--database") { Description = "Where request rows are.", DefaultValueFactory = _ => ChaosDatabase.Sqlite };

    public Option<int> Seed { get; } = new("--seed") { Description = "What everything random is drawn from: the same seed draws the same moments and faults.", DefaultValueFactory = _ => 1 };

    public Option<double> Rate { get; }

    public Option<int?> Requests { get; }

    public Option<bool> Json { get; } = new("--json") { Description = "Print the report as JSON." };

    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { Database, Seed, Rate, Requests, Json })
            command.Options.Add(option);
        return command;
    }

    public RunSettings Read(ParseResult result) =>
        new(result.GetValue(Database), result.GetValue(Seed), result.GetValue(Rate), result.GetValue(Requests));

    /// <summary>An option that counts how often.</summary>
    public static Option<int> Times(string name, int byDefault, string about)
    {
        var option = new Option<int>(name) { Description = about, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 10_000)
                r.AddError($"{name} must be 1–10,000.");
        });
        return option;
    }
}
