using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary><c>dlq export</c>: JSON lines, every property of each.</summary>
internal static class ExportDeadLetters
{
    public static Command Create(Func<ParseResult, DeadLetterTarget> target)
    {
        var file = new Option<FileInfo>("--out") { Description = "The file to write, for its owner only. One that is there is replaced.", Required = true };
        var command = new Command("export", "Write dead letters as JSON lines: every property, the body as JSON and, exactly, as base64. Changes nothing.") { file };
        var filter = new FilterOptions(command);
        command.SetAction(async (result, ct) =>
        {
            await using var connection = await DeadLetterConnection.OpenAsync(target(result), ct);
            var list = await connection.DeadLetters.FindAsync(filter.Read(result, withBody: true), ct);
            var path = result.GetRequiredValue(file).FullName;
            await OwnedFile.WriteAsync(path, list.Items.Select(Line), ct);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{list.Items.Count} dead letters in {path}"));
            if (list.Unseen == 0 && list.Matching == list.Items.Count)
                return 0;
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"These are not all: {list.Matching - list.Items.Count} more match, and {list.Unseen} were not looked at."));
            return 1;
        });
        return command;
    }

    private static string Line(DeadLetter dead)
    {
        var line = JsonSerializer.SerializeToNode(dead with { Body = null }, JsonSerializerOptions.Web)!.AsObject();
        line["body"] = Read(dead.Body ?? []);
        line["bodyBase64"] = Convert.ToBase64String(dead.Body ?? []);
        return line.ToJsonString();
    }

    private static JsonNode? Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A file that is written whole or not at all, and that only its owner can read.</summary>
internal static class OwnedFile
{
    public static async Task WriteAsync(string path, IEnumerable<string> lines, CancellationToken ct)
    {
        var unfinished = path + ".part";
        try
        {
            File.Delete(unfinished);
            await using (var writer = new StreamWriter(new FileStream(unfinished, How(FileMode.CreateNew)), new UTF8Encoding(false)))
            {
                foreach (var line in lines)
                    await writer.WriteLineAsync(line.AsMemory(), ct);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Adds lines that are on disk when this returns.</summary>
    public static async Task AppendAsync(string path, IEnumerable<string> lines, CancellationToken ct)
    {
        await using var file = new FileStream(path, How(FileMode.Append));
        await file.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))), ct);
        file.Flush(flushToDisk: true);
    }

    private static FileStreamOptions How(FileMode mode)
    {
        var how = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return how;
    }
}
