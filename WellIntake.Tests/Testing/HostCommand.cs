using System.Diagnostics;

namespace WellIntake.Tests.Testing;

/// <summary>The built program run as a command, in a folder of its own, until it ends.</summary>
internal static class HostCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs it. What does not end within two minutes is killed, and fails the test.</summary>
    public static async Task<CommandRun> RunAsync(
        string[] arguments, IReadOnlyDictionary<string, string>? settings = null, string? folder = null, CancellationToken ct = default)
    {
        var own = folder is null ? Directory.CreateTempSubdirectory("wellintake-command-").FullName : null;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WellIntake.Host.dll"), .. arguments])
        {
            WorkingDirectory = folder ?? own!,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WELLINTAKE_DATA"] = folder ?? own!;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
            bounded.CancelAfter(Limit);
            var output = process.StandardOutput.ReadToEndAsync(bounded.Token);
            var errors = process.StandardError.ReadToEndAsync(bounded.Token);
            await process.WaitForExitAsync(bounded.Token);
            return new CommandRun(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            if (own is not null)
                Directory.Delete(own, recursive: true);
        }
    }
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">0 done, 1 failed, 2 wrong use.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of <see cref="Errors"/> that say something.</summary>
    public IReadOnlyList<string> ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public override string ToString() => $"exit code {ExitCode}{Environment.NewLine}{Output}{Environment.NewLine}{Errors}";
}
