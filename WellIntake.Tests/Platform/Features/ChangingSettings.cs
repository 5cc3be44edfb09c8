using Microsoft.Extensions.Configuration;

namespace WellIntake.Tests.Platform.Features;

/// <summary>A source of settings that a test changes, as a file on disk would.</summary>
internal sealed class ChangingSettings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Sets values, and tells whoever listens once for all of them.</summary>
    public void Change(params IEnumerable<(string Key, string? Value)> values)
    {
        foreach (var (key, value) in values)
        {
            if (value is null)
                Data.Remove(key);
            else
                Data[key] = value;
        }

        OnReload();
    }
}
