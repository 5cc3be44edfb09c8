using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace WellIntake.Chaos.Hosting;

/// <summary>A private PostgreSQL, by the script that the tests use too (eng/servers/postgres.sh). It ends with this process.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _port;

    private PostgresCluster(string folder, int port) => (_folder, _port) = (folder, port);

    /// <exception cref="InvalidOperationException">It is not installed, or does not start.</exception>
    public static async Task<PostgresCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-chaos-postgres-").FullName;
        var port = await RunAsync("start", folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new PostgresCluster(folder, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>A new, empty database, as the setting takes it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct)
    {
        var name = "c" + Guid.NewGuid().ToString("N");
        await using var source = NpgsqlDataSource.Create(Url("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync(ct);
        return Url(name);
    }

    /// <summary>Ends it as a crash would.</summary>
    public Task CrashAsync() => RunAsync("stop", _folder, "immediate");

    public Task StartAgainAsync() => RunAsync("start", _folder);

    /// <summary>Stops the server and its children where they stand, or lets them go on: connections hang instead of breaking.</summary>
    public async Task FreezeAsync(bool frozen)
    {
        var pid = (await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid")))[0].Trim();
        using var kill = Process.Start("bash", ["-c", $"kill -{(frozen ? "STOP" : "CONT")} {pid} $(pgrep -P {pid})"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await CrashAsync();
        }
        catch (InvalidOperationException)
        {
            // It is down already.
        }
    }

    private string Url(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=wellintake;Database={database}");

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [SourceTree.FullPath("eng", "servers", "postgres.sh"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var (said, problem) = ((await output).Trim(), (await errors).Trim());
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"PostgreSQL: {problem}");
    }
}
