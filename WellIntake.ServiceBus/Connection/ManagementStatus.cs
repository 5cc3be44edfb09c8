using System.Globalization;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>The status of an answer from <c>$cbs</c> or <c>$management</c>.</summary>
internal readonly record struct ManagementStatus(int Code, string? Condition, string? Description)
{
    public const int NoContent = 204;

    public bool IsSuccess => Code is >= 200 and < 300;

    public static ManagementStatus From(AmqpMessage answer, string codeKey, string descriptionKey)
    {
        var properties = answer.ApplicationProperties;
        var code = properties is not null && properties.TryGetValue(codeKey, out var value) && value is IConvertible ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : 0;
        return new ManagementStatus(code, Text("errorCondition") ?? Text("error-condition"), Text(descriptionKey));

        string? Text(string key) => properties is not null && properties.TryGetValue(key, out var found) ? found?.ToString() : null;
    }

    public Exception ToException(string entityPath)
        => ServiceErrors.From(Condition ?? ConditionOf(Code), Description ?? $"The service answered with status {Code}.", entityPath, connectionFailed: false, inner: null);

    private static string ConditionOf(int code) => code switch
    {
        401 or 403 => AmqpConditions.UnauthorizedAccess,
        404 => AmqpConditions.NotFound,
        408 => ServiceConditions.Timeout,
        410 => ServiceConditions.MessageLockLost,
        400 => ServiceConditions.ArgumentError,
        501 => AmqpConditions.NotImplemented,
        503 => ServiceConditions.ServerBusy,
        _ => AmqpConditions.InternalError,
    };
}
