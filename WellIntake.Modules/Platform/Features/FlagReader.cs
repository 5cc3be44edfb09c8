using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace WellIntake.Modules.Platform.Features;

/// <summary>
/// Reads flags from the configuration. By hand, as every problem is to be named by its key, and as people listed in one
/// source are to take the place of those listed in another instead of being mixed with them.
/// </summary>
internal static class FlagReader
{
    /// <summary>The keys a flag may have.</summary>
    public static IReadOnlyList<string> Keys { get; } = [nameof(FlagOptions.Enabled), nameof(FlagOptions.Percentage), nameof(FlagOptions.Users), nameof(FlagOptions.Shadow)];

    /// <summary>Every known flag; one that is set nowhere stands at its defaults. What is wrong is added to <paramref name="problems"/>.</summary>
    public static Dictionary<string, FlagOptions> Read(IConfiguration configuration, IEnumerable<string> known, List<string> problems)
    {
        var flags = known.ToDictionary(name => name, _ => new FlagOptions(), StringComparer.OrdinalIgnoreCase);
        foreach (var section in configuration.GetSection(FlagOptions.Section).GetChildren())
        {
            if (flags.ContainsKey(section.Key))
                flags[section.Key] = Read(section, problems);
            else
                problems.Add($"{section.Path}: there is no such flag; use {string.Join(" or ", flags.Keys)}.");
        }

        return flags;
    }

    private static FlagOptions Read(IConfigurationSection section, List<string> problems)
    {
        var options = new FlagOptions();
        if (section.Value is { Length: > 0 })
            problems.Add($"{section.Path}: must be an object with {string.Join(", ", Keys)}.");
        foreach (var setting in section.GetChildren())
        {
            options = setting.Key.ToUpperInvariant() switch
            {
                "ENABLED" => options with { Enabled = Switch(setting, options.Enabled, problems) },
                "PERCENTAGE" => options with { Percentage = Percentage(setting, options.Percentage, problems) },
                "USERS" => options with { Users = Users(setting) },
                "SHADOW" => options with { Shadow = Switch(setting, options.Shadow, problems) },
                _ => Unknown(setting, options, problems),
            };
        }

        return options;
    }

    private static bool Switch(IConfigurationSection setting, bool otherwise, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(setting.Value))
            return otherwise;
        if (bool.TryParse(setting.Value, out var on))
            return on;
        problems.Add($"{setting.Path}: must be true or false.");
        return otherwise;
    }

    private static double Percentage(IConfigurationSection setting, double otherwise, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(setting.Value))
            return otherwise;
        if (double.TryParse(setting.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var percentage) && percentage is >= 0 and <= 100)
            return percentage;
        problems.Add($"{setting.Path}: must be 0–100.");
        return otherwise;
    }

    private static List<string> Users(IConfigurationSection setting)
    {
        var listed = setting.Value is { } line ? line.Split(',') : setting.GetChildren().Select(c => c.Value ?? string.Empty);
        return [.. listed.Select(u => u.Trim()).Where(u => u.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static FlagOptions Unknown(IConfigurationSection setting, FlagOptions options, List<string> problems)
    {
        problems.Add($"{setting.Path}: a flag has {string.Join(", ", Keys)} only.");
        return options;
    }
}
