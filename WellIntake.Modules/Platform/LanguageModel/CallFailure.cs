using System.ClientModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>What an exception of a call means.</summary>
/// <param name="Reason">Why the work is done offline.</param>
/// <param name="Status">The HTTP status; null when none came.</param>
/// <param name="MayBePaid">The service may have worked, so what was reserved counts as used.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallFailure(FallbackReason Reason, int? Status, bool MayBePaid)
{
    /// <summary>A question that the service will not answer says nothing of how it is; other questions may go through.</summary>
    public static readonly CircuitFailures<ChatResponse> OfTheService = new(e => e is not ClientResultException { Status: 400 or 413 or 422 });

    /// <summary>Reads one; what is unknown counts as unavailable, and as paid.</summary>
    public static CallFailure Of(Exception exception) => exception switch
    {
        TimeoutException => new(FallbackReason.Timeout, null, MayBePaid: true),
        ClientResultException { Status: 429 } => new(FallbackReason.Throttled, 429, MayBePaid: false),
        ClientResultException { Status: >= 400 and < 500 } refused => new(FallbackReason.Refused, refused.Status, MayBePaid: false),
        ClientResultException { Status: >= 300 } failed => new(FallbackReason.Unavailable, failed.Status, MayBePaid: false),
        // The client could make nothing of an answer that came.
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException => new(FallbackReason.InvalidReply, null, MayBePaid: true),
        _ => Network(exception),
    };

    private static CallFailure Network(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is not HttpRequestException http)
                continue;
            return http.HttpRequestError switch
            {
                HttpRequestError.ConfigurationLimitExceeded => new(FallbackReason.InvalidReply, null, MayBePaid: true),
                HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                    => new(FallbackReason.Unavailable, null, MayBePaid: false),
                _ => new(FallbackReason.Unavailable, null, MayBePaid: true),
            };
        }

        return new(FallbackReason.Unavailable, null, MayBePaid: true);
    }
}
