using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace WellIntake.Tests.Testing;

/// <summary>
/// A private PostgreSQL (eng/servers/postgres.sh). The shared one starts with the first test that asks for it and ends
/// with the test process. A machine without PostgreSQL skips those tests, unless WELLINTAKE_TESTS_STRICT=1.
/// </summary>
internal sealed class PostgresServer
{
    private const int NotInstalled = 3;

    private readonly string _folder;
    private readonly int _port;

    private PostgresServer(string folder, int port) => (_folder, _port) = (folder, port);

    /// <summary>The one that all tests share. A test that stops it starts its own instead.</summary>
    public static async Task<PostgresServer> SharedAsync() => await Shared.Server ?? Missing();

    /// <summary>One of the test's own, which it may stop and crash.</summary>
    public static async Task<PostgresServer> OwnAsync() => await StartAsync() ?? Missing();

    /// <summary>A new, empty database, as the setting takes it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("N");
        await using var source = NpgsqlDataSource.Create(Url("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return Url(name);
    }

    /// <summary>Ends it as a crash would: nothing is flushed, connections are cut.</summary>
    public async Task CrashAsync() => AssertDone(await RunAsync("stop", _folder, "immediate"));

    /// <summary>Starts it again, on the same port and data.</summary>
    public async Task StartAgainAsync() => AssertDone(await RunAsync("start", _folder));

    // Each test has a database, and so a pool, of its own: idle connections go soon, or hundreds of tests fill the server.
    private string Url(string database) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={_port};Username=wellintake;Database={database};Connection Idle Lifetime=10;Connection Pruning Interval=5");

    private static async Task<PostgresServer?> StartAsync()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var folder = Directory.CreateTempSubdirectory("wellintake-postgres-").FullName;
        var (code, output) = await RunAsync("start", folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        if (code == NotInstalled)
            return null;
        AssertDone((code, output));
        return new(folder, int.Parse(output, CultureInfo.InvariantCulture));
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var script = Path.Combine(RepositoryRoot(), "eng", "servers", "postgres.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output + await errors).Trim());
    }

    private static void AssertDone((int Code, string Output) run) => Assert.AreEqual(0, run.Code, $"postgres.sh failed: {run.Output}");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "WellIntake.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [DoesNotReturn]
    private static PostgresServer Missing()
    {
        Skip.Because("PostgreSQL is not installed on this machine (Debian: apt-get install postgresql).");
        throw new UnreachableException();
    }

    // Started when first named, and only then.
    private static class Shared
    {
        public static readonly Task<PostgresServer?> Server = StartAsync();

        // Without it the runtime may run the initialiser earlier.
        static Shared()
        {
        }
    }
}
