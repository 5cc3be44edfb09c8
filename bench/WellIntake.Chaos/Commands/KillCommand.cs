using System.CommandLine;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary><c>kill</c>: REL-1.</summary>
internal static class KillCommand
{
    public static Command Create()
    {
        var options = new RunOptions(20, null, "Stop sending after so many; without it requests come until the last kill.");
        var moments = RunOptions.Times("--moments", 200, "How many times the host is killed.");
        var command = options.AddTo(new Command("kill", "Kill -9 at random moments under load, and start again (REL-1).") { moments });
        command.SetAction((result, ct) => RunScreen.ShowAsync(
            "kills", result.GetValue(moments), result.GetValue(options.Json),
            async progress => [await new EndingRun(options.Read(result), result.GetValue(moments), kill: true, progress).RunAsync(ct)]));
        return command;
    }
}
