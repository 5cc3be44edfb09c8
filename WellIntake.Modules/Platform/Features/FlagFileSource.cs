using Microsoft.Extensions.Configuration;

namespace WellIntake.Modules.Platform.Features;

/// <summary>See <see cref="FlagFile"/>.</summary>
internal sealed class FlagFileSource(string path, TimeProvider time) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new FlagFileProvider(path, time);
}

/// <summary>
/// Reads the file once a second instead of watching the folder: the database's log in the same folder changes with every
/// request, and a watcher would be woken by each; mounted and networked folders bring no events at all.
/// </summary>
internal sealed class FlagFileProvider(string path, TimeProvider time) : ConfigurationProvider, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private string? _read;
    private ITimer? _timer;

    /// <summary>Why the file as it is now could not be taken; null when it could, or is not there.</summary>
    public string? Problem { get; private set; }

    public override void Load()
    {
        Look();
        _timer ??= time.CreateTimer(static state => ((FlagFileProvider)state!).LookAgain(), this, LookEvery, LookEvery);
    }

    public void Dispose() => _timer?.Dispose();

    private void LookAgain()
    {
        bool changed;
        lock (_lock)
            changed = Look();
        if (changed)
            OnReload();
    }

    private bool Look()
    {
        var (problem, data) = (Problem, Data);
        try
        {
            var file = new FileInfo(path);
            var text = !file.Exists ? string.Empty
                : file.Length > FlagFile.MostBytes ? throw new FormatException($"It is over {FlagFile.MostBytes / 1024} KB.")
                : File.ReadAllText(path);
            if (text == _read)
                return false;
            // Kept before it is parsed: what cannot be read is not tried again until it changes.
            _read = text;
            Data = text.Length == 0 ? new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) : FlagFile.ToSettings(text);
            Problem = null;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            Problem = $"{path}: {e.Message}";
        }

        return Problem != problem || !ReferenceEquals(Data, data);
    }
}
