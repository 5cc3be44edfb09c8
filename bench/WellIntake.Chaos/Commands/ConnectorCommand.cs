using System.CommandLine;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary><c>connector</c>: REL-5.</summary>
internal static class ConnectorCommand
{
    public static Command Create()
    {
        var options = new RunOptions(15, 150, "How many, for each kind of trouble.");
        var heldUp = new Option<double>("--held-up") { Description = "Seconds within which 95 of 100 undisturbed requests must have their result.", DefaultValueFactory = _ => 2 };
        heldUp.Validators.Add(static r =>
        {
            if (r.GetValueOrDefault<double>() is not (> 0 and <= 600))
                r.AddError("--held-up must be above 0 and at most 600.");
        });
        var only = new Option<string?>("--only") { Description = "Only troubles whose name contains this, such as 429." };
        only.Validators.Add(static r =>
        {
            if (r.GetValueOrDefault<string?>() is { } name && !ConnectorTrouble.All.Any(t => t.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
                r.AddError($"--only must be part of one of: {string.Join("; ", ConnectorTrouble.All.Select(static t => t.Name))}.");
        });
        var command = options.AddTo(new Command("connector", "A channel that refuses, breaks, cuts and lags in every fifth conversation (REL-5).") { heldUp, only });
        command.SetAction((result, ct) =>
        {
            var troubles = ConnectorTrouble.All.Where(t => t.Name.Contains(result.GetValue(only) ?? string.Empty, StringComparison.OrdinalIgnoreCase)).ToList();
            return RunScreen.ShowAsync(
                "kinds of trouble", troubles.Count, result.GetValue(options.Json),
                progress => new ConnectorRun(options.Read(result), troubles, TimeSpan.FromSeconds(result.GetValue(heldUp)), progress).RunAsync(ct));
        });
        return command;
    }
}
