using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Queueing;

/// <summary>Every queue's settings. Bound from <see cref="Section"/>, on top of <see cref="QueueDefaults"/>.</summary>
public sealed class QueueingOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = "WellIntake:Queueing";

    /// <summary>Whether the in-memory backend keeps a journal, so that accepted jobs survive a crash. Default true.</summary>
    public bool Journal { get; set; } = true;

    /// <summary>The queues by name. A name that has no defaults makes a new queue.</summary>
    public Dictionary<string, JobQueueOptions> Queues { get; } = QueueDefaults.Create();

    /// <summary>Lays what is configured over the defaults; what is not mentioned keeps them.</summary>
    public void Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        Journal = section.GetValue(nameof(Journal), Journal);
        foreach (var queue in section.GetSection(nameof(Queues)).GetChildren())
        {
            if (!Queues.TryGetValue(queue.Key, out var options))
                Queues[queue.Key] = options = new JobQueueOptions();
            queue.Bind(options);
        }
    }
}

/// <summary>Checks the ranges of every queue and names the exact key that is wrong.</summary>
internal sealed class QueueingOptionsValidator : IValidateOptions<QueueingOptions>
{
    public ValidateOptionsResult Validate(string? name, QueueingOptions options)
    {
        var failures = new List<string>();
        foreach (var (queue, settings) in options.Queues)
        {
            var problems = new List<ValidationResult>();
            if (Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true))
                continue;
            foreach (var problem in problems)
            {
                var key = string.Join(", ", problem.MemberNames);
                failures.Add($"{QueueingOptions.Section}:Queues:{queue}:{key}: {problem.ErrorMessage}");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
