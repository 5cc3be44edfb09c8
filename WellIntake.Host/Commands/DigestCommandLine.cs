using System.CommandLine;
using System.Text.Json;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Commands;

/// <summary>Makes a digest here and prints it (TOL-3).</summary>
internal static class DigestCommandLine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var audience = new Option<string>("--audience") { Description = "advisors, c_suite, global or personal (with --owner).", DefaultValueFactory = _ => "advisors" };
        var days = new Option<int>("--days") { Description = "How many days back, 1–365.", DefaultValueFactory = _ => 7 };
        var most = new Option<int>("--max") { Description = "Candidates at most, 1–50.", DefaultValueFactory = _ => 6 };
        var owner = new Option<string?>("--owner") { Description = "Only this recruiter's candidates, by e-mail address." };
        var format = new Option<string>("--format") { Description = "text, markdown, html or card (Adaptive Card JSON).", DefaultValueFactory = _ => "text" };
        var json = new Option<bool>("--json") { Description = "Print counts, references and the digest as JSON." };
        var command = new Command("digest", "Make a digest and print it.") { audience, days, most, owner, format, json };
        command.SetAction((result, ct) => RunAsync(
            settings(result),
            new DigestQuestion(
                result.GetValue(audience)!, result.GetValue(days), result.GetValue(most), result.GetValue(owner), result.GetValue(format)!),
            result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, DigestQuestion question, bool json, CancellationToken ct)
    {
        await using var app = HostComposition.CreateBuilder(settings).Build();
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        RenderedDigest digest;
        try
        {
            digest = await app.Services.GetRequiredService<IDigests>().MakeAsync(question, ct);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }

        Console.WriteLine(json
            ? JsonSerializer.Serialize(
                new { cards = digest.Cards, in_range = digest.InRange, elapsed_ms = digest.Elapsed.TotalMilliseconds, references = digest.References, held_back = digest.HeldBack, digest = digest.Content }, Json)
            : digest.Content);
        return 0;
    }
}
