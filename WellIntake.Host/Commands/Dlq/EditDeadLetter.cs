using System.CommandLine;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary><c>dlq edit</c>: another body for one.</summary>
internal static class EditDeadLetter
{
    private const int MaxBytes = 4 * 1024 * 1024;

    public static Command Create(Func<ParseResult, DeadLetterTarget> target)
    {
        var id = new Argument<string>("ID") { Description = "The job's id, as 'list' shows it." };
        var queue = DlqCommand.Queue();
        var set = new Option<string[]>("--field") { Description = "A value to set in the body: audience=global, metadata.tags[0]=a. May be repeated." };
        var body = new Option<FileInfo?>("--body") { Description = "A file that becomes the body." };
        var command = new Command("edit", "Give a dead letter another body, checked as the job's handler would. It stays a dead letter; 'undo' brings the old body back.") { id, queue, set, body };
        set.Validators.Add(r =>
        {
            foreach (var text in r.GetValueOrDefault<string[]>() ?? [])
            {
                if (text.IndexOf('=', StringComparison.Ordinal) is var at && at < 1)
                    r.AddError($"--field: '{text}' must be path=value.");
                else if (BodyPath.Problem(text[..at]) is { } problem)
                    r.AddError($"--field: {problem}");
            }
        });
        command.Validators.Add(r =>
        {
            if (r.GetValue(set) is not { Length: > 0 } && r.GetValue(body) is null)
                r.AddError("Say what to change: --field path=value, or --body FILE.");
        });
        command.SetAction(async (result, ct) =>
        {
            var given = await ReadAsync(result.GetValue(body), ct);
            await using var connection = await DeadLetterConnection.OpenAsync(target(result), ct);
            var found = await ShowDeadLetter.OfIdAsync(connection.DeadLetters, result.GetRequiredValue(id), result.GetValue(queue), ct);
            if (found.Count > 1)
                throw new UsageException("Several dead letters have that id: --queue says which, or send the others again first.");
            var changed = given ?? found[0].Body ?? [];
            foreach (var text in result.GetValue(set) ?? [])
            {
                var at = text.IndexOf('=', StringComparison.Ordinal);
                changed = BodyPath.Set(changed, text[..at], text[(at + 1)..]);
            }

            var report = await connection.DeadLetters.EditAsync(new EditOrder(found[0].Key, changed), ct);
            Console.WriteLine($"Edited. 'dlq requeue --id {TerminalText.Escape(found[0].Key.Id)}' sends it; 'dlq undo {report.Operation}' brings the old body back.");
            return 0;
        });
        return command;
    }

    private static async Task<byte[]?> ReadAsync(FileInfo? file, CancellationToken ct)
    {
        if (file is null)
            return null;
        if (!file.Exists)
            throw new UsageException($"There is no file {file.FullName}.");
        if (file.Length > MaxBytes)
            throw new UsageException($"{file.FullName} is over {MaxBytes / 1024 / 1024} MB.");
        return await File.ReadAllBytesAsync(file.FullName, ct);
    }
}
