using System.CommandLine;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary><c>stop</c>: REL-2.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var options = new RunOptions(20, null, "Stop sending after so many; without it requests come until the last stop.");
        var times = RunOptions.Times("--times", 50, "How many times the host is asked to stop.");
        var command = options.AddTo(new Command("stop", "SIGTERM under load: it ends in time and burns no delivery (REL-2).") { times });
        command.SetAction((result, ct) => RunScreen.ShowAsync(
            "stops", result.GetValue(times), result.GetValue(options.Json),
            async progress => [await new EndingRun(options.Read(result), result.GetValue(times), kill: false, progress).RunAsync(ct)]));
        return command;
    }
}
