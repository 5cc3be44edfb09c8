using System.Text.Json;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>
/// A language model that is asked for structured answers only. Whatever goes wrong is an answer too, so that whoever asks
/// can go on offline.
/// </summary>
internal interface ILanguageModel
{
    /// <summary>False: every question is answered with <see cref="FallbackReason.NotConfigured"/>, and there is no use in asking.</summary>
    bool IsConfigured { get; }

    /// <summary>How many questions are worked on at once; more wait for their turn.</summary>
    int MaxConcurrency { get; }

    /// <summary>
    /// Asks. The same question again, also after a restart and by another process of this database, is answered from the
    /// stored result and costs nothing; asked twice at once in one process, it is paid for once. Cancelled: throws at
    /// once, and the call ends. Throws nothing else.
    /// </summary>
    Task<ModelAnswer<T>> AskAsync<T>(StructuredQuestion<T> question, CancellationToken ct = default)
        where T : class;
}

/// <summary>A question whose answer has a form.</summary>
/// <param name="Purpose">What asks, for the metrics: one word, such as "digest".</param>
/// <param name="PromptVersion">Changes with every change of the instructions' meaning.</param>
/// <param name="Instructions">What to do. Ours only: nothing that anybody typed.</param>
/// <param name="Content">What it is about, as JSON; data, whatever it says.</param>
/// <param name="Schema">The form of the answer.</param>
/// <param name="Read">
/// Makes the value of a reply that has the form; throws <see cref="InvalidReplyException"/> when it is not borne out by the content.
/// </param>
internal sealed record StructuredQuestion<T>(
    string Purpose, string PromptVersion, string Instructions, string Content, ReplySchema Schema, Func<JsonElement, T> Read)
    where T : class;

/// <summary>An answer, or why there is none.</summary>
/// <param name="Value">Checked against schema and content; null when there is none.</param>
/// <param name="Failure">Why not; null when there is one.</param>
internal sealed record ModelAnswer<T>(T? Value, FallbackReason? Failure)
    where T : class;

/// <summary>Why the work is done offline.</summary>
internal enum FallbackReason
{
    /// <summary>There is no model.</summary>
    NotConfigured,
    /// <summary>The calls or tokens of this minute or day are used up, or could not be counted.</summary>
    Budget,
    /// <summary>It failed too often lately.</summary>
    CircuitOpen,
    /// <summary>It took too long.</summary>
    Timeout,
    /// <summary>It said 429.</summary>
    Throttled,
    /// <summary>It said another 4xx, or would not answer: a wrong key, an unknown model, a content filter.</summary>
    Refused,
    /// <summary>It could not be reached, said 5xx, or the connection ended.</summary>
    Unavailable,
    /// <summary>It answered, but not what was asked for.</summary>
    InvalidReply,
}

/// <summary>A reply that cannot be used. The message says which rule it breaks, and never what it says: that may be personal.</summary>
internal sealed class InvalidReplyException(string message) : Exception(message);
