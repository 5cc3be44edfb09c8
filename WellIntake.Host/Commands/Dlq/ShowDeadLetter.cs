using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary><c>dlq show</c>: everything that is known of one.</summary>
internal static class ShowDeadLetter
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // For eyes; control characters are escaped by JSON and again below.
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Func<ParseResult, DeadLetterTarget> target)
    {
        var id = new Argument<string>("ID") { Description = "The job's id, as 'list' shows it." };
        var queue = DlqCommand.Queue();
        var json = DlqCommand.Json();
        var command = new Command("show", "All of one dead letter, with its body, which may be personal. Changes nothing.") { id, queue, json };
        command.SetAction(async (result, ct) =>
        {
            await using var connection = await DeadLetterConnection.OpenAsync(target(result), ct);
            var found = await OfIdAsync(connection.DeadLetters, result.GetRequiredValue(id), result.GetValue(queue), ct);
            if (result.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(found, Written));
            else
                found.ToList().ForEach(Print);
            return 0;
        });
        return command;
    }

    /// <exception cref="DeadLetterException">There is none.</exception>
    internal static async Task<IReadOnlyList<DeadLetter>> OfIdAsync(IDeadLetters dead, string id, string? queue, CancellationToken ct)
    {
        var found = await dead.FindAsync(new DeadLetterFilter { Ids = [id], Queue = queue, WithBody = true }, ct);
        return found.Items.Count > 0 ? found.Items : throw new DeadLetterException($"No dead letter has the id {TerminalText.Escape(id)}.");
    }

    private static void Print(DeadLetter dead)
    {
        Line("id", dead.Key.Id);
        Line("queue", dead.Key.Queue);
        Line("number", dead.Key.SequenceNumber.ToString(CultureInfo.InvariantCulture));
        Line("type", dead.Type);
        Line("accepted", dead.Key.EnqueuedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line("deliveries", dead.DeliveryCount.ToString(CultureInfo.InvariantCulture));
        Line("reason", dead.Reason);
        Line("description", dead.Description);
        Line("kept in", dead.Place switch { DeadLetterPlace.Queue => "its queue", DeadLetterPlace.Database => "the database (edited, or brought back)", _ => "half moved" });
        Line("correlation id", dead.CorrelationId);
        Line("ordering key", dead.OrderingKey);
        Line("priority", dead.Priority.ToString());
        Line("time to live", dead.TimeToLive?.ToString("c", CultureInfo.InvariantCulture));
        Line("trace", dead.TraceParent);
        foreach (var (name, value) in dead.Properties.OrderBy(p => p.Key, StringComparer.Ordinal))
            Line(name, value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"body",-16}{dead.BodyBytes} bytes"));
        Console.WriteLine(TerminalText.Escape(Body(dead.Body ?? []), keepLines: true));
        Console.WriteLine();
    }

    private static void Line(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            Console.WriteLine($"{TerminalText.Escape(name),-16}{TerminalText.Escape(value)}");
    }

    private static string Body(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return JsonSerializer.Serialize(document.RootElement, Pretty);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(body);
        }
    }
}
