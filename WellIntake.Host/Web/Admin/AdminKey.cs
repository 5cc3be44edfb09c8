using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using WellIntake.Host.Chat;
using WellIntake.Host.Settings;

namespace WellIntake.Host.Web.Admin;

/// <summary>
/// The key to the admin interface of this process: drawn at start, and left with the address in a file of the data folder
/// that only its owner can read. Whoever can read that folder has all data anyway; nobody else is let in (SEC-2).
/// </summary>
internal sealed partial class AdminKey(IConfiguration configuration, LocalAccess access, ILogger<AdminKey> logger) : IHostedLifecycleService
{
    private readonly string _key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether a request brings the key. Takes as long whatever it brings.</summary>
    public bool IsBroughtBy(HttpRequest request)
    {
        var brought = request.Headers[HeaderNames.Authorization].ToString();
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(brought)), SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {_key}")));
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (access.OwnAddress is not { } own)
            return;
        try
        {
            await AdminDoor.WriteAsync(DataFolder.Of(configuration), new AdminDoor(own, _key), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, e.GetType().Name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        AdminDoor.Remove(DataFolder.Of(configuration), _key);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(5123, LogLevel.Warning, "The admin interface cannot be reached by commands: its key could not be written to the data folder ({Reason})")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}

/// <summary>Where a running host's admin interface is, and the key to it.</summary>
/// <param name="Url">On loopback.</param>
/// <param name="Key">The key.</param>
internal sealed record AdminDoor(Uri Url, string Key)
{
    private const string FileName = "admin.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Null when no host has left one, or it cannot be read. The host may be gone all the same.</summary>
    public static async Task<AdminDoor?> ReadAsync(string folder, CancellationToken ct)
    {
        try
        {
            await using var file = File.OpenRead(Path.Combine(folder, FileName));
            return await JsonSerializer.DeserializeAsync<AdminDoor>(file, Json, ct) is { Url: { IsLoopback: true }, Key: not null } door ? door : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static async Task WriteAsync(string folder, AdminDoor door, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(folder, FileName);
        var unfinished = path + ".part";
        // A file that is there keeps its rights, whatever they are.
        File.Delete(unfinished);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(unfinished, how))
            await JsonSerializer.SerializeAsync(file, door, Json, ct);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Removes it, unless it is another process's by now.</summary>
    public static void Remove(string folder, string key)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (File.Exists(path) && File.ReadAllText(path).Contains(key, StringComparison.Ordinal))
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The key is void with its process.
        }
    }
}
