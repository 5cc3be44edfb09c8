using System.CommandLine;
using WellIntake.Host.Commands.Deliveries;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary>The options that say which dead letters are meant.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> _queue = DlqCommand.Queue();
    private readonly Option<string?> _reason = new("--reason") { Description = "Only with this reason, such as MaxDeliveryAttemptsExceeded." };
    private readonly Option<string?> _olderThan = new("--older-than") { Description = "Only those accepted longer ago: 30m, 12h, 7d, 2w, or before a time such as 2026-11-26T08:00Z." };
    private readonly Option<string[]> _id = new("--id") { Description = "Only this job id. May be repeated.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _where = new("--where") { Description = "Only those whose body has this value: audience=global, metadata.tags[0]=a. May be repeated; all must hold." };
    private readonly Option<int> _limit;

    public FilterOptions(Command command, int defaultLimit = DeadLetterFilter.MaxLimit)
    {
        _limit = new Option<int>("--limit") { Description = $"How many at most, 1–{DeadLetterFilter.MaxLimit}.", DefaultValueFactory = _ => defaultLimit };
        _limit.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > DeadLetterFilter.MaxLimit)
                r.AddError($"--limit must be 1–{DeadLetterFilter.MaxLimit}.");
        });
        _where.Validators.Add(r =>
        {
            foreach (var text in r.GetValueOrDefault<string[]>() ?? [])
            {
                if (!text.Contains('=', StringComparison.Ordinal))
                    r.AddError($"--where: '{text}' must be path=value.");
                else if (BodyPath.Problem(Pair(text).Path) is { } problem)
                    r.AddError($"--where: {problem}");
            }
        });
        foreach (var option in (Option[])[_queue, _reason, _olderThan, _id, _where, _limit])
            command.Options.Add(option);
    }

    /// <summary>Whether anything narrows.</summary>
    public bool Narrows(System.CommandLine.Parsing.SymbolResult result) =>
        result.GetValue(_queue) is not null || result.GetValue(_reason) is not null || result.GetValue(_olderThan) is not null
        || result.GetValue(_id) is { Length: > 0 } || result.GetValue(_where) is { Length: > 0 };

    /// <exception cref="UsageException">The age cannot be read.</exception>
    public DeadLetterFilter Read(ParseResult result, bool withBody = false) => new()
    {
        Queue = result.GetValue(_queue),
        Reason = result.GetValue(_reason),
        Before = Since.Read(result.GetValue(_olderThan), TimeProvider.System, "--older-than"),
        Ids = result.GetValue(_id) ?? [],
        Where = [.. (result.GetValue(_where) ?? []).Select(Pair)],
        Limit = result.GetValue(_limit),
        WithBody = withBody,
    };

    private static BodyCondition Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return new BodyCondition(text[..at], text[(at + 1)..]);
    }
}
