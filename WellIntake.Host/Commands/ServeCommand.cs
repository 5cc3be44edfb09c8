using Microsoft.Extensions.Options;

namespace WellIntake.Host.Commands;

/// <summary>Serves until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> settings, CancellationToken ct)
    {
        await using var app = HostComposition.BuildServer(settings);
        // Before the host starts, which would log a stack over the one line that says what to mend.
        app.Services.GetService<IStartupValidator>()?.Validate();
        await app.RunAsync(ct);
        return 0;
    }
}
