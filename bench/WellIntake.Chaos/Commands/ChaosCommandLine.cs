using System.CommandLine;

namespace WellIntake.Chaos.Commands;

/// <summary>The program's commands. Exit code 0: everything held; 1: something did not, or could not be run; 2: wrong arguments.</summary>
internal static class ChaosCommandLine
{
    public static async Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand(
            "Does to WellIntake what the world does, and counts that nothing was lost or shown twice. Exit code 0: all held; 1: something did not; 2: wrong arguments.")
        {
            KillCommand.Create(), StopCommand.Create(), ConnectorCommand.Create(), DatabaseCommand.Create(), BusCommand.Create(), ShareCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("See --help.");
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Cancelled: nothing was counted.");
            return 1;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
