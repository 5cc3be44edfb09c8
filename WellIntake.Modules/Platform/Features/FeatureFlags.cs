using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace WellIntake.Modules.Platform.Features;

/// <summary>
/// Flags from the configuration, read again when it changes. Settings that cannot work stop the start; while the program
/// runs, they are reported and the last that could stay in force. Who is in a percentage is decided by
/// Microsoft.FeatureManagement's targeting filter (ADR 19).
/// </summary>
internal sealed partial class FeatureFlags : IFeatureFlags, IDisposable
{
    private readonly FlagDefinition[] _known;
    private readonly IConfiguration _configuration;
    private readonly ContextualTargetingFilter _filter;
    private readonly ILogger<FeatureFlags> _logger;
    private readonly Lock _reloading = new();
    private readonly IDisposable _changes;
    private volatile FrozenDictionary<string, Evaluated> _flags;
    private string? _toldProblem;

    /// <exception cref="OptionsValidationException">A flag's settings cannot work.</exception>
    public FeatureFlags(IEnumerable<FlagDefinition> known, IConfiguration configuration, ILoggerFactory loggers)
    {
        (_known, _configuration, _logger) = ([.. known], configuration, loggers.CreateLogger<FeatureFlags>());
        _filter = new ContextualTargetingFilter(Options.Create(new TargetingEvaluationOptions { IgnoreCase = true }), loggers);
        var (flags, problems) = ReadAll();
        if (problems.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(FeatureFlags), problems);
        _flags = flags;
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public IReadOnlyList<FlagState> All
    {
        get
        {
            var flags = _flags;
            return [.. _known.Select(k => new FlagState(k, flags[k.Name].Options))];
        }
    }

    public FlagOptions Read(string flag) => Find(flag).Options;

    public ValueTask<bool> IsOnAsync(string flag, FlagUser user)
    {
        // For all or for none costs nothing: it is how a flag stands nearly always, and every message asks.
        var (options, settings) = Find(flag);
        return !options.Enabled ? new(false)
            : options.Percentage >= 100 ? new(true)
            : options is { Percentage: <= 0, Users.Count: 0 } ? new(false)
            : new(_filter.EvaluateAsync(
                new FeatureFilterEvaluationContext { FeatureName = flag, Settings = settings },
                // A listed address is a group of one: the filter knows people by one id only.
                new TargetingContext { UserId = user.Id, Groups = user.Address is { } address ? [address] : [] }));
    }

    public void Dispose() => _changes.Dispose();

    private Evaluated Find(string flag) =>
        _flags.TryGetValue(flag, out var found) ? found : throw new ArgumentException($"There is no flag {flag}.", nameof(flag));

    private void Reload()
    {
        lock (_reloading)
        {
            var (flags, problems) = ReadAll();
            if (problems.Count > 0)
            {
                var problem = string.Join(' ', problems);
                if (problem != _toldProblem)
                    Log.NotTaken(_logger, problem);
                _toldProblem = problem;
                return;
            }

            _toldProblem = null;
            var before = _flags;
            _flags = flags;
            foreach (var (name, flag) in flags)
            {
                if (!Same(flag.Options, before[name].Options))
                    Log.Changed(_logger, name, flag.Options.ToString());
            }
        }
    }

    private (FrozenDictionary<string, Evaluated> Flags, List<string> Problems) ReadAll()
    {
        var problems = new List<string>();
        if (_configuration is IConfigurationRoot root)
            problems.AddRange(root.Providers.OfType<FlagFileProvider>().Select(p => p.Problem).OfType<string>());
        var read = FlagReader.Read(_configuration, _known.Select(k => k.Name), problems);
        return (read.ToFrozenDictionary(f => f.Key, f => new Evaluated(f.Value, Settings(f.Value)), StringComparer.OrdinalIgnoreCase), problems);
    }

    private static TargetingFilterSettings Settings(FlagOptions options) => new()
    {
        Audience = new Audience
        {
            Users = [.. options.Users],
            Groups = [.. options.Users.Select(u => new GroupRollout { Name = u, RolloutPercentage = 100 })],
            DefaultRolloutPercentage = options.Percentage,
        },
    };

    private static bool Same(FlagOptions one, FlagOptions other) =>
        one with { Users = other.Users } == other && one.Users.SequenceEqual(other.Users, StringComparer.OrdinalIgnoreCase);

    /// <summary>A flag's settings, and the same in the filter's form.</summary>
    private sealed record Evaluated(FlagOptions Options, TargetingFilterSettings Settings);

    private static partial class Log
    {
        // How many are listed, never who.
        [LoggerMessage(4300, LogLevel.Information, "Flag {Flag} is {State} from now on")]
        public static partial void Changed(ILogger logger, string flag, string state);

        [LoggerMessage(4301, LogLevel.Error, "Changed flags cannot be taken, and those before stay in force: {Problem}")]
        public static partial void NotTaken(ILogger logger, string problem);
    }
}
