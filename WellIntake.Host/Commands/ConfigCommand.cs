using System.CommandLine;
using WellIntake.Host.Settings;
using WellIntake.Modules.Platform.Features;

namespace WellIntake.Host.Commands;

/// <summary>Prints the settings in force and where each came from; secrets are masked.</summary>
internal static class ConfigCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var command = new Command("config", "Print the settings in force, where each came from, secrets masked.");
        command.SetAction((result, ct) => Task.FromResult(Print(settings(result))));
        return command;
    }

    private static int Print(IReadOnlyList<string> settings)
    {
        var builder = HostComposition.CreateBuilder(settings);
        var configuration = (IConfigurationRoot)builder.Configuration;
        foreach (var (key, value) in configuration.AsEnumerable().Where(s => s.Value is not null && Shown(s.Key)).OrderBy(s => s.Key, StringComparer.OrdinalIgnoreCase))
            Console.WriteLine($"{key} = {(IsSecret(key) ? "****" : value)}   ({Source(configuration, key)})");
        // A flag that is set nowhere is in force too.
        using var app = builder.Build();
        foreach (var (flag, options) in app.Services.GetRequiredService<IFeatureFlags>().All)
            Console.WriteLine($"Flag {flag.Name}: {options}");
        return 0;
    }

    private static bool Shown(string key) =>
        key.StartsWith("WellIntake:", StringComparison.OrdinalIgnoreCase) || key.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase)
        || FlatSettings.All.Any(s => s.Flat.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static bool IsSecret(string key) =>
        FlatSettings.All.Any(s => s.Secret && (s.Flat.Equals(key, StringComparison.OrdinalIgnoreCase) || s.Structured.Equals(key, StringComparison.OrdinalIgnoreCase)))
        || key.Contains("apikey", StringComparison.OrdinalIgnoreCase) || key.Contains("password", StringComparison.OrdinalIgnoreCase) || key.Contains("secret", StringComparison.OrdinalIgnoreCase)
        || key.Contains("connectionstring", StringComparison.OrdinalIgnoreCase);

    private static string Source(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (!provider.TryGet(key, out _))
                continue;
            return provider.GetType().Name switch
            {
                "JsonConfigurationProvider" => "appsettings",
                "EnvironmentVariablesConfigurationProvider" => "environment",
                "CommandLineConfigurationProvider" => "command line",
                "FlatSettingsProvider" => "flat name",
                "FlagFileProvider" => FlagFile.Name,
                var other => other,
            };
        }

        return "default";
    }
}
