using System.Diagnostics;
using System.Globalization;

namespace WellIntake.Chaos.Hosting;

/// <summary>A folder on a small file system of its own (tmpfs), which can be filled and made read-only. Needs root on Linux.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 48;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <returns>Null when this machine does not let this user mount one.</returns>
    public static async Task<SmallDisk?> CreateAsync()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var folder = Directory.CreateTempSubdirectory("wellintake-chaos-disk-").FullName;
        if (await RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={Megabytes}m"), "tmpfs", folder))
            return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    /// <summary>Takes all the room that is left.</summary>
    public async Task FillAsync(CancellationToken ct)
    {
        await using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1024 * 1024, 4096 })
        {
            var block = new byte[size];
            try
            {
                while (true)
                    await file.WriteAsync(block, ct);
            }
            catch (IOException)
            {
                // Full, but for less than a block.
            }
        }
    }

    public void Empty() => File.Delete(Ballast);

    /// <summary>Works only while nobody has a file open for writing.</summary>
    /// <exception cref="InvalidOperationException">Somebody has.</exception>
    public async Task MakeReadOnlyAsync(bool readOnly)
    {
        if (!await RunAsync("mount", "-o", readOnly ? "remount,ro" : "remount,rw", Folder))
            throw new InvalidOperationException("The small disk could not be mounted anew.");
    }

    public async ValueTask DisposeAsync()
    {
        if (await RunAsync("umount", Folder))
            Directory.Delete(Folder);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
