namespace WellIntake.Host.Commands;

/// <summary>Serves until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> settings, CancellationToken ct)
    {
        await using var app = HostComposition.BuildServer(settings);
        await app.RunAsync(ct);
        return 0;
    }
}
