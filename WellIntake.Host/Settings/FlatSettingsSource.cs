using Microsoft.Extensions.Primitives;

namespace WellIntake.Host.Settings;

/// <summary>Lays the flat names over their structured keys, and again whenever the configuration below changes.</summary>
internal sealed class FlatSettingsSource(IConfiguration configuration) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new FlatSettingsProvider(configuration);
}

internal sealed class FlatSettingsProvider : ConfigurationProvider, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IDisposable _changes;

    public FlatSettingsProvider(IConfiguration configuration)
    {
        _configuration = configuration;
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Refresh);
    }

    /// <exception cref="SettingException">A value that cannot work.</exception>
    public override void Load() => Data = FlatSettings.Read(_configuration);

    public void Dispose() => _changes.Dispose();

    // Called for this provider's own change too; then there is none.
    private void Refresh()
    {
        IDictionary<string, string?> now;
        try
        {
            now = FlatSettings.Read(_configuration);
        }
        catch (SettingException)
        {
            // While it runs, a value that cannot work changes nothing.
            return;
        }

        if (now.Count == Data.Count && now.All(s => Data.TryGetValue(s.Key, out var value) && value == s.Value))
            return;
        Data = now;
        OnReload();
    }
}
