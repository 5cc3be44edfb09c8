using Spectre.Console;

namespace WellIntake.Host.Commands.Load;

/// <summary>Two bars on standard error while a run goes on: what was sent, and what has its result.</summary>
internal static class LoadProgress
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    /// <summary>Where nobody watches, only the work is done.</summary>
    public static async Task ShowAsync(bool shows, int total, Func<int> sent, Func<int> ended, Func<Task> work)
    {
        if (!shows || Console.IsErrorRedirected)
        {
            await work();
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async progress =>
        {
            var sending = progress.AddTask("sent", maxValue: total);
            var ending = progress.AddTask("with a result", maxValue: total);
            var working = work();
            do
            {
                sending.Value = sent();
                ending.Value = ended();
            }
            while (await Task.WhenAny(working, Task.Delay(Every, TimeProvider.System)) != working);
            (sending.Value, ending.Value) = (sent(), ended());
            await working;
        });
    }
}
